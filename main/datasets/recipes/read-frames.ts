import type { DuckDBDataChunk } from '@duckdb/node-api';
import { LARGEST_NUMBER } from '../../../app/dataset/raw-value.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { codedVector, type Frame, type Vector } from '../../../app/dataset/recipes/frame.ts';
import { type BadCell, readCells } from '../../../app/dataset/recipes/read-cells.ts';
import { numberCell, textCell } from '../delimited/cells.ts';
import { BLOCK_ROWS, type KeptValues } from '../delimited/column-store.ts';
import type { KeptColumn, KeptColumns } from '../delimited/kept-columns.ts';
import type { StagedTable } from '../delimited/stage.ts';
import { streamRows } from '../delimited/stream-rows.ts';
import type { TableSession } from '../delimited/table-session.ts';

/** Some rows of a staged table, as they are read. */
export interface SourceFrame {
  readonly frame: Frame;
  /** Number in the source of the first row; the others follow. */
  readonly firstRow: number;
  /** The first cell that a column refuses, with the row counted in the source. */
  readonly bad: (BadCell & { readonly column: string }) | null;
}

/**
 * Reads columns of a staged table, piece by piece, in the order of the source: kept ones where all were kept.
 * What a frame holds is there until the next one is asked for.
 */
export async function* readFrames(
  session: TableSession,
  table: StagedTable,
  inputs: readonly FittedInput[],
): AsyncGenerator<SourceFrame> {
  const kept = session.kept(table.parquetPath);
  const columns = inputs.map((input) => keptFor(kept, table, input)).filter((one) => one !== null);
  if (kept !== undefined && columns.length === inputs.length && inputs.length > 0) {
    yield* readKept(session, kept, columns);
    return;
  }
  const cells = inputs.map(({ column, type }) => {
    const index = table.names.indexOf(column);
    return type === 'number' ? numberCell(index) : textCell(index);
  });
  for await (const { chunk, firstRow } of streamRows(session, table, cells)) {
    yield frameOf(chunk, inputs, firstRow);
  }
}

interface KeptInput {
  readonly input: FittedInput;
  readonly column: KeptColumn;
  /** A block's values. */
  readonly room: KeptValues;
}

/** An input's column as it was kept, if it was kept as what the input reads. */
function keptFor(
  kept: KeptColumns | undefined,
  { names }: StagedTable,
  input: FittedInput,
): KeptInput | null {
  const column = kept?.column(names.indexOf(input.column));
  const kind = input.type === 'number' ? 'numbers' : 'texts';
  if (column?.kind !== kind) return null;
  const room = kind === 'numbers' ? new Float64Array(BLOCK_ROWS) : new Uint16Array(BLOCK_ROWS);
  return { input, column, room };
}

async function* readKept(
  session: TableSession,
  kept: KeptColumns,
  inputs: readonly KeptInput[],
): AsyncGenerator<SourceFrame> {
  for (let firstRow = 0; firstRow < kept.rows; firstRow += BLOCK_ROWS) {
    await session.pause();
    const rows = Math.min(BLOCK_ROWS, kept.rows - firstRow);
    const columns = new Map<string, Vector>();
    let firstBad: SourceFrame['bad'] = null;
    for (const { input, column, room } of inputs) {
      const values = await column.store.read(firstRow, rows, room);
      const { vector, bad } = vectorOf(input, column, values);
      columns.set(input.column, vector);
      if (bad !== null) {
        firstBad ??= { row: firstRow + bad.row, value: bad.value, column: input.column };
      }
    }
    yield { frame: { rows, columns }, firstRow, bad: firstBad };
  }
}

function vectorOf(input: FittedInput, column: KeptColumn, values: KeptValues): ReadColumn {
  if (values instanceof Float64Array) return { vector: { kind: 'numbers', values }, bad: null };
  const cleaned = column.kind === 'texts' ? column.texts : [];
  const vector = codedVector({ codes: values, texts: cleaned });
  return input.type === 'datetime' ? readCells(input, vector.values) : { vector, bad: null };
}

function frameOf(
  chunk: DuckDBDataChunk,
  inputs: readonly FittedInput[],
  firstRow: number,
): SourceFrame {
  const columns = new Map<string, Vector>();
  let firstBad: SourceFrame['bad'] = null;
  for (const [at, input] of inputs.entries()) {
    const { vector, bad } = readColumn(chunk, at + 1, input);
    columns.set(input.column, vector);
    if (bad !== null) {
      firstBad ??= { row: firstRow + bad.row, value: bad.value, column: input.column };
    }
  }
  return { frame: { rows: chunk.rowCount, columns }, firstRow, bad: firstBad };
}

interface ReadColumn {
  readonly vector: Vector;
  readonly bad: BadCell | null;
}

/** Column by column and typed: numbers never become objects. */
function readColumn(chunk: DuckDBDataChunk, at: number, input: FittedInput): ReadColumn {
  const cells = chunk.getColumnVector(at);
  const rows = chunk.rowCount;
  if (input.type === 'number') {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row += 1) {
      const value = Number(cells.getItem(row));
      values[row] = Math.abs(value) <= LARGEST_NUMBER ? value : Number.NaN;
    }
    return { vector: { kind: 'numbers', values }, bad: null };
  }
  const texts = new Array<string | null>(rows);
  for (let row = 0; row < rows; row += 1) {
    const text = cells.getItem(row);
    texts[row] = typeof text === 'string' && text !== '' ? text : null;
  }
  if (input.type === 'datetime') return readCells(input, texts);
  return { vector: { kind: 'texts', values: texts }, bad: null };
}
