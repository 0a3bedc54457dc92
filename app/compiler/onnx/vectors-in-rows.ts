import type { GraphWriter } from './graph-writer.ts';
import { splitPieces } from './split-pieces.ts';

/**
 * Rows that vectors are seen in, the longest first: pieces of whole rows as such, what follows them
 * likewise in shorter rows, and joined to one piece of whole rows.
 */
export const ROW_LENGTHS: readonly number[] = [4096, 256, 16];

/**
 * How a vector that is made of pieces can be seen as rows of one length: the leading pieces are
 * whole rows each, and those after them are so together.
 */
interface RowView {
  readonly row: number;
  readonly leading: readonly number[];
  readonly trailing: readonly number[];
  /** Lengths of rows to see the trailing ones in. */
  readonly shorter: readonly number[];
}

/**
 * CUDA's `Concat` and `Split` write down at each run, on the host, which piece each place of the
 * axis belongs to, and send that to the card: for 60,000 numbers this takes longer than the rest of
 * a small model's step. Along rows the list is as many times shorter as a row is long.
 * @source onnxruntime v1.30.0: core/providers/cuda/tensor/{concat,split}.cc
 */
function rowView(sizes: readonly number[], lengths: readonly number[]): RowView | null {
  const [least, ...shorter] = lengths;
  if (least === undefined || sizes.length < 2) return null;
  const firstOdd = sizes.findIndex((size) => size % least !== 0);
  const leading = firstOdd < 0 ? sizes : sizes.slice(0, firstOdd);
  const trailing = firstOdd < 0 ? [] : sizes.slice(firstOdd);
  const rest = sumOf(trailing);
  if (leading.length === 0 || rest % least !== 0) return rowView(sizes, shorter);
  return { row: [...leading, rest].reduce(greatestDivisor, 0), leading, trailing, shorter };
}

const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

const isByRows = ({ execution }: GraphWriter): boolean => execution.provider === 'cuda';

/** Joins vectors of these sizes. @returns the name of the whole */
export function joinVectors(
  pieces: readonly string[],
  sizes: readonly number[],
  writer: GraphWriter,
  lengths: readonly number[] = ROW_LENGTHS,
): string {
  const view = isByRows(writer) ? rowView(sizes, lengths) : null;
  if (view === null) return writer.node('Concat', pieces, { axis: 0 });
  const { row, leading, trailing, shorter } = view;
  const last = pieces.slice(leading.length);
  const rest = last.length < 2 ? last : [joinVectors(last, trailing, writer, shorter)];
  const parts = [...pieces.slice(0, leading.length), ...rest];
  const rows = parts.map((part) => inRows(part, row, writer));
  return flat(writer.node('Concat', rows, { axis: 0 }), writer);
}

/** Cuts a vector into pieces of these sizes. @returns their names */
export function cutVector(
  whole: string,
  sizes: readonly number[],
  writer: GraphWriter,
  lengths: readonly number[] = ROW_LENGTHS,
): readonly string[] {
  const view = isByRows(writer) ? rowView(sizes, lengths) : null;
  if (view === null) return splitPieces(whole, sizes, 0, writer);
  const { row, leading, trailing, shorter } = view;
  const rest = trailing.length === 0 ? [] : [sumOf(trailing)];
  const counts = [...leading, ...rest].map((size) => size / row);
  const parts = splitPieces(inRows(whole, row, writer), counts, 0, writer).map((part) =>
    flat(part, writer),
  );
  if (trailing.length < 2) return parts;
  const last = parts.at(-1) ?? '';
  return [...parts.slice(0, -1), ...cutVector(last, trailing, writer, shorter)];
}

const inRows = (vector: string, row: number, writer: GraphWriter): string =>
  writer.node('Reshape', [vector, writer.integers([-1, row])]);

const flat = (rows: string, writer: GraphWriter): string =>
  writer.node('Reshape', [rows, writer.integers([-1])]);
