import { describe, expect, test } from 'vitest';
import type { Initializer } from '../architecture/layer-definition.ts';
import { randomStream } from '../random.ts';
import { elementCount } from '../shape.ts';
import { initialValues } from './initial-values.ts';

const values = (shape: readonly number[], initializer: Initializer) =>
  initialValues(shape, initializer, randomStream(1, 'test'));

const meanOf = (numbers: Float32Array): number =>
  numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const deviationOf = (numbers: Float32Array): number =>
  Math.sqrt(meanOf(numbers.map((value) => value * value)) - meanOf(numbers) ** 2);

describe('initialValues', () => {
  // Fans of a [5, 5, 8, 16] kernel: 200 enter, 400 leave. A uniform number's deviation is limit / √3.
  test.each([
    ['glorot_uniform', Math.sqrt(2 / 600)],
    ['glorot_normal', Math.sqrt(2 / 600)],
    ['he_uniform', Math.sqrt(2 / 200)],
    ['he_normal', Math.sqrt(2 / 200)],
    ['lecun_uniform', Math.sqrt(1 / 200)],
    ['lecun_normal', Math.sqrt(1 / 200)],
  ] as const)('%s has mean 0 and the deviation of its variance', (initializer, deviation) => {
    const shape = [5, 5, 8, 16];
    const numbers = values(shape, initializer);
    expect(numbers.length).toBe(elementCount(shape));
    // Four standard errors at 3200 draws.
    expect(Math.abs(meanOf(numbers)) / deviation).toBeLessThan(0.071);
    expect(Math.abs(deviationOf(numbers) / deviation - 1)).toBeLessThan(0.05);
    const limit = initializer.endsWith('uniform') ? Math.sqrt(3) : 2 / 0.8796;
    expect(Math.max(...numbers.map(Math.abs)) / deviation).toBeLessThan(limit + 1e-6);
    expect(Math.max(...numbers.map(Math.abs)) / deviation).toBeGreaterThan(limit - 0.05);
  });

  test('normal numbers are bell-shaped: as many within one deviation as there should be', () => {
    const numbers = values([100, 200], 'lecun_normal');
    const unit = Math.sqrt(1 / 100) / 0.8796;
    const within = numbers.filter((value) => Math.abs(value) < unit).length / numbers.length;
    // Φ(1) − Φ(−1) over Φ(2) − Φ(−2) = 0.6827 / 0.9545
    expect(Math.abs(within - 0.7152)).toBeLessThan(0.013);
  });

  test('normal numbers have the moments and the tails of a bell', () => {
    const numbers = values([100, 400], 'normal').map((value) => value / 0.05);
    // Four standard errors at 40 000 draws.
    expect(Math.abs(meanOf(numbers))).toBeLessThan(0.02);
    expect(Math.abs(deviationOf(numbers) - 1)).toBeLessThan(0.0142);
    const beyond = (limit: number) =>
      numbers.filter((value) => Math.abs(value) > limit).length / numbers.length;
    expect(Math.abs(beyond(1) - 0.3173)).toBeLessThan(0.0094);
    expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(0.0042);
    expect(Math.abs(beyond(3) - 0.0027)).toBeLessThan(0.0011);
  });

  test('uniform and truncated_normal spread over 0.05 and twice 0.05', () => {
    for (const [initializer, limit] of [
      ['uniform', 0.05],
      ['truncated_normal', 0.1],
    ] as const) {
      const largest = Math.max(...values([50, 50], initializer).map(Math.abs));
      expect(largest).toBeLessThanOrEqual(limit);
      expect(largest).toBeGreaterThan(limit * 0.97);
    }
  });

  test.each([[[6, 6]], [[3, 8]], [[9, 4]], [[2, 5, 4]], [[1, 7]]])(
    'orthogonal vectors along the shorter side of %j',
    (shape) => {
      const numbers = values(shape, 'orthogonal');
      const columns = shape.at(-1) ?? 1;
      const rows = numbers.length / columns;
      const at = (row: number, column: number) => numbers[row * columns + column] ?? Number.NaN;
      const count = Math.min(rows, columns);
      const length = Math.max(rows, columns);
      for (let one = 0; one < count; one += 1) {
        for (let other = 0; other < count; other += 1) {
          let product = 0;
          for (let k = 0; k < length; k += 1) {
            product += rows < columns ? at(one, k) * at(other, k) : at(k, one) * at(k, other);
          }
          expect(Math.abs(product - (one === other ? 1 : 0))).toBeLessThan(1e-6);
        }
      }
    },
  );

  test('zeros and ones', () => {
    expect([...values([3], 'zeros')]).toEqual([0, 0, 0]);
    expect([...values([2], 'ones')]).toEqual([1, 1]);
  });

  test('the first numbers of a seed never change', () => {
    const exact = [...values([2, 2], 'glorot_uniform'), ...values([2, 2], 'he_normal')];
    expect(exact).toEqual([
      -0.17061834037303925, -0.6041963696479797, 0.5228182077407837, 0.12691061198711395,
      -0.5051046013832092, -1.788684606552124, 2.0040159225463867, 0.48646143078804016,
    ]);
    expect([...values([2, 2], 'normal'), ...values([2, 2], 'orthogonal')]).toEqual([
      -0.02221514843404293, -0.07866863906383514, 0.08813919126987457, 0.02139519713819027,
      -0.27176108956336975, 0.9623647332191467, -0.9623647332191467, -0.27176108956336975,
    ]);
  });
});
