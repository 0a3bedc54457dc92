import { ANY_BATCH } from '../../compiler/onnx/any-batch.ts';
import type { GraphWriter } from '../../compiler/onnx/graph-writer.ts';
import { ELEMENT_TYPES, type OnnxValueInfo } from '../../compiler/onnx/model.ts';
import type {
  FittedOp,
  FittedTable,
  OpEntries,
  OpName,
} from '../../dataset/recipes/fitted-table.ts';
import { OPS, type Op } from '../../dataset/recipes/ops.ts';
import { Arithmetic } from './arithmetic.ts';
import { type TextColumn, writeCodes } from './codes.ts';
import { writeDateParts } from './date-columns.ts';
import { writeNormalQuantile, writeQuantilePlace } from './quantile-place.ts';

/** A column between two operations. */
type Column =
  /** float64 [batch, 1], NaN where missing; a date is milliseconds since 1970-01-01 UTC. */
  | { readonly kind: 'numbers'; readonly name: string }
  | TextColumn
  /** float32 [batch, width]: features for good. */
  | { readonly kind: 'encoded'; readonly name: string };

/** Writes what an operation makes of a column, one column for each of its outputs. */
type Write<Entry> = (column: Column, entry: Entry, sums: Arithmetic) => readonly Column[];

const numbers = (name: string): Column => ({ kind: 'numbers', name });
const onNumbers =
  <Entry>(write: (value: string, entry: Entry, sums: Arithmetic) => string): Write<Entry> =>
  (column, entry, sums) => [numbers(write(numbersOf(column), entry, sums))];

/** Every operation that ONNX has operators for; null for those that take a text apart. */
const WRITERS: { readonly [Name in OpName]: Write<OpEntries[Name]> | null } = {
  drop: () => [],
  rename: (column) => [column],
  require: (column) => [column],
  fill: (column, { value, flag }, sums) => {
    const filled: Column =
      column.kind === 'texts'
        ? { ...column, filling: column.filling ?? String(value) }
        : numbers(sums.choose(sums.isMissing(numbersOf(column)), Number(value), numbersOf(column)));
    return flag === null ? [filled] : [filled, writeFlag(column, sums)];
  },
  clip: onNumbers((value, { low, high }, sums) =>
    sums.choose(sums.isLess(value, low), low, sums.choose(sums.isLess(high, value), high, value)),
  ),
  scale: onNumbers((value, { shift, factor }, sums) =>
    sums.divide(sums.subtract(value, shift), factor),
  ),
  log1p: onNumbers((value, _, sums) =>
    sums.multiply(sums.sign(value), sums.logarithmOfMore(sums.magnitude(value))),
  ),
  quantiles: onNumbers((value, { knots, output }, sums) => {
    const place = writeQuantilePlace(value, knots, sums);
    return output === 'uniform' ? place : writeNormalQuantile(place, sums);
  }),
  'one-hot': (column, { categories, other }, { writer }) => {
    const unknown = other ? categories.length : -1;
    const codes = writeCodes(textsOf(column), categories, { missing: -1, unknown }, writer);
    const places = Array.from({ length: categories.length + Number(other) }, (_, at) => at);
    const row = writer.constant(places, 'int64', [1, places.length]);
    const switches = writer.node('Equal', [codes, row]);
    const name = writer.node('Cast', [switches], { to: ELEMENT_TYPES.float32 });
    return [{ kind: 'encoded', name }];
  },
  ordinal: (column, { categories }, sums) => {
    const none = { missing: -1, unknown: -1 };
    const code = sums.cast(writeCodes(textsOf(column), categories, none, sums.writer), 'float64');
    return [numbers(sums.choose(sums.isLess(code, 0), Number.NaN, code))];
  },
  'target-means': (column, { categories, means, prior, outputs }, sums) => {
    const last = { missing: categories.length, unknown: categories.length };
    const codes = writeCodes(textsOf(column), categories, last, sums.writer);
    return outputs.map((_, output) => {
      const values = [...means, prior].map((row) => row[output] ?? 0);
      const table = sums.constant(values, [values.length]);
      return numbers(sums.writer.node('Gather', [table, codes]));
    });
  },
  'date-parts': (column, entry, sums) =>
    writeDateParts(numbersOf(column), entry, sums).map(numbers),
  hash: null,
  words: null,
};

function writeFlag(column: Column, sums: Arithmetic): Column {
  if (column.kind !== 'texts')
    return numbers(sums.cast(sums.isMissing(numbersOf(column)), 'float64'));
  const isMissing = { missing: 1, unknown: 0 };
  const flag = writeCodes({ ...column, filling: null }, [], isMissing, sums.writer);
  return numbers(sums.cast(flag, 'float64'));
}

function numbersOf(column: Column): string {
  if (column.kind !== 'numbers') throw new Error(`Numbers expected, ${column.kind} found`);
  return column.name;
}

function textsOf(column: Column): TextColumn {
  if (column.kind !== 'texts') throw new Error(`Texts expected, ${column.kind} found`);
  return column;
}

/** A table's recipe as a graph. */
export interface WrittenTable {
  /** In the order of the recipe's columns. */
  readonly inputs: readonly OnnxValueInfo[];
  /** float32 [batch, features] */
  readonly features: string;
}

/**
 * Writes a fitted recipe: columns as they are in, features out. A number comes as float64 and a date as
 * float64 milliseconds since 1970-01-01 UTC, missing ones as NaN; anything else as a text without space
 * around it, missing ones empty. All are [batch, 1].
 * @param names of the graph's inputs, one a column of the recipe
 * @returns null where an operation takes texts apart, which ONNX has no operators for
 */
export function writeTable(
  { inputs, ops, features }: FittedTable,
  names: readonly string[],
  writer: GraphWriter,
): WrittenTable | null {
  if (ops.some(({ op, columns }) => WRITERS[op] === null && columns.length > 0)) return null;
  const sums = new Arithmetic(writer);
  const columns = new Map<string, Column>();
  const infos = inputs.map(({ column, type }, place): OnnxValueInfo => {
    const name = names[place] ?? column;
    const isNumber = type === 'number' || type === 'datetime';
    columns.set(column, isNumber ? numbers(name) : { kind: 'texts', name, filling: null });
    const elementType = isNumber ? ELEMENT_TYPES.float64 : ELEMENT_TYPES.string;
    return { name, elementType, dims: [ANY_BATCH, 1] };
  });
  for (const op of ops) writeOp(op, columns, sums);
  const parts = features.flatMap(({ column }) => {
    const made = columns.get(column);
    if (made === undefined) throw new Error(`The recipe makes no ${column}`);
    return [made.kind === 'encoded' ? made.name : sums.feature(numbersOf(made))];
  });
  return { inputs: infos, features: writer.node('Concat', parts, { axis: 1 }) };
}

function writeOp<Name extends OpName>(
  op: FittedOp<Name>,
  columns: Map<string, Column>,
  sums: Arithmetic,
): void {
  const { outputs }: Op<OpEntries[Name]> = OPS[op.op];
  const write: Write<OpEntries[Name]> | null = WRITERS[op.op];
  const entries: readonly OpEntries[Name][] = op.columns;
  for (const entry of entries) {
    const column = columns.get(entry.column);
    if (column === undefined || write === null) continue;
    columns.delete(entry.column);
    const made = write(column, entry, sums);
    for (const [at, { name }] of outputs(entry, 'number').entries()) {
      const output = made[at];
      if (output !== undefined) columns.set(name, output);
    }
  }
}
