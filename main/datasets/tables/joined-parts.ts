import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split } from '../../../app/dataset/dataset.ts';
import { isTargetName } from '../../../app/dataset/guess.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import { SPLIT_COLUMN } from '../../../app/dataset/recipes/split-choice.ts';
import { copyOptions } from '../delimited/parquet-options.ts';
import type { DressedColumn, StagedTable, TablePart } from '../delimited/stage.ts';
import { sqlText, type TableSession } from '../delimited/table-session.ts';

/** Parts that one query puts together; DuckDB plans each by itself. */
const PARTS_AT_ONCE = 64;
/** What says of which split a row is, while nobody knows yet how many columns stand before. */
const PART_SPLIT = 'split';

/** A column that a part has and the first has not, or the reverse. */
export interface OddColumn {
  readonly column: string;
  readonly lacking: boolean;
}

interface WaitingPart {
  readonly staged: StagedTable;
  readonly folder: string;
  readonly firstRow: number;
  readonly firstLine: number;
  readonly split: Split | undefined;
}

/** Puts staged parts together, one behind the other, some at a time, so that few lie about twice. */
export class JoinedParts {
  readonly parts: TablePart[] = [];
  readonly #session: TableSession;
  readonly #folder: string;
  /** Whether a part may lack columns, or bring new ones. */
  readonly #loose: boolean;
  readonly #names: string[] = [];
  readonly #written: string[] = [];
  #waiting: WaitingPart[] = [];
  #first: StagedTable | null = null;
  #comma: StagedTable['decimalComma'] = null;
  #isComma = false;
  readonly #splits = new Set<Split>();
  readonly #warnings: PreviewWarning[] = [];
  readonly #dressed = new Map<string, DressedColumn>();
  #rows = 0;
  #lines = 0;

  constructor(session: TableSession, folder: string, loose: boolean) {
    this.#session = session;
    this.#folder = folder;
    this.#loose = loose;
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Takes a part, which may be gone afterwards.
   * @param folder where it was staged
   * @param split  what the part is for, where files say so
   * @returns a column that keeps it from being one, and is not taken then
   */
  async add(
    path: string,
    folder: string,
    staged: StagedTable,
    split?: Split,
  ): Promise<OddColumn | null> {
    const odd = this.#first === null || this.#loose ? null : this.#oddColumn(staged.names);
    if (odd !== null) return odd;
    for (const name of staged.names) if (!this.#names.includes(name)) this.#names.push(name);
    this.#first ??= staged;
    const { decimalComma } = staged;
    if (decimalComma) this.#comma ??= { ...decimalComma, row: decimalComma.row + this.#lines };
    for (const each of staged.dressed ?? []) {
      if (!this.#dressed.has(each.column)) this.#dressed.set(each.column, each);
    }
    for (const each of staged.warnings ?? []) {
      this.#warnings.push('row' in each ? { ...each, row: each.row + this.#lines } : each);
    }
    this.#isComma ||= staged.decimal === 'comma';
    this.#waiting.push({ staged, folder, firstRow: this.#rows, firstLine: this.#lines, split });
    if (split !== undefined) this.#splits.add(split);
    this.parts.push({ path, firstLine: this.#lines });
    this.#rows += staged.rows;
    const [last = []] = await this.#session.rows(
      `SELECT max(line) FROM read_parquet(${sqlText(staged.parquetPath)})`,
    );
    this.#lines += staged.lastLine ?? Number(last[0]);
    if (this.#waiting.length >= PARTS_AT_ONCE) {
      const path = join(this.#folder, `joined-${this.#written.length}.parquet`);
      await this.#write(path, PART_SPLIT);
      this.#written.push(path);
    }
    return null;
  }

  /**
   * The column that a part without others lacks of those before, if it lacks one that its rows are of no use without:
   * of objects, which may leave names out, the target.
   */
  lackOf(names: readonly string[], target: string | undefined): string | null {
    if (names.some((name) => !this.#names.includes(name))) return null;
    const lacking = this.#names.filter((name) => !names.includes(name));
    const needed = this.#loose
      ? lacking.filter((name) => (target === undefined ? isTargetName(name) : name === target))
      : lacking;
    return needed.at(-1) ?? null;
  }

  /** Writes what was taken as one table. */
  async finish(parquetPath: string): Promise<StagedTable> {
    const isSplit = this.#splits.size > 1;
    const splitCell = `c${this.#names.length}`;
    if (this.#written.length === 0) await this.#write(parquetPath, isSplit ? splitCell : null);
    else {
      if (this.#waiting.length > 0) {
        const rest = join(this.#folder, 'joined-rest.parquet');
        await this.#write(rest, PART_SPLIT);
        this.#written.push(rest);
      }
      const cells = this.#names.map((_, column) => `c${column}`);
      if (isSplit) cells.push(`${PART_SPLIT} AS ${splitCell}`);
      await this.#session.run(
        `COPY (SELECT ${['row', 'line', ...cells].join(', ')}
           FROM read_parquet([${this.#written.map(sqlText).join(', ')}], union_by_name = true)
         ) TO ${sqlText(parquetPath)} ${copyOptions(cells.length)}`,
      );
    }
    return {
      dialect: this.#first?.dialect ?? null,
      header: this.#first?.header,
      names: this.#told(),
      ...(isSplit && { splitColumn: this.#told().at(-1) }),
      rows: this.#rows,
      parquetPath,
      parts: this.parts,
      ...(this.#dressed.size > 0 && { dressed: [...this.#dressed.values()] }),
      ...(this.#warnings.length > 0 && { warnings: this.#warnings }),
      ...(this.#isComma && { decimal: 'comma', decimalComma: this.#comma ?? null }),
    };
  }

  /** Names of all columns; where parts are of several splits, the last says which. */
  #told(): readonly string[] {
    if (this.#splits.size < 2) return this.#names;
    let name = SPLIT_COLUMN;
    for (let count = 2; this.#names.includes(name); count += 1) name = `${SPLIT_COLUMN}_${count}`;
    return [...this.#names, name];
  }

  #oddColumn(names: readonly string[]): OddColumn | null {
    const lacking = this.#names.find((name) => !names.includes(name));
    const extra = names.find((name) => !this.#names.includes(name));
    if (extra !== undefined) return { column: extra, lacking: false };
    return lacking === undefined ? null : { column: lacking, lacking: true };
  }

  /** @param splitCell what the column of splits is called, if it is written */
  async #write(parquetPath: string, splitCell: string | null): Promise<void> {
    const width = this.#names.length;
    await this.#session.expectColumns(width);
    const selects = this.#waiting.map(({ staged, firstRow, firstLine, split }) => {
      const cells = this.#names.map((name, column) => {
        const own = staged.names.indexOf(name);
        return own < 0 ? `NULL::VARCHAR AS c${column}` : `c${own} AS c${column}`;
      });
      if (splitCell !== null) cells.push(`${sqlText(split ?? '')} AS ${splitCell}`);
      return `SELECT (row + ${firstRow})::UINTEGER AS row, (line + ${firstLine})::UINTEGER AS line,
          ${cells.join(', ')}
        FROM read_parquet(${sqlText(staged.parquetPath)})`;
    });
    await this.#session.run(
      `COPY (${selects.join(' UNION ALL ')}) TO ${sqlText(parquetPath)} ${copyOptions(width)}`,
    );
    for (const { folder } of this.#waiting) await rm(folder, { recursive: true });
    this.#waiting = [];
  }
}
