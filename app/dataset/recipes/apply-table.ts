import {
  type FittedOp,
  type FittedTable,
  featureWidth,
  type OpEntries,
  type OpName,
} from './fitted-table.ts';
import { type Frame, isMissing, textsOf, type Vector } from './frame.ts';
import type { OpRooms } from './number-ops.ts';
import { OPS, type Op } from './ops.ts';
import { mix32 } from './words.ts';

/** Means of a target encoding without one fold each: [folds][categories][outputs]. */
export interface FoldMeans {
  readonly folds: number;
  readonly means: readonly (readonly (readonly number[])[])[];
  /** [folds][outputs] */
  readonly priors: readonly (readonly number[])[];
}

/** What training rows need besides the fitted operations, while a dataset is prepared. */
export interface TrainingRows {
  /** Number of the first row in the source; the others follow. */
  readonly firstRow: number;
  /** Split of each row; 0 trains. */
  readonly splits: Uint8Array;
  /** Of every target encoding, by its entry. */
  readonly outOfFold: ReadonlyMap<OpEntries['target-means'], FoldMeans>;
  /** Where what is made of one frame may be overwritten by the next. */
  readonly rooms?: OpRooms | undefined;
}

/** A row that lacks a value that the recipe asks for. */
export interface LackingRow {
  readonly row: number;
  readonly column: string;
}

export interface AppliedOps {
  readonly frame: Frame;
  readonly lacking: readonly LackingRow[];
}

/**
 * Operates on some rows. One implementation for a single row and for millions; columns that are absent
 * are passed over, so that what only some columns need is worked out for those alone.
 */
export function applyOps(
  ops: readonly FittedOp[],
  { rows, columns }: Frame,
  training: TrainingRows | null = null,
): AppliedOps {
  const current = new Map(columns);
  const lacking: LackingRow[] = [];
  for (const op of ops) {
    if (op.op === 'require') lacking.push(...lackingRows(op, current, rows));
    const texts = op.op === 'target-means' && training !== null ? new Map(current) : null;
    applyOne(op, current, training?.rooms);
    if (op.op === 'target-means' && training !== null && texts !== null) {
      for (const entry of op.columns) {
        const vector = texts.get(entry.column);
        if (vector !== undefined) replaceOutOfFold(entry, textsOf(vector), current, training);
      }
    }
  }
  return { frame: { rows, columns: current }, lacking };
}

function applyOne<Name extends OpName>(
  op: FittedOp<Name>,
  columns: Map<string, Vector>,
  rooms: OpRooms | undefined,
): void {
  const rule: Op<OpEntries[Name]> = OPS[op.op];
  const entries: readonly OpEntries[Name][] = op.columns;
  for (const entry of entries) {
    const vector = columns.get(entry.column);
    if (vector === undefined) continue;
    columns.delete(entry.column);
    const made = rule.apply(vector, entry, rooms);
    for (const [at, { name }] of rule.outputs(entry, 'number').entries()) {
      const output = made[at];
      if (output !== undefined) columns.set(name, output);
    }
  }
}

/** Gives training rows the means without their own fold. */
function replaceOutOfFold(
  entry: OpEntries['target-means'],
  texts: readonly (string | null)[],
  columns: ReadonlyMap<string, Vector>,
  { firstRow, splits, outOfFold }: TrainingRows,
): void {
  const fitted = outOfFold.get(entry);
  if (fitted === undefined) throw new Error(`${entry.column} was fitted without folds`);
  const index = new Map(entry.categories.map((category, at) => [category, at]));
  const outputs = entry.outputs.map((name) => columns.get(name));
  for (const [row, text] of texts.entries()) {
    if (splits[row] !== 0) continue;
    const fold = foldOf(firstRow + row, fitted.folds);
    const category = text === null ? undefined : index.get(text);
    const known = category === undefined ? undefined : fitted.means[fold]?.[category];
    const mean = known ?? fitted.priors[fold];
    for (const [at, output] of outputs.entries()) {
      if (output?.kind === 'numbers') output.values[row] = mean?.[at] ?? 0;
    }
  }
}

function lackingRows(
  { columns }: FittedOp<'require'>,
  frame: ReadonlyMap<string, Vector>,
  rows: number,
): LackingRow[] {
  return columns.flatMap(({ column }) => {
    const vector = frame.get(column);
    if (vector === undefined) return [];
    const found: LackingRow[] = [];
    for (let row = 0; row < rows; row += 1) if (isMissing(vector, row)) found.push({ row, column });
    return found;
  });
}

/** The fold of a training row; depends on its number alone, whatever other rows hold. */
export function foldOf(sourceRow: number, folds: number): number {
  return mix32(sourceRow ^ 0x9e3779b9) % folds;
}

/**
 * Features of some rows, one row after the other: float32 [rows, features]. Missing is 0.
 * @param room an array that may be used again, if it is large enough
 */
export function featuresOf(
  table: FittedTable,
  { rows, columns }: Frame,
  room: Float32Array | null = null,
): Float32Array {
  const width = featureWidth(table);
  const size = rows * width;
  const features =
    room !== null && room.length >= size ? room.subarray(0, size).fill(0) : new Float32Array(size);
  let offset = 0;
  for (const { column, names } of table.features) {
    const vector = columns.get(column);
    if (vector !== undefined) writeVector(vector, features, offset, width);
    offset += names.length;
  }
  return features;
}

function writeVector(vector: Vector, features: Float32Array, offset: number, width: number): void {
  switch (vector.kind) {
    case 'numbers': {
      const { values } = vector;
      for (let row = 0, at = offset; row < values.length; row += 1, at += width) {
        const value = values[row] ?? 0;
        features[at] = Number.isNaN(value) ? 0 : value;
      }
      return;
    }
    case 'switches': {
      const { codes } = vector;
      for (let row = 0, at = offset; row < codes.length; row += 1, at += width) {
        const code = codes[row] ?? -1;
        if (code >= 0) features[at + code] = 1;
      }
      return;
    }
    case 'sparse': {
      const { starts, at, values } = vector;
      for (let row = 0; row + 1 < starts.length; row += 1) {
        const end = starts[row + 1] ?? 0;
        for (let index = starts[row] ?? 0; index < end; index += 1) {
          features[row * width + offset + (at[index] ?? 0)] = values[index] ?? 0;
        }
      }
      return;
    }
    case 'texts':
      throw new Error('A text is no feature');
  }
}
