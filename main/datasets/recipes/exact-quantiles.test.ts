import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TableSession } from '../delimited/table-session.ts';
import { exactQuantiles } from './exact-quantiles.ts';

const FRACTIONS = [0, 0.01, 0.25, 0.3, 0.5, 0.75, 0.999, 1];

async function found(
  values: readonly (number | null)[],
  fractions: readonly number[],
  held: number,
) {
  async function* pieces() {
    for (let from = 0; from < values.length; from += 7) {
      const piece = values.slice(from, from + 7);
      // Every other value is no row's.
      const spread = piece.flatMap((value) => [value ?? Number.NaN, 1e9]);
      yield [
        { values: Float64Array.from(spread), rows: Uint32Array.from(piece, (_, at) => 2 * at) },
      ];
    }
  }
  const columns = await exactQuantiles(['x'], fractions, values.length, pieces, undefined, held);
  return columns.get('x');
}

const value = fc.option(
  fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }),
    fc.integer({ min: -3, max: 3 }),
  ),
);

test('quantiles are those of DuckDB to the last bit, whether all values are held or few', async () => {
  await TableSession.with(null, undefined, async (session) => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 60 }), fc.nat(5), async (values, held) => {
        const list = values.map((one) => (one === null ? 'NULL' : `'${one + 0}'::DOUBLE`));
        const [row = []] = await session.rows(
          `SELECT ${FRACTIONS.map((fraction) => `quantile_cont(x, ${fraction})`).join(', ')}
           FROM unnest([${list.join(', ')}]::DOUBLE[]) AS t(x)`,
        );
        const quantiles = row.flatMap((one) => (typeof one === 'number' ? [one + 0] : []));
        const missing = values.filter((one) => one === null).length;
        for (const most of [1000, held]) {
          const own = await found(values, FRACTIONS, most);
          expect(own?.quantiles.map((one) => one + 0)).toEqual(quantiles);
          expect(own?.missing).toBe(missing);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test('many ranks at once are found as well as few', async () => {
  const values = Array.from({ length: 500 }, (_, at) => ((at * 7919) % 500) / 3);
  const fractions = Array.from({ length: 100 }, (_, at) => at / 99);
  const sorted = values.toSorted((left, right) => left - right);
  for (const held of [1000, 100]) {
    const own = (await found(values, fractions, held))?.quantiles ?? [];
    expect(own[0]).toBe(sorted[0]);
    expect(own[99]).toBe(sorted[499]);
    for (const [at, one] of own.entries()) expect(one).toBeCloseTo((at / 99) * (499 / 3), 9);
  }
});
