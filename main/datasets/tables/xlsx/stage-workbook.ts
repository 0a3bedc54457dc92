import { fail, ok, type Result } from '../../../../app/errors.ts';
import { withZip } from '../../archives/zip.ts';
import type { RawRecord } from '../../delimited/canonical-writer.ts';
import { judgeHeader } from '../../delimited/header.ts';
import { ExpectedFailure } from '../../expected-failures.ts';
import { type RecordSource, stageRecords } from '../stage-records.ts';
import type { Stager, StageWork } from '../stage-work.ts';
import { sheetRows } from './sheet-rows.ts';
import { openWorkbook, type Workbook } from './workbook.ts';

/** Rows that decide whether the first names the columns. */
const HEADER_ROWS = 200;

/** Reads one sheet of an Excel workbook: values as they were last calculated, nothing is run. */
export const stageWorkbook: Stager = async (work) => {
  const { path } = work;
  try {
    return await withZip(path, async (zip, entries) =>
      stageSheet(await openWorkbook(path, zip, entries), work),
    );
  } catch (cause) {
    if (cause instanceof ExpectedFailure) return fail(cause.error);
    throw cause;
  }
};

/** Lets the rows of the first sheet that holds a table be used, as they are read. */
export async function withSheetRecords<Value>(
  path: string,
  use: (source: RecordSource) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  try {
    return await withZip(path, async (zip, entries) => {
      const workbook = await openWorkbook(path, zip, entries);
      const first = await firstTable(workbook);
      const sheet = workbook.sheets.find(({ name }) => name === first);
      if (sheet === undefined) return fail({ code: 'dataset/no-tables', path });
      const naming = new Naming(undefined);
      return use({
        records: naming.below(sheetRows(workbook, sheet.entry)),
        names: () => naming.names(),
      });
    });
  } catch (cause) {
    if (cause instanceof ExpectedFailure) return fail(cause.error);
    throw cause;
  }
}

async function stageSheet(workbook: Workbook, work: StageWork) {
  const { path, options } = work;
  const tables = workbook.sheets.map(({ name }) => name);
  if (workbook.sheets.length === 0) return fail({ code: 'dataset/no-tables', path });
  const wanted = options.table ?? (await firstTable(workbook)) ?? tables[0] ?? '';
  const sheet = workbook.sheets.find(({ name }) => name === wanted);
  if (sheet === undefined) {
    return fail({ code: 'dataset/table-missing', path, table: wanted, tables });
  }
  const naming = new Naming(options.dialect?.header);
  const staged = await stageRecords(work, {
    records: naming.below(sheetRows(workbook, sheet.entry)),
    names: () => naming.names(),
  });
  return staged.ok ? ok({ ...staged.value, tables, table: wanted }) : staged;
}

/** The first sheet with two rows of several cells, else the first with a row: notes come before the table. */
async function firstTable(workbook: Workbook): Promise<string | null> {
  let filled: string | null = null;
  for (const { name, entry } of workbook.sheets) {
    let [rows, tabular] = [0, 0];
    for await (const row of sheetRows(workbook, entry)) {
      filled ??= name;
      if (!row.ok) return name;
      rows += 1;
      if (row.value.cells.filter((cell) => (cell ?? '') !== '').length > 1) tabular += 1;
      if (tabular === 2) return name;
      if (rows === HEADER_ROWS) break;
    }
  }
  return filled;
}

/** Takes the names of columns from the first row, where it has them. */
class Naming {
  readonly #given: boolean | undefined;
  #header: readonly (string | null)[] = [];
  #columns = 0;

  constructor(given: boolean | undefined) {
    this.#given = given;
  }

  names(): readonly string[] {
    return Array.from({ length: this.#columns }, (_, column) => this.#header[column] ?? '');
  }

  /** All rows but the header. */
  async *below(rows: AsyncIterable<Result<RawRecord>>): AsyncGenerator<Result<RawRecord>> {
    const first: RawRecord[] = [];
    let decided = false;
    for await (const row of rows) {
      if (!row.ok) {
        yield row;
        return;
      }
      this.#columns = Math.max(this.#columns, row.value.cells.length);
      if (decided) yield row;
      else first.push(row.value);
      if (decided || first.length < HEADER_ROWS) continue;
      decided = true;
      yield* this.#decide(first);
    }
    if (!decided) yield* this.#decide(first);
  }

  *#decide(first: readonly RawRecord[]): Generator<Result<RawRecord>> {
    const texts = first.map(({ cells }) => cells.map((cell) => cell ?? ''));
    const header = this.#given ?? judgeHeader(texts).header;
    this.#header = header ? (first[0]?.cells ?? []) : [];
    for (const row of first.slice(header ? 1 : 0)) yield ok(row);
  }
}
