import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset, ImportOptions, Recipe } from '../../../app/dataset/dataset.ts';
import type { RatingOptions } from '../../../app/dataset/ratings/rating-options.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { openArchive } from '../archives/open-archive.ts';
import { tellPath } from '../archives/tell-path.ts';
import { type AnalysedTable, analyseStaged, analyseTable } from '../delimited/analysis.ts';
import { sqlText, TableSession } from '../delimited/table-session.ts';
import { formatOf } from '../detect-format.ts';
import { catchExpected } from '../expected-failures.ts';
import { makeScratch } from '../scratch-folder.ts';
import { isTableFormat } from '../tables/stage-table.ts';
import { openStored } from './stored-rows.ts';

/** Rows of a sample, fewer of wide tables. */
const SAMPLE_ROWS = 2000;
const SAMPLE_CELLS = 2 ** 19;
/** Rows of a sample of series or ratings. */
const MOST_ROWS_TOGETHER = 100_000;
/** Samples that are kept: of the file and the dataset that are worked on. */
const MOST_SAMPLES = 4;

/** Rows taken from a table, as Parquet, with what all of its rows said of the columns. */
export interface TableSample {
  readonly table: AnalysedTable;
  readonly parquet: Uint8Array;
  /** Choices that were made beside any recipe. */
  readonly options: ImportOptions;
  /** Rows of the source. */
  readonly sourceRows: number;
}

/** Samples of tables, kept so that a recipe can be tried again and again without reading all rows. */
export class TableSamples {
  readonly #kept = new Map<string, TableSample>();

  /** Fails as an import of the file would. */
  async ofFile(
    path: string,
    options: ImportOptions,
    recipe: Recipe | null,
  ): Promise<Result<TableSample>> {
    const { recipe: _, ...given } = options;
    const others = { ...given, ...withChosen(given, recipe) };
    return catchExpected({ source: path, folder: tmpdir() }, async () => {
      const { mtimeMs, size } = await stat(path);
      const key = JSON.stringify([path, mtimeMs, size, others]);
      return this.#keep(key, given, others.series?.id, (session, scratch) =>
        sampleFile(session, path, others, scratch),
      );
    });
  }

  /** Fails with `dataset/damaged` where the rows are gone. */
  async ofDataset(
    folder: string,
    dataset: Dataset,
    recipe: Recipe | null,
  ): Promise<Result<TableSample>> {
    const weight = dataset.columns.find(({ role }) => role === 'weight')?.name;
    const own = { task: dataset.task, target: dataset.target ?? undefined, weight };
    const options = { ...own, ...withChosen({}, recipe) };
    const key = JSON.stringify([dataset.id, options]);
    return this.#keep(key, {}, options.series?.id, async (session) => {
      const staged = await openStored(session, folder, dataset);
      if (!staged.ok) return staged;
      return analyseStaged(session, dataset.source, staged.value, options);
    });
  }

  async #keep(
    key: string,
    given: ImportOptions,
    seriesId: string | undefined,
    analyse: (session: TableSession, scratch: string) => Promise<Result<AnalysedTable>>,
  ): Promise<Result<TableSample>> {
    const known = this.#kept.get(key);
    if (known !== undefined) return ok(known);
    const made = await inScratch(async (scratch) =>
      TableSession.with(scratch, undefined, async (session) => {
        const table = await analyse(session, scratch);
        return table.ok
          ? ok(await takeSample(session, table.value, given, seriesId, scratch))
          : table;
      }),
    );
    if (!made.ok) return made;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MOST_SAMPLES) this.#kept.delete(oldest);
    this.#kept.set(key, made.value);
    return made;
  }
}

/** What a recipe says of what is learnt from which columns, as far as the choices beside it leave it open. */
function withChosen(options: ImportOptions, recipe: Recipe | null): ImportOptions {
  if (recipe === null) return options;
  const { task, target, weight } = { ...recipe, ...options };
  const text = options.text ?? recipe.text;
  const series = options.series ?? recipe.series;
  const ratings = options.ratings ?? recipe.ratings;
  return {
    ...(task !== undefined && { task }),
    ...(target !== undefined && { target }),
    ...(weight !== undefined && { weight }),
    ...(text?.column !== undefined && { text: { column: text.column } }),
    ...(series !== undefined && { series: { time: series.time, id: series.id } }),
    ...(ratings !== undefined && { ratings: columnsOfRatings(ratings) }),
  };
}

/** How many are drawn against a choice, and how, changes no row of a sample. */
function columnsOfRatings({ user, item, implicit }: RatingOptions): RatingOptions {
  const chosen = implicit && { positiveFrom: implicit.positiveFrom };
  return { user, item, ...(chosen !== undefined && { implicit: chosen }) };
}

/** Work in a folder that is gone afterwards. */
export async function inScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await makeScratch('recipe');
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function sampleFile(
  session: TableSession,
  path: string,
  options: ImportOptions,
  scratch: string,
): Promise<Result<AnalysedTable>> {
  const opened = await openArchive({
    path,
    member: options.member,
    format: options.format,
    scratch,
  });
  if (!opened.ok) return opened;
  const { path: inside, told } = opened.value;
  const recognised = await formatOf(inside, options.format);
  if (!recognised.ok) return fail(tellPath(recognised.error, told));
  const { format } = recognised.value;
  if (!isTableFormat(format)) return fail({ code: 'recipe/no-table', path });
  const folders = { output: scratch, scratch };
  const analysed = await analyseTable(session, inside, { ...options, format }, folders);
  return analysed.ok ? analysed : fail(tellPath(analysed.error, told));
}

async function takeSample(
  session: TableSession,
  table: AnalysedTable,
  options: ImportOptions,
  seriesId: string | undefined,
  scratch: string,
): Promise<TableSample> {
  const { rows } = table.staged;
  const path = join(scratch, 'sample.parquet');
  await session.run(`COPY (${sampleOf(table, seriesId)}) TO ${sqlText(path)} (FORMAT parquet)`);
  const [[taken] = []] = await session.rows(`SELECT count(*) FROM read_parquet(${sqlText(path)})`);
  const staged = { ...table.staged, rows: Number(taken) };
  return {
    table: { ...table, staged },
    parquet: await readFile(path),
    options,
    sourceRows: rows,
  };
}

/**
 * Rows taken evenly; of a series and of ratings those that belong together, as neither a window nor a user's choices
 * can be told from single rows. `source` is the row in the source.
 */
function sampleOf({ staged, plan }: AnalysedTable, seriesId: string | undefined): string {
  const { rows, names, parquetPath } = staged;
  const from = `read_parquet(${sqlText(parquetPath)})`;
  const together = plan.task === 'forecasting' || plan.task === 'recommendation';
  const most = together ? MOST_ROWS_TOGETHER : SAMPLE_ROWS;
  const wanted = Math.max(100, Math.min(most, Math.floor(SAMPLE_CELLS / names.length)));
  if (!together || rows <= wanted) {
    const every = Math.max(1, Math.ceil(rows / wanted));
    return `SELECT * REPLACE ((row // ${every})::UINTEGER AS row), row AS source
      FROM ${from} WHERE row % ${every} = 0`;
  }
  const owner = names.indexOf(plan.ratings?.user ?? seriesId ?? '');
  const some =
    owner < 0
      ? from
      : `(FROM ${from} WHERE c${owner} IN (
           SELECT owner FROM (
             SELECT owner, sum(count) OVER (ORDER BY hash(owner), owner) - count AS before
             FROM (SELECT c${owner} AS owner, count(*) AS count FROM ${from} GROUP BY 1)
           ) WHERE before < ${wanted}))`;
  return `SELECT * REPLACE ((row_number() OVER (ORDER BY row) - 1)::UINTEGER AS row), row AS source
    FROM (FROM ${some} ORDER BY row LIMIT ${wanted})`;
}

/** Puts a sample where a session can read it. */
export async function unpackSample(sample: TableSample, scratch: string): Promise<AnalysedTable> {
  const parquetPath = join(scratch, 'sample.parquet');
  await writeFile(parquetPath, sample.parquet);
  return { ...sample.table, staged: { ...sample.table.staged, parquetPath } };
}
