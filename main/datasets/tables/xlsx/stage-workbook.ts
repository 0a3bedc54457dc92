import type { PreviewWarning } from '../../../../app/dataset/preview-warning.ts';
import { fail, ok, type Result } from '../../../../app/errors.ts';
import { withZip } from '../../archives/zip.ts';
import type { RawRecord } from '../../delimited/canonical-writer.ts';
import { readHeading } from '../../delimited/heading.ts';
import { headingWarnings } from '../../delimited/layout-warnings.ts';
import { noteOf, preambleOf } from '../../delimited/preamble.ts';
import type { Sniffed } from '../../delimited/sniff.ts';
import type { StagedTable } from '../../delimited/stage.ts';
import { ExpectedFailure } from '../../expected-failures.ts';
import { type RecordSource, stageRecords } from '../stage-records.ts';
import type { Stager, StageWork } from '../stage-work.ts';
import { Formulas } from './formulas.ts';
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
        records: naming.below(sheetRows(workbook, sheet.entry, new Formulas())),
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
  const formulas = new Formulas();
  const staged = await stageRecords(work, {
    records: naming.below(sheetRows(workbook, sheet.entry, formulas)),
    names: () => naming.names(),
  });
  if (!staged.ok) return staged;
  const warnings = [...naming.warnings(), ...formulas.warnings()];
  return ok({ ...staged.value, ...naming.told(), tables, table: wanted, warnings });
}

/** The first sheet with two rows of several cells, else the first with a row: notes come before the table. */
async function firstTable(workbook: Workbook): Promise<string | null> {
  let filled: string | null = null;
  for (const { name, entry } of workbook.sheets) {
    let [rows, tabular] = [0, 0];
    for await (const row of sheetRows(workbook, entry, new Formulas())) {
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
  #heading: Sniffed['heading'] | null = null;
  #notes: StagedTable['preamble'];
  #columns = 0;

  constructor(given: boolean | undefined) {
    this.#given = given;
  }

  names(): readonly string[] {
    const { names = [], rows = 0 } = this.#heading ?? {};
    const found = rows === 0 ? [] : names;
    return Array.from({ length: this.#columns }, (_, column) => found[column] ?? '');
  }

  /** What stands above the names. */
  told(): Pick<StagedTable, 'preamble'> {
    return this.#notes === undefined ? {} : { preamble: this.#notes };
  }

  warnings(): readonly PreviewWarning[] {
    return this.#heading === null ? [] : headingWarnings(this.#heading);
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
    const records = first.map(({ line, cells }) => ({
      line,
      fields: Array.from({ length: this.#columns }, (_, column) => cells[column] ?? ''),
    }));
    const notes = preambleOf(records, this.#columns);
    const table = records.slice(notes);
    const heading = readHeading(
      table.map(({ fields }) => fields),
      this.#given,
    );
    const lines = table.slice(0, heading.rows).map(({ line }) => line);
    this.#heading = { ...heading, lines };
    if (notes > 0) this.#notes = noteOf(records, notes);
    for (const row of first.slice(notes + heading.rows)) yield ok(row);
  }
}
