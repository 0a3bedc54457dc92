import { FINISHES } from './finishes.ts';
import type { MetricName } from './metric-names.ts';

/** A metric as sums over samples, which add up over any parts of the data. */
export interface Measure {
  /** `loss`, `accuracy`, `dense_1/loss`, … */
  readonly tag: string;
  /** How its sums become one number: see `FINISHES`. */
  readonly kind: MetricName | 'loss';
  /** Numbers in its sums. */
  readonly width: number;
}

/** What a graph measures of a batch: the sums of every measure, one after the other. */
export interface MeasurePlan {
  readonly measures: readonly Measure[];
  /** Losses that training makes small together, by their tags. */
  readonly objective: readonly { readonly tag: string; readonly weight: number }[];
}

/** Sums of every measure by its tag. */
export type MeasureSums = Readonly<Record<string, readonly number[]>>;

export const NO_SUMS: MeasureSums = {};

/** Numbers that one batch gives. */
export function measureWidth({ measures }: MeasurePlan): number {
  return measures.reduce((sum, { width }) => sum + width, 0);
}

/**
 * Adds the sums of batches, in order: how batches are cut into calls never changes the result.
 * @param values [batches × width], flat
 */
export function addMeasures(
  plan: MeasurePlan,
  sums: MeasureSums,
  values: Float32Array | Float64Array,
): MeasureSums {
  const all = measureWidth(plan);
  const added: Record<string, readonly number[]> = {};
  let first = 0;
  for (const { tag, width } of plan.measures) {
    const own = Array.from({ length: width }, (_, place) => sums[tag]?.[place] ?? 0);
    for (let start = first; start < values.length; start += all) {
      for (let place = 0; place < width; place += 1) {
        own[place] = (own[place] ?? 0) + (values[start + place] ?? Number.NaN);
      }
    }
    added[tag] = own;
    first += width;
  }
  return added;
}

/** Metrics by tag, `loss` first; what the samples leave undefined is left out. */
export function finishMeasures(plan: MeasurePlan, sums: MeasureSums): Record<string, number> {
  const read: Record<string, number> = {};
  for (const { tag, kind } of plan.measures) {
    const value = FINISHES[kind](sums[tag] ?? []);
    if (value !== null) read[tag] = value;
  }
  return { loss: objectiveOf(plan, (tag) => read[tag] ?? 0), ...read };
}

/** The loss of each batch by itself. */
export function batchLosses(plan: MeasurePlan, values: Float32Array): Float32Array {
  const all = measureWidth(plan);
  const places = new Map<string, number>();
  let first = 0;
  for (const { tag, width } of plan.measures) {
    places.set(tag, first);
    first += width;
  }
  return Float32Array.from({ length: values.length / all }, (_, batch) =>
    objectiveOf(plan, (tag) => {
      const at = batch * all + (places.get(tag) ?? 0);
      return FINISHES.loss([values[at] ?? Number.NaN, values[at + 1] ?? Number.NaN]) ?? 0;
    }),
  );
}

function objectiveOf({ objective }: MeasurePlan, lossOf: (tag: string) => number): number {
  return objective.reduce((sum, { tag, weight }) => sum + weight * lossOf(tag), 0);
}
