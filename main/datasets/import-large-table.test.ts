import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SPLITS } from '../../app/dataset/dataset.ts';
import { readManifest } from '../shards/manifest.ts';
import { readSplit } from '../shards/read.ts';
import { importDataset } from './import-dataset.ts';
import { DATASET_ID, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

/** More than two threads of DuckDB read as one piece: several row groups of the staged table. */
const ROWS = 300_000;
const COLOURS = ['red', 'green', 'blue'];
const classOf = (row: number) => ((row * 2_654_435_761) >>> 7) % 2;
const colourOf = (row: number) => ((row * 40_503) >>> 3) % 3;

test('rows of a large table keep their own labels and features, import after import', async () => {
  const lines = Array.from(
    { length: ROWS },
    (_, row) => `${row % 1000},${COLOURS[colourOf(row)]},${['no', 'yes'][classOf(row)]}\n`,
  );
  const path = await workspace.write('large.csv', `place,colour,y\n${lines.join('')}`);
  const fingerprints = new Set<string>();
  for (let round = 0; round < 2; round += 1) {
    await rm(workspace.datasetsFolder(), { recursive: true, force: true });
    const dataset = unwrap(await workspace.importFile(path, { target: 'y' }));
    fingerprints.add(dataset.fingerprint);
    const folder = join(workspace.datasetsFolder(), DATASET_ID);
    const manifest = unwrap(await readManifest(folder));
    const width = manifest.splits.train.features.shape.at(-1) ?? 0;
    const names = manifest.recipe.table?.features.flatMap((feature) => feature.names) ?? [];
    const switches = COLOURS.map((colour) => names.indexOf(`colour=${colour}`));
    let wrong = 0;
    for (const split of SPLITS) {
      const { features, target, sourceRows } = unwrap(await readSplit(folder, manifest, split));
      for (const [at, row] of sourceRows.entries()) {
        const on = features[at * width + (switches[colourOf(row)] ?? 0)];
        if (target[at] !== classOf(row) || on !== 1) wrong += 1;
      }
    }
    expect({ round, wrong }).toEqual({ round, wrong: 0 });
  }
  expect(fingerprints.size).toBe(1);
});

test('an import that is cancelled while its rows are written leaves nothing', async () => {
  const lines = Array.from({ length: ROWS }, (_, row) => `${row}.25,${COLOURS[colourOf(row)]}\n`);
  const path = await workspace.write('large.csv', `size,colour\n${lines.join('')}`);
  const cancelled = new AbortController();
  const result = await importDataset({
    path,
    name: 'test',
    options: { target: 'colour' },
    id: DATASET_ID,
    createdAt: '2026-01-01T00:00:00.000Z',
    datasetsFolder: workspace.datasetsFolder(),
    signal: cancelled.signal,
    onProgress: (_, total, unit) => {
      if (total === ROWS && unit === undefined) cancelled.abort();
    },
  });
  expect(result).toEqual({ ok: false, error: { code: 'cancelled' } });
  expect(await workspace.left()).toEqual([]);
});

test('a large table that turns out not to be plain at its end is imported all the same', async () => {
  const lines = Array.from(
    { length: ROWS },
    (_, row) => `${row % 997}.125,${COLOURS[colourOf(row)]}\n`,
  );
  const path = await workspace.write(
    'large.csv',
    `size,colour\n${lines.join('')}7,"re""d"\n7,"re""d"\n7,"re""d"\n`,
  );
  const dataset = unwrap(await workspace.importFile(path, { target: 'colour' }));
  expect(dataset.classes).toEqual(['blue', 'green', 're"d', 'red']);
});
