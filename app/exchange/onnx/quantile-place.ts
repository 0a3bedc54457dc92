import {
  CENTRE_BOTTOM,
  CENTRE_TOP,
  SMALLEST_TAIL,
  TAIL,
  TAIL_BOTTOM,
  TAIL_TOP,
} from '../../dataset/recipes/normal-quantile.ts';
import type { Arithmetic } from './arithmetic.ts';

/** Writes where values stand among knots, in [0, 1], as `number-ops.ts` has it. */
export function writeQuantilePlace(
  value: string,
  knots: readonly number[],
  sums: Arithmetic,
): string {
  const last = knots.length - 1;
  const place = last < 1 ? sums.constant([0.5], []) : writePlace(value, knots, sums);
  return sums.choose(sums.isMissing(value), Number.NaN, place);
}

function writePlace(value: string, knots: readonly number[], sums: Arithmetic): string {
  const { writer } = sums;
  const last = knots.length - 1;
  const row = sums.constant(knots, [1, knots.length]);
  const axis = writer.integers([1]);
  const count = (op: string) => {
    const passes = sums.cast(writer.node(op, [row, value]), 'float64');
    return writer.node('ReduceSum', [passes, axis], { keepdims: 1 });
  };
  const from = count('Less');
  const above = count('LessOrEqual');
  const place = sums.cast(above, 'int64');
  const knotAt = (values: readonly number[]) =>
    writer.node('Gather', [sums.constant(values, [values.length]), place]);
  const low = knotAt([knots[0] ?? 0, ...knots]);
  const high = knotAt([...knots, knots[last] ?? 0]);
  const inside = sums.divide(sums.subtract(value, low), sums.subtract(high, low));
  const between = sums.add(sums.subtract(above, 1), inside);
  const tied = sums.divide(sums.subtract(sums.add(from, above), 1), 2);
  const bounded = sums.choose(
    sums.isLess(above, 1),
    0,
    sums.choose(sums.isLess(last, above), last, between),
  );
  return sums.divide(sums.choose(sums.isLess(from, above), tied, bounded), last);
}

/** Writes the value below which a share of the standard normal distribution lies. */
export function writeNormalQuantile(share: string, sums: Arithmetic): string {
  const low = sums.choose(sums.isLess(share, SMALLEST_TAIL), SMALLEST_TAIL, share);
  const most = 1 - SMALLEST_TAIL;
  const p = sums.choose(sums.isLess(most, low), most, low);
  const q = sums.subtract(p, 0.5);
  const r = sums.multiply(q, q);
  const centre = sums.divide(
    sums.multiply(sums.polynomial(CENTRE_TOP, r), q),
    sums.polynomial(CENTRE_BOTTOM, r),
  );
  const tail = (part: string) => {
    const t = sums.root(sums.multiply(sums.logarithm(part), -2));
    return sums.divide(sums.polynomial(TAIL_TOP, t), sums.polynomial(TAIL_BOTTOM, t));
  };
  const upper = sums.multiply(tail(sums.subtract(1, p)), -1);
  const inTails = sums.choose(
    sums.isLess(p, TAIL),
    tail(p),
    sums.choose(sums.isLess(1 - TAIL, p), upper, centre),
  );
  return sums.choose(sums.isMissing(share), Number.NaN, inTails);
}
