import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readManifest } from '../../shards/manifest.ts';
import { previewDataset } from '../preview-dataset.ts';
import { tarOf, zipOf } from '../testing/archive-files.ts';
import { moviesCsv, ratingsCsv } from '../testing/rating-files.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();

const films = Array.from({ length: 40 }, (_, at) => at + 1);
const genres = (film: number) => Array.from({ length: 19 }, (_, at) => (at === film % 19 ? 1 : 0));
const rated = ratingsCsv().split('\n').slice(1);
const tabs = rated.map((line) => line.replaceAll(',', '\t')).join('\n');

/** Made-up files as those of MovieLens 100K and of its small set lie beside each other. */
const LAYOUTS: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>> = {
  'ml-100k': {
    README: 'SUMMARY & USAGE LICENSE\n\nMade up.\n',
    'u.data': tabs,
    // As theirs, in Latin 1.
    'u.item': Buffer.from(
      films
        .map((film) =>
          [
            film,
            `Café ${film} (1995)`,
            '01-Jan-1995',
            '',
            `http://a/${film}`,
            ...genres(film),
          ].join('|'),
        )
        .join('\n'),
      'latin1',
    ),
    'u.user': films.map((user) => `${user}|${20 + user}|M|writer|${10_000 + user}`).join('\n'),
    'u.genre': 'unknown|0\nAction|1\n',
    'u.info': '60 users\n40 items\n',
  },
  'ml-latest-small': {
    'README.txt': 'Summary\n=======\n\nMade up.\n',
    'ratings.csv': ratingsCsv(),
    'movies.csv': moviesCsv(),
    'links.csv': 'movieId,imdbId,tmdbId\n1,114709,862\n2,113497,8844\n',
    'tags.csv': 'userId,movieId,tag,timestamp\n1,2,funny,880000000\n2,3,"a, b",880000001\n',
  },
};

test.each(
  Object.entries(LAYOUTS).flatMap(([name, files]) =>
    (['folder', 'zip', 'tar.gz'] as const).map((kind) => ({ name, kind, files })),
  ),
)('$name is told by what lies in it, with its films, as a $kind', async ({ name, kind, files }) => {
  const entries = Object.entries(files).map(([file, content]) => ({
    name: `${name}/${file}`,
    content,
  }));
  if (kind === 'folder') {
    for (const entry of entries) await workspace.write(entry.name, entry.content);
  } else {
    const packed = kind === 'zip' ? zipOf(entries) : gzipSync(tarOf(entries));
    await workspace.write(`${name}.${kind}`, packed);
  }
  const path = workspace.path(kind === 'folder' ? name : `${name}.${kind}`);
  const preview = unwrap(await previewDataset(path, {}));
  const told = name === 'ml-100k' ? 'u.item' : 'movies.csv';
  expect(preview).toMatchObject({ task: 'recommendation', warnings: [] });
  expect(preview.ratings?.items).toMatchObject({ path: join(path, ...inside(kind, name), told) });
  const dataset = unwrap(await workspace.importFile(path, { split: { kind: 'leave-last-out' } }));
  expect(dataset.rows.train + dataset.rows.val + dataset.rows.test).toBe(rated.length);
  const { recipe } = unwrap(await readManifest(join(workspace.datasetsFolder(), DATASET_ID)));
  expect(recipe.ratings?.items?.titles[0]).toMatch(/^(Café|Film) \d+/);
  await rm(workspace.datasetsFolder(), { recursive: true });
});

/** Where files lie in what is imported: of an archive, in the folder that it packs. */
function inside(kind: string, name: string): readonly string[] {
  return kind === 'folder' ? [] : [name];
}
