import type { GraphWriter } from './graph-writer.ts';
import { splitPieces } from './split-pieces.ts';

/** Vectors shorter than this are joined and cut as they are. */
const LEAST_ROW = 16;

/**
 * How a vector that is made of pieces can be seen as rows of one length: the leading pieces are
 * whole rows each, and those after them are so together.
 */
interface RowView {
  readonly row: number;
  readonly leading: readonly number[];
  readonly trailing: readonly number[];
}

/**
 * CUDA's `Concat` and `Split` write down at each run, on the host, which piece each place of the
 * axis belongs to, and send that to the card: for 60,000 numbers this takes longer than the rest of
 * a small model's step. Along rows the list is as many times shorter as a row is long.
 * @source onnxruntime v1.30.0: core/providers/cuda/tensor/{concat,split}.cc
 */
function rowView(sizes: readonly number[]): RowView | null {
  const firstOdd = sizes.findIndex((size) => size % LEAST_ROW !== 0);
  const leading = firstOdd < 0 ? sizes : sizes.slice(0, firstOdd);
  const trailing = firstOdd < 0 ? [] : sizes.slice(firstOdd);
  const rest = trailing.reduce((sum, size) => sum + size, 0);
  const row = [...leading, rest].reduce(greatestDivisor, 0);
  return leading.length === 0 || row < LEAST_ROW ? null : { row, leading, trailing };
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

const isByRows = ({ execution }: GraphWriter): boolean => execution.provider === 'cuda';

/** Joins vectors of these sizes. @returns the name of the whole */
export function joinVectors(
  pieces: readonly string[],
  sizes: readonly number[],
  writer: GraphWriter,
): string {
  const view = isByRows(writer) ? rowView(sizes) : null;
  if (view === null) return writer.node('Concat', pieces, { axis: 0 });
  const { leading, trailing } = view;
  const last = pieces.slice(leading.length);
  const rest = last.length < 2 ? last : [writer.node('Concat', last, { axis: 0 })];
  const parts = [...pieces.slice(0, leading.length), ...(trailing.length === 0 ? [] : rest)];
  const rows = parts.map((part) => inRows(part, view.row, writer));
  return flat(writer.node('Concat', rows, { axis: 0 }), writer);
}

/** Cuts a vector into pieces of these sizes. @returns their names */
export function cutVector(
  whole: string,
  sizes: readonly number[],
  writer: GraphWriter,
): readonly string[] {
  const cut = (vector: string, lengths: readonly number[]) =>
    splitPieces(vector, lengths, 0, writer);
  const view = isByRows(writer) ? rowView(sizes) : null;
  if (view === null) return cut(whole, sizes);
  const { row, leading, trailing } = view;
  const rest = trailing.reduce((sum, size) => sum + size, 0);
  const counts = [...leading, ...(rest === 0 ? [] : [rest])].map((size) => size / row);
  const parts = cut(inRows(whole, row, writer), counts).map((part) => flat(part, writer));
  if (trailing.length === 0) return parts;
  const last = parts.at(-1) ?? '';
  return [...parts.slice(0, -1), ...(trailing.length === 1 ? [last] : cut(last, trailing))];
}

const inRows = (vector: string, row: number, writer: GraphWriter): string =>
  writer.node('Reshape', [vector, writer.integers([-1, row])]);

const flat = (rows: string, writer: GraphWriter): string =>
  writer.node('Reshape', [rows, writer.integers([-1])]);
