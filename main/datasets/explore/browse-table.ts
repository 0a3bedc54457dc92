import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Column, type Dataset, SPLITS } from '../../../app/dataset/dataset.ts';
import {
  browsedNames,
  ROW_COLUMN,
  SPLIT_COLUMN,
  sqlName,
} from '../../../app/dataset/explore/rows-query.ts';
import { LARGEST_NUMBER } from '../../../app/dataset/raw-value.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readTensor } from '../../shards/read.ts';
import { presentIn, trimmedCell } from '../delimited/cells.ts';
import type { StagedTable } from '../delimited/stage.ts';
import { sqlText, TableSession } from '../delimited/table-session.ts';
import { catchExpected } from '../expected-failures.ts';
import { openStored } from '../recipes/stored-rows.ts';
import { inScratch } from '../recipes/table-sample.ts';
import { BrowseSession, UnreadableTableError } from './browse-session.ts';

/** Its name changes with its form, so that an older one is made anew. */
const TABLE_FILE = 'browse-1.duckdb';
/** The one table in it. */
export const BROWSED = 'browsed';

const building = new Map<string, Promise<Result<string>>>();

/**
 * Works with a dataset's rows, in a file where they can be asked for: columns under their names and typed
 * as they are read, beside number and split of the row. It is made from `rows.parquet` when first needed,
 * and anew where it cannot be read. Fails with `recipe/no-table`, `dataset/damaged` or `file/disk-full`.
 */
export async function browse<T>(
  folder: string,
  dataset: Dataset,
  work: (session: BrowseSession) => Promise<Result<T>>,
): Promise<Result<T>> {
  const table = await browseTable(folder, dataset);
  if (!table.ok) return table;
  try {
    return await BrowseSession.with(table.value, work);
  } catch (cause) {
    if (!(cause instanceof UnreadableTableError)) throw cause;
    await rm(table.value, { force: true });
    const made = await browseTable(folder, dataset);
    return made.ok ? BrowseSession.with(made.value, work) : made;
  }
}

/** The file itself. Fails as `browse` does. */
export async function browseTable(folder: string, dataset: Dataset): Promise<Result<string>> {
  const path = join(folder, TABLE_FILE);
  const known = await stat(path).catch(() => null);
  if (known !== null) return ok(path);
  const begun = building.get(path);
  if (begun !== undefined) return begun;
  const made = build(folder, dataset, path).finally(() => building.delete(path));
  building.set(path, made);
  return made;
}

async function build(folder: string, dataset: Dataset, path: string): Promise<Result<string>> {
  const partial = `${path}.partial`;
  await rm(partial, { force: true });
  const places = { source: folder, folder };
  const made = await catchExpected(places, () =>
    inScratch((scratch) =>
      TableSession.with(scratch, undefined, async (session) => {
        const stored = await openStored(session, folder, dataset);
        if (!stored.ok) return stored;
        const splits = await splitBits(folder, stored.value.rows);
        if (!splits.ok) return splits;
        await session.run(`ATTACH ${sqlText(partial)} AS made`);
        await session.setBits('splits', splits.value);
        await session.run(
          `CREATE TABLE made.${BROWSED} AS ${typedRows(stored.value, dataset.columns)}`,
        );
        await session.run('DETACH made');
        await rename(partial, path);
        return ok(path);
      }),
    ),
  );
  if (!made.ok) await rm(partial, { force: true });
  return made;
}

/** Two bits for each row, high one first: 0 for none, else the split's place from 1 on. */
async function splitBits(folder: string, rows: number): Promise<Result<Uint8Array>> {
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  const bits = new Uint8Array(Math.ceil(rows / 4));
  for (const [at, split] of SPLITS.entries()) {
    const numbers = await readTensor(folder, manifest.value.splits[split].sourceRows);
    if (!numbers.ok) return numbers;
    for (const row of numbers.value) {
      if (row >= rows) continue;
      bits[row >> 2] = (bits[row >> 2] ?? 0) | ((at + 1) << (6 - 2 * (row & 3)));
    }
  }
  return ok(bits);
}

/** The rows of a staged table, typed and named. */
function typedRows(table: StagedTable, columns: readonly Column[]): string {
  const names = browsedNames(columns.map(({ name }) => name));
  const read = columns.map(({ type }, at) =>
    type === 'number' ? readNumber(at) : `${trimmedCell(`c${at}`)} AS t${at}`,
  );
  const typed = columns.map(
    ({ type }, at) => `${typedCell(type, at)} AS ${sqlName(names[at] ?? '')}`,
  );
  const bit = (offset: number) => `get_bit(getvariable('splits'), (2 * row + ${offset})::INTEGER)`;
  const split = SPLITS.map((name, at) => `WHEN ${at + 1} THEN '${name}'`).join(' ');
  return `SELECT (row + 1)::UINTEGER AS ${sqlName(ROW_COLUMN)},
      CASE 2 * ${bit(0)} + ${bit(1)} ${split} END AS ${sqlName(SPLIT_COLUMN)},
      ${typed.join(', ')}
    FROM (SELECT row, ${read.join(', ')} FROM read_parquet(${sqlText(table.parquetPath)}))`;
}

/** DuckDB reads 1_000 as a number; people do not. */
function readNumber(at: number): string {
  const cast = (text: string) => `TRY_CAST(${text} AS DOUBLE)`;
  return `CASE WHEN NOT contains(c${at}, '_')
    THEN coalesce(${cast(`c${at}`)}, ${cast(trimmedCell(`c${at}`))}) END AS t${at}`;
}

function typedCell(type: Column['type'], at: number): string {
  if (type === 'number') return `CASE WHEN abs(t${at}) <= ${LARGEST_NUMBER} THEN t${at} END`;
  if (type === 'datetime') return `TRY_CAST(t${at} AS TIMESTAMP)`;
  return presentIn(`t${at}`);
}
