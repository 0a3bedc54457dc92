/** Steps whose losses are compared between engines. */
export const CURVE_STEPS = 32;
/** Of an engine that is too slow for all of them, at least: the first says nothing of the update. */
export const LEAST_CURVE_STEPS = 4;
/**
 * How far losses may be apart, as a share of the larger of loss and one. Engines round differently,
 * and every few steps double the difference: weights rounded to eight bits of fraction, as bfloat16
 * has them, end 2 % apart; a wrong constant, such as a learning rate that is a fifth too large, 10 % and more.
 */
export const CURVE_TOLERANCE = 0.05;

/** Where a loss curve leaves the one it should follow. */
export interface Deviation {
  /** From 0. */
  readonly step: number;
  /** Null where it was no number. */
  readonly loss: number | null;
  readonly expected: number | null;
}

/** Loss of each step; null where it was no number. */
export type LossCurve = readonly (number | null)[];

/**
 * The first step at which two curves are further apart than engines may be; null where none is.
 * @param losses of a slow engine may end early
 */
export function firstDeviation(losses: LossCurve, expected: LossCurve): Deviation | null {
  const compared = expected.slice(0, Math.max(losses.length, LEAST_CURVE_STEPS));
  for (const [step, right] of compared.entries()) {
    const loss = losses[step] ?? null;
    if (loss === null || right === null || !within(loss, right)) {
      return { step, loss, expected: right };
    }
  }
  return null;
}

function within(loss: number, expected: number): boolean {
  return Math.abs(loss - expected) <= CURVE_TOLERANCE * Math.max(1, Math.abs(expected));
}
