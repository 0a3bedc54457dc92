import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choleskyOf, correlate } from './copula.ts';
import { inputDraws } from './input-draws.ts';
import { normalQuantile } from './normal.ts';
import { scrambledSobol } from './sobol.ts';

function triangleOf(correlations: readonly (readonly number[])[]) {
  const result = choleskyOf(correlations);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('Cholesky', () => {
  test('gives the triangle by hand', () => {
    expect([
      ...triangleOf([
        [1, 0.6],
        [0.6, 1],
      ]).values,
    ]).toEqual([1, 0, 0.6, 0.8]);
    expect([...triangleOf([]).values]).toEqual([]);
  });

  test('times its transpose is the matrix', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
          {
            minLength: 2,
            maxLength: 6,
          },
        ),
        (factors) => {
          // Factors plus noise of their own make correlations that are possible.
          const dot = (a: readonly number[], b: readonly number[]) =>
            a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
          const matrix = factors.map((a, row) =>
            factors.map((b, column) =>
              row === column ? 1 : dot(a, b) / Math.sqrt((dot(a, a) + 0.1) * (dot(b, b) + 0.1)),
            ),
          );
          const { size, values } = triangleOf(matrix);
          for (let row = 0; row < size; row += 1) {
            for (let column = 0; column < size; column += 1) {
              const product = dot(
                [...values.subarray(row * size, (row + 1) * size)],
                [...values.subarray(column * size, (column + 1) * size)],
              );
              expect(product).toBeCloseTo(matrix[row]?.[column] ?? 0, 12);
            }
          }
        },
      ),
    );
  });

  test.each([
    [
      'not positive definite',
      [
        [1, 0.9, -0.9],
        [0.9, 1, 0.9],
        [-0.9, 0.9, 1],
      ],
      3,
    ],
    [
      'wholly dependent',
      [
        [1, 1],
        [1, 1],
      ],
      2,
    ],
    [
      'not symmetric',
      [
        [1, 0.2],
        [0.3, 1],
      ],
      2,
    ],
    ['not square', [[1, 0.2], [0.2]], 2],
    [
      'not of ones',
      [
        [2, 0],
        [0, 1],
      ],
      1,
    ],
    [
      'not numbers',
      [
        [1, Number.NaN],
        [Number.NaN, 1],
      ],
      2,
    ],
  ])('refuses a matrix that is %s', (_, matrix, row) => {
    expect(choleskyOf(matrix)).toEqual({
      ok: false,
      error: { code: 'cost/correlation-impossible', row },
    });
  });
});

test('correlated inputs keep their own laws and have the correlation asked for', () => {
  const inputs = [
    { law: 'lognormal', low: 0.5, base: 1, high: 2 },
    { law: 'fixed', low: 3, base: 3, high: 3 },
    { law: 'triangular', low: 0, base: 1, high: 5 },
    { law: 'lognormal', low: 1, base: 3, high: 20 },
  ] as const;
  const triangle = triangleOf([
    [1, 0.7, 0.1],
    [0.7, 1, 0.2],
    [0.1, 0.2, 1],
  ]);
  const count = 2 ** 14;
  const draws = inputDraws(inputs, { inputs: [3, 0, 1], triangle }, (dimensions) =>
    scrambledSobol(dimensions, 1),
  );
  const block = draws.next(count);
  const columnOf = (place: number) => {
    const column = draws.varying.indexOf(place);
    return block.slice(column * count, (column + 1) * count);
  };
  const below = (values: Float64Array, bound: number) =>
    values.reduce((total, value) => total + Number(value < bound), 0) / count;
  expect(below(columnOf(0), 0.5)).toBeCloseTo(0.05, 2);
  expect(below(columnOf(3), 20)).toBeCloseTo(0.95, 2);
  expect(below(columnOf(2), 1)).toBeCloseTo(0.2, 3);
  expect([...new Set(columnOf(1))]).toEqual([3]);
  // Back to normal numbers by the ranks, which is what the copula correlates.
  const normal = (values: Float64Array) => {
    const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    const scores = new Float64Array(count);
    for (const [rank, at] of order.entries()) scores[at] = normalQuantile((rank + 0.5) / count);
    return scores;
  };
  const [first, last] = [normal(columnOf(0)), normal(columnOf(3))];
  const product = first.reduce((sum, score, at) => sum + score * (last[at] ?? 0), 0) / count;
  expect(product).toBeCloseTo(0.7, 2);
});

test('correlating leaves a single column as it is', () => {
  const column = Float64Array.of(1, -2, 3);
  correlate(triangleOf([[1]]), [column]);
  expect([...column]).toEqual([1, -2, 3]);
});
