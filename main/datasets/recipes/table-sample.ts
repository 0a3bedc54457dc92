import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset, ImportOptions, Recipe } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { openArchive } from '../archives/open-archive.ts';
import { tellPath } from '../archives/tell-path.ts';
import { type AnalysedTable, analyseStaged, analyseTable } from '../delimited/analysis.ts';
import { sqlText, TableSession } from '../delimited/table-session.ts';
import { formatOf } from '../detect-format.ts';
import { catchExpected } from '../expected-failures.ts';
import { isTableFormat } from '../tables/stage-table.ts';
import { openStored } from './stored-rows.ts';

/** Rows of a sample, fewer of wide tables. */
const SAMPLE_ROWS = 2000;
const SAMPLE_CELLS = 2 ** 19;
/** Samples that are kept: of the file and the dataset that are worked on. */
const MOST_SAMPLES = 4;

/** Rows taken evenly from a table, as Parquet, with what all of its rows said of the columns. */
export interface TableSample {
  readonly table: AnalysedTable;
  readonly parquet: Uint8Array;
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
    const others = { ...chosenBy(recipe), ...given };
    return catchExpected({ source: path, folder: tmpdir() }, async () => {
      const { mtimeMs, size } = await stat(path);
      const key = JSON.stringify([path, mtimeMs, size, others]);
      return this.#keep(key, (session, scratch) => sampleFile(session, path, others, scratch));
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
    const options = { ...own, ...chosenBy(recipe) };
    return this.#keep(JSON.stringify([dataset.id, options]), async (session) => {
      const staged = await openStored(session, folder, dataset);
      if (!staged.ok) return staged;
      return analyseStaged(session, dataset.source, staged.value, options);
    });
  }

  async #keep(
    key: string,
    analyse: (session: TableSession, scratch: string) => Promise<Result<AnalysedTable>>,
  ): Promise<Result<TableSample>> {
    const known = this.#kept.get(key);
    if (known !== undefined) return ok(known);
    const made = await inScratch(async (scratch) =>
      TableSession.with(scratch, undefined, async (session) => {
        const table = await analyse(session, scratch);
        return table.ok ? ok(await takeSample(session, table.value, scratch)) : table;
      }),
    );
    if (!made.ok) return made;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MOST_SAMPLES) this.#kept.delete(oldest);
    this.#kept.set(key, made.value);
    return made;
  }
}

/** What a recipe says of target, task and weights. */
function chosenBy(recipe: Recipe | null): ImportOptions {
  if (recipe === null) return {};
  const { task, target, weight } = recipe;
  return {
    ...(task !== undefined && { task }),
    ...(target !== undefined && { target }),
    ...(weight !== undefined && { weight }),
  };
}

/** Work in a folder that is gone afterwards. */
export async function inScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'hearth-recipe-'));
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
  scratch: string,
): Promise<TableSample> {
  const { rows, names, parquetPath } = table.staged;
  const wanted = Math.max(100, Math.min(SAMPLE_ROWS, Math.floor(SAMPLE_CELLS / names.length)));
  const every = Math.max(1, Math.ceil(rows / wanted));
  const path = join(scratch, 'sample.parquet');
  await session.run(
    `COPY (SELECT * REPLACE ((row // ${every})::UINTEGER AS row)
       FROM read_parquet(${sqlText(parquetPath)}) WHERE row % ${every} = 0
     ) TO ${sqlText(path)} (FORMAT parquet)`,
  );
  const staged = { ...table.staged, rows: Math.ceil(rows / every) };
  return { table: { ...table, staged }, parquet: await readFile(path) };
}

/** Puts a sample where a session can read it. */
export async function unpackSample(sample: TableSample, scratch: string): Promise<AnalysedTable> {
  const parquetPath = join(scratch, 'sample.parquet');
  await writeFile(parquetPath, sample.parquet);
  return { ...sample.table, staged: { ...sample.table.staged, parquetPath } };
}
