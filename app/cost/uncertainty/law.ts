import { normalProbability, normalQuantile } from './normal.ts';

/** How an input varies. A range of no width is a fixed value whatever its law. */
export interface UncertainInput {
  /**
   * - `fixed`: always `base`;
   * - `triangular`: from `low` to `high`, most likely `base`;
   * - `lognormal`: median `base`, with 5 % below `low` and 5 % above `high`. Where `base² ≠ low · high` each side of
   *   the median has its own spread.
   */
  readonly law: 'fixed' | 'triangular' | 'lognormal';
  readonly low: number;
  readonly base: number;
  readonly high: number;
  /** Values beyond these bounds are set to them: a share stays a share. */
  readonly minimum?: number;
  readonly maximum?: number;
}

/** 95 % quantile of the standard normal distribution: `low` and `high` of a lognormal law are at ± this. */
const Z_95 = normalQuantile(0.95);

/** Whether an input takes more than one value. */
export function varies({ law, low, high }: UncertainInput): boolean {
  return law !== 'fixed' && high > low;
}

/** Turns a column of uniform numbers into values of the input, in place. */
export type Transform = (column: Float64Array) => void;

/**
 * The inverse distribution function, applied to uniform numbers.
 * @throws where low ≤ base ≤ high does not hold, or a lognormal value is not positive: resolving inputs refuses both
 */
export function fromUniform(input: UncertainInput): Transform {
  checkRange(input);
  if (input.law === 'triangular') return bounded(input, triangular(input));
  if (input.law === 'lognormal') {
    const fromNormals = lognormal(input);
    return bounded(input, (column) => {
      for (let at = 0; at < column.length; at += 1) column[at] = normalQuantile(column[at] ?? 0.5);
      fromNormals(column);
    });
  }
  return (column) => column.fill(input.base);
}

/** The same from standard normal numbers, as a copula gives them. */
export function fromNormal(input: UncertainInput): Transform {
  checkRange(input);
  if (input.law === 'lognormal') return bounded(input, lognormal(input));
  const fromUniforms = fromUniform(input);
  return (column) => {
    for (let at = 0; at < column.length; at += 1) column[at] = normalProbability(column[at] ?? 0);
    fromUniforms(column);
  };
}

/** Halvings after which two probabilities cannot be told apart. */
const MOST_HALVINGS = 60;

/** Probability that an input is drawn below a value. */
export function probabilityBelow(input: UncertainInput, value: number): number {
  if (!varies(input)) return value > input.base ? 1 : 0;
  const transform = fromUniform(input);
  const column = new Float64Array(1);
  let [from, to] = [0, 1];
  for (let halving = 0; halving < MOST_HALVINGS; halving += 1) {
    const middle = (from + to) / 2;
    column[0] = middle;
    transform(column);
    if ((column[0] ?? 0) < value) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

function triangular({ low, base, high }: UncertainInput): Transform {
  const width = high - low;
  const share = (base - low) / width;
  const rising = width * (base - low);
  const falling = width * (high - base);
  return (column) => {
    for (let at = 0; at < column.length; at += 1) {
      const uniform = column[at] ?? 0.5;
      column[at] =
        uniform < share
          ? low + Math.sqrt(uniform * rising)
          : high - Math.sqrt((1 - uniform) * falling);
    }
  };
}

function lognormal({ low, base, high }: UncertainInput): Transform {
  const below = Math.log(base / low) / Z_95;
  const above = Math.log(high / base) / Z_95;
  return (column) => {
    for (let at = 0; at < column.length; at += 1) {
      const z = column[at] ?? 0;
      column[at] = base * Math.exp(z * (z < 0 ? below : above));
    }
  };
}

function bounded(input: UncertainInput, transform: Transform): Transform {
  const { minimum = -Infinity, maximum = Infinity } = input;
  const { law, low, high } = input;
  const staysWithin = law === 'triangular' && low >= minimum && high <= maximum;
  if (staysWithin || (minimum === -Infinity && maximum === Infinity)) return transform;
  return (column) => {
    transform(column);
    for (let at = 0; at < column.length; at += 1) {
      column[at] = Math.min(maximum, Math.max(minimum, column[at] ?? 0));
    }
  };
}

function checkRange({ law, low, base, high }: UncertainInput): void {
  const ordered = low <= base && base <= high && Number.isFinite(high - low);
  if (law !== 'fixed' && (!ordered || (law === 'lognormal' && low <= 0))) {
    throw new Error(`No ${law} law has low ${low}, base ${base}, high ${high}`);
  }
}
