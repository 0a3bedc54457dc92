import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column, Dataset } from '../../../app/dataset/dataset.ts';
import type {
  ColumnProfileFacts,
  DatasetProfile,
  ValueCount,
} from '../../../app/dataset/explore/profile.ts';
import { browsedNames, sqlName } from '../../../app/dataset/explore/rows-query.ts';
import { keepsRows } from '../../../app/dataset/keeps-rows.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { readManifest } from '../../shards/manifest.ts';
import type { BrowseSession } from './browse-session.ts';
import { BROWSED, browse } from './browse-table.ts';
import { profileImages } from './profile-images.ts';
import { profileRatings } from './profile-ratings.ts';
import { profileTexts } from './profile-texts.ts';
import { histogramOf, spreadOf, spreadOfFew } from './spread-sql.ts';

/** Kept beside the rows; the name changes with the form. May be deleted. */
const PROFILE_FILE = 'profile-1.json';
const TOP_VALUES = 20;
/** So many different numbers are counted one by one. */
const MOST_DIFFERENT = 20_000;
/** Columns with more different values have hardly a frequent one, or take long to count. */
const MOST_COUNTED = 500_000;
/** Of longer texts, lengths and words say more than which comes how often. */
const LONG_TEXT_CHARACTERS = 60;

/** What a dataset holds: worked out once and kept. */
export async function profileDataset(
  folder: string,
  dataset: Dataset,
): Promise<Result<DatasetProfile>> {
  const path = join(folder, PROFILE_FILE);
  const kept = await readFile(path, 'utf8').catch(() => null);
  // Only Hearth writes it.
  if (kept !== null) return ok({ ...(JSON.parse(kept) as DatasetProfile), dataset: dataset.name });
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  const profile = await profileOf(folder, dataset, manifest.value);
  if (!profile.ok) return profile;
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, JSON.stringify(profile.value));
  await rename(partial, path);
  return profile;
}

async function profileOf(
  folder: string,
  dataset: Dataset,
  manifest: PreparedManifest,
): Promise<Result<DatasetProfile>> {
  const { name } = dataset;
  const rows = dataset.rows.train + dataset.rows.val + dataset.rows.test;
  const bare = { dataset: name, rows, columns: [], texts: [], ratings: null, images: null };
  if (manifest.input.kind === 'image') {
    const images = await profileImages(folder, manifest);
    return images.ok ? ok({ ...bare, images: images.value }) : images;
  }
  if (!keepsRows(dataset)) return ok(bare);
  return browse(folder, dataset, async (session) => {
    const [counted] = await session.rows(`SELECT count(*) FROM ${BROWSED}`);
    const total = Number(counted?.[0]);
    const names = browsedNames(dataset.columns.map((column) => column.name));
    const columns: ColumnProfileFacts[] = [];
    for (const [at, column] of dataset.columns.entries()) {
      columns.push(await profileColumn(session, column, sqlName(names[at] ?? ''), total));
    }
    const texts = await profileTexts(
      session,
      columns.flatMap((column, at) =>
        column.lengths !== undefined && column.lengths.mean > LONG_TEXT_CHARACTERS / 2
          ? [{ name: column.name, sql: sqlName(names[at] ?? ''), rows: total }]
          : [],
      ),
    );
    const { ratings } = manifest.recipe;
    const sqlOf = (column: string) =>
      sqlName(names[dataset.columns.findIndex((one) => one.name === column)] ?? column);
    return ok({
      ...bare,
      rows: total,
      columns,
      texts,
      ratings: ratings
        ? await profileRatings(session, sqlOf(ratings.user.column), sqlOf(ratings.item.column))
        : null,
    });
  });
}

async function profileColumn(
  session: BrowseSession,
  { name, type, role, missing, top, distinct: counted, distinctEstimated }: Column,
  sql: string,
  rows: number,
): Promise<ColumnProfileFacts> {
  const told = { distinct: counted, ...(distinctEstimated && { distinctEstimated }) };
  const facts = { name, type, role, missing, ...told };
  const distinct = counted ?? rows - missing;
  if (type === 'number') {
    const from = `(SELECT ${sql} AS value FROM ${BROWSED})`;
    const spread = distinct > MOST_DIFFERENT ? spreadOf : spreadOfFew;
    const numbers = await spread(session, from);
    const frequent = await topValues(session, sql, distinct, rows);
    return { ...facts, ...(numbers && { numbers }), ...(frequent && { top: frequent }) };
  }
  if (type === 'datetime') {
    const times = await profileTimes(session, sql);
    return { ...facts, ...(times && { times }) };
  }
  const lengths = await spreadOfFew(session, `(SELECT length(${sql}) AS value FROM ${BROWSED})`);
  // Where hardly a value comes twice, the most frequent ones say nothing.
  const frequent = distinct > 0.9 * (rows - missing) && distinct > TOP_VALUES ? undefined : top;
  return { ...facts, ...(lengths && { lengths }), ...(frequent && { top: frequent }) };
}

async function topValues(
  session: BrowseSession,
  sql: string,
  distinct: number,
  rows: number,
): Promise<readonly ValueCount[] | null> {
  if (distinct > MOST_COUNTED || distinct > 0.5 * rows) return null;
  const found = await session.rows(
    `SELECT ${sql}, count(*) AS count FROM ${BROWSED}
     WHERE ${sql} IS NOT NULL GROUP BY ${sql} ORDER BY count DESC, ${sql} LIMIT ${TOP_VALUES}`,
  );
  return found.map(([value, count]) => ({ value: String(value), count: Number(count) }));
}

async function profileTimes(session: BrowseSession, sql: string) {
  const from = `(SELECT epoch_ms(${sql})::DOUBLE AS value FROM ${BROWSED})`;
  const [found = []] = await session.rows(
    `SELECT min(${sql})::VARCHAR, max(${sql})::VARCHAR, epoch_ms(min(${sql}))::DOUBLE,
       epoch_ms(max(${sql}))::DOUBLE FROM ${BROWSED}`,
  );
  const [first, last, from0, to0] = found;
  if (typeof first !== 'string' || typeof last !== 'string') return null;
  const histogram = await histogramOf(session, from, Number(from0), Number(to0), true);
  return { first: first.replace(' ', 'T'), last: last.replace(' ', 'T'), histogram };
}
