import { correlate, type Triangle } from './copula.ts';
import { fromNormal, fromUniform, type Transform, type UncertainInput, varies } from './law.ts';
import { normalQuantile } from './normal.ts';
import type { UniformSource } from './uniform-source.ts';

/** Inputs that move together. */
export interface Correlation {
  /** Places in the vector of inputs, one for each row of the triangle. */
  readonly inputs: readonly number[];
  readonly triangle: Triangle;
}

/** Draws of the inputs that vary, in blocks. */
export interface InputDraws {
  /** Places in the vector of inputs, one for each column. */
  readonly varying: readonly number[];
  /**
   * The next `count` draws: `[column · count + draw]`.
   * The array is used again by the next call.
   */
  next(count: number): Float64Array;
}

/** Where the uniform numbers come from: given their number of coordinates. */
export type SourceOf = (dimensions: number) => UniformSource;

/**
 * @param inputs      every input of the vector, those that are fixed among them
 * @param correlation null where all are independent
 */
export function inputDraws(
  inputs: readonly UncertainInput[],
  correlation: Correlation | null,
  sourceOf: SourceOf,
): InputDraws {
  const together = new Set(correlation?.inputs);
  // A fixed input keeps its place in the triangle, so that the others stay correlated through it.
  const varying = inputs.flatMap((input, place) =>
    varies(input) || together.has(place) ? [place] : [],
  );
  const transforms = varying.map((place): Transform => {
    const input = inputs[place];
    if (input === undefined) throw new Error(`There is no input ${place}`);
    if (!varies(input)) return (column) => column.fill(input.base);
    return together.has(place) ? fromNormal(input) : fromUniform(input);
  });
  const correlatedColumns = correlation?.inputs.map((place) => varying.indexOf(place)) ?? [];
  const source = sourceOf(varying.length);
  let block = new Float64Array(0);
  let columns: readonly Float64Array[] = [];

  return {
    varying,
    next(count) {
      if (block.length !== count * varying.length) {
        block = new Float64Array(count * varying.length);
        columns = varying.map((_, column) => block.subarray(column * count, (column + 1) * count));
      }
      source.fill(block, count);
      if (correlation !== null) {
        const chosen = correlatedColumns.flatMap((column) => columns[column] ?? []);
        for (const column of chosen) toNormal(column);
        correlate(correlation.triangle, chosen);
      }
      for (const [at, transform] of transforms.entries()) {
        const column = columns[at];
        if (column !== undefined) transform(column);
      }
      return block;
    },
  };
}

function toNormal(column: Float64Array): void {
  for (let at = 0; at < column.length; at += 1) column[at] = normalQuantile(column[at] ?? 0.5);
}
