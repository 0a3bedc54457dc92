import { copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DatasetFormat } from '../../../app/dataset/dataset.ts';
import type { RatingPlan } from '../../../app/dataset/ratings/rating-plan.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { StagedTable } from '../delimited/stage.ts';
import { sqlText, type TableSession } from '../delimited/table-session.ts';
import { catchExpected } from '../expected-failures.ts';
import { lookAt, type Recogniser } from '../recognition/sight.ts';
import {
  parquetMark,
  recogniseDelimited,
  recogniseJson,
  recogniseWorkbook,
  sqliteMark,
} from '../recognition/tables.ts';
import { stageTable } from '../tables/stage-table.ts';
import { itemsPath } from './items-path.ts';

/** A table that describes items, staged. */
export interface ItemTable {
  /** As users know it. */
  readonly path: string;
  /** Name of the file it was imported from. */
  readonly file: string;
  readonly staged: StagedTable;
}

/** Beside the rows of a dataset, to be prepared again. */
export const ITEMS_FILE = 'items.parquet';
/** What `items.parquet` was; a dataset of an older version has none. */
const ABOUT_FILE = 'items.json';

/** Where a kept table of items is from. */
interface AboutItems {
  readonly file: string;
  readonly rows: number;
}

/** Columns of MovieLens 100K's `u.item`, which has no header. @source its README */
const U_ITEM = [
  'movie id',
  'movie title',
  'release date',
  'video release date',
  'IMDb URL',
  'unknown',
  'Action',
  'Adventure',
  'Animation',
  "Children's",
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
];

/** Columns of MovieLens 1M's `movies.dat`, which has no header. @source its README */
const MOVIES_DAT = ['MovieID', 'Title', 'Genres'];

/** What staging a table of items takes. */
interface ItemsWork {
  readonly session: TableSession;
  /** The ratings. */
  readonly path: string;
  readonly ratings: RatingPlan | null;
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
}

/** Stages the table that was asked for, or that is known to go with these ratings; null where there is none. */
export async function stageItems(work: ItemsWork): Promise<Result<ItemTable | null>> {
  const { ratings, scratch } = work;
  if (ratings === null) return ok(null);
  const path = await itemsPath(work.path, ratings.items);
  if (path === null) return ok(null);
  const folder = join(scratch, 'items');
  await mkdir(folder);
  return catchExpected({ source: path, folder: scratch }, () => stage(work, path, folder));
}

async function stage(
  { session, signal }: ItemsWork,
  path: string,
  folder: string,
): Promise<Result<ItemTable>> {
  const format = await tableFormatOf(path);
  if (!format.ok) return format;
  const staged = await stageTable({
    session,
    path,
    options: { format: format.value },
    folders: { output: folder, scratch: folder },
    signal,
  });
  return staged.ok ? ok({ path, file: basename(path), staged: named(staged.value) }) : staged;
}

/** Which kind of table a file is; a delimited one where nothing tells. */
async function tableFormatOf(path: string): Promise<Result<DatasetFormat>> {
  const sight = await lookAt(path);
  if (!sight.ok) return sight;
  const recognisers: readonly (readonly [DatasetFormat, Recogniser])[] = [
    ['csv', recogniseDelimited('csv')],
    ['tsv', recogniseDelimited('tsv')],
    ['parquet', parquetMark],
    ['jsonl', recogniseJson],
    ['xlsx', recogniseWorkbook],
    ['sqlite', sqliteMark],
  ];
  let best: { readonly format: DatasetFormat; readonly confidence: number } | null = null;
  for (const [format, recognise] of recognisers) {
    const confidence = (await recognise(sight.value))?.confidence ?? 0;
    if (confidence > (best?.confidence ?? 0)) best = { format, confidence };
  }
  return ok(best?.format ?? 'csv');
}

/** MovieLens' columns by their names. */
function named(staged: StagedTable): StagedTable {
  const { dialect, names } = staged;
  const known = { '|': U_ITEM, '::': MOVIES_DAT }[dialect?.delimiter ?? ''];
  const fits = dialect?.header === false && known?.length === names.length;
  return fits ? { ...staged, names: known } : staged;
}

/** Puts a staged table of items into a dataset's folder. */
export async function keepItems({ file, staged }: ItemTable, folder: string): Promise<void> {
  const target = join(folder, ITEMS_FILE);
  await link(staged.parquetPath, target).catch(() => copyFile(staged.parquetPath, target));
  const about: AboutItems = { file, rows: staged.rows };
  await writeFile(join(folder, ABOUT_FILE), `${JSON.stringify(about)}\n`);
}

/** From which file a dataset's table of items is, and its rows; null where nothing says it. */
export async function aboutItems(folder: string): Promise<AboutItems | null> {
  const kept = await readFile(join(folder, ABOUT_FILE), 'utf8').catch(() => null);
  // Only Hearth writes it.
  return kept === null ? null : (JSON.parse(kept) as AboutItems);
}

/** The table of items that a dataset keeps. Fails with `dataset/damaged`. */
export async function openItems(
  session: TableSession,
  folder: string,
  name: string,
  columns: readonly string[],
): Promise<Result<ItemTable>> {
  const path = join(folder, ITEMS_FILE);
  try {
    const [found = []] = await session.rows(`SELECT count(*) FROM read_parquet(${sqlText(path)})`);
    const staged = { dialect: null, names: columns, rows: Number(found[0]), parquetPath: path };
    const about = await aboutItems(folder);
    return ok({ path, file: about?.file ?? ITEMS_FILE, staged });
  } catch {
    session.throwIfCancelled();
    return fail({ code: 'dataset/damaged', name, path });
  }
}
