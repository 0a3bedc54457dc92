import { describe, expect, test } from 'vitest';
import type { Initializer } from '../architecture/initializers.ts';
import { randomStream } from '../random.ts';
import { elementCount } from '../shape.ts';
import { initialValues } from './initial-values.ts';

const values = (shape: readonly number[], initializer: Initializer) =>
  initialValues(shape, initializer, randomStream(1, 'test'));

const meanOf = (numbers: Float32Array): number =>
  numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const deviationOf = (numbers: Float32Array): number =>
  Math.sqrt(meanOf(numbers.map((value) => value * value)) - meanOf(numbers) ** 2);

/** A [2, 3] weight from the stream `test` of seed 1: runs would start elsewhere if these changed. */
const VECTORS: readonly (readonly [Initializer, readonly number[]])[] = [
  [
    'glorot_uniform',
    [
      -0.15260568261146545, -0.5404096841812134, 0.4676228165626526, 0.1135122999548912,
      0.3690260648727417, -0.06987983733415604,
    ],
  ],
  [
    'glorot_normal',
    [
      -0.31945621967315674, -1.1312634944915771, 1.2674510478973389, 0.30766522884368896,
      -0.2768130898475647, 0.0074922810308635235,
    ],
  ],
  [
    'he_uniform',
    [
      -0.24129076302051544, -0.854462742805481, 0.7393766045570374, 0.1794787049293518,
      0.5834814310073853, -0.11048972606658936,
    ],
  ],
  [
    'he_normal',
    [
      -0.5051046013832092, -1.788684606552124, 2.0040159225463867, 0.48646143078804016,
      -0.4376799464225769, 0.011846336536109447,
    ],
  ],
  [
    'lecun_uniform',
    [
      -0.17061834037303925, -0.6041963696479797, 0.5228182077407837, 0.12691061198711395,
      0.41258367896080017, -0.07812803983688354,
    ],
  ],
  [
    'lecun_normal',
    [
      -0.3571628928184509, -1.2647910118103027, 1.4170533418655396, 0.34398016333580017,
      -0.309486448764801, 0.008376624435186386,
    ],
  ],
  ['zeros', [0, 0, 0, 0, 0, 0]],
  ['ones', [1, 1, 1, 1, 1, 1]],
  ['constant(0.5)', [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]],
  [
    'uniform',
    [
      -0.006965464446693659, -0.024666214361786842, 0.021343965083360672, 0.005181103944778442,
      0.016843657940626144, -0.003189563751220703,
    ],
  ],
  [
    'normal',
    [
      -0.02221514843404293, -0.07866863906383514, 0.08813919126987457, 0.02139519713819027,
      0.10165522247552872, -0.019249726086854935,
    ],
  ],
  [
    'random_uniform(-1, 2)',
    [
      0.29103606939315796, -0.23998641967773438, 1.1403188705444336, 0.6554331183433533,
      1.005309820175171, 0.4043130874633789,
    ],
  ],
  [
    'random_normal(0.02)',
    [
      -0.008886059746146202, -0.03146745637059212, 0.03525567799806595, 0.008558078669011593,
      0.04066208750009537, -0.007699890062212944,
    ],
  ],
  [
    'random_normal(mean=1, stddev=0.1)',
    [
      0.9555696845054626, 0.8426626920700073, 1.1762783527374268, 1.042790412902832,
      1.203310489654541, 0.9615005254745483,
    ],
  ],
  [
    'truncated_normal',
    [
      -0.02221514843404293, -0.07866863906383514, 0.08813919126987457, 0.02139519713819027,
      -0.019249726086854935, 0.0005210170638747513,
    ],
  ],
  [
    'variance_scaling(2, fan_out, untruncated_normal)',
    [
      -0.3627718687057495, -1.2846535444259644, 1.4393069744110107, 0.34938210248947144,
      1.6600228548049927, -0.31434670090675354,
    ],
  ],
  [
    'variance_scaling(scale=0.5, mode=fan_avg, distribution=uniform)',
    [
      -0.10790850967168808, -0.3821273446083069, 0.33065927028656006, 0.08026532083749771,
      0.2609408497810364, -0.04941250756382942,
    ],
  ],
  [
    'orthogonal',
    [
      -0.1848006546497345, -0.6544190049171448, 0.7332015037536621, 0.09104140102863312,
      0.7314438223838806, 0.6757968664169312,
    ],
  ],
  [
    'orthogonal(2)',
    [
      -0.369601309299469, -1.3088380098342896, 1.4664030075073242, 0.18208280205726624,
      1.4628876447677612, 1.3515937328338623,
    ],
  ],
  ['identity', [1, 0, 0, 0, 1, 0]],
  ['identity(gain=-1)', [-1, 0, 0, 0, -1, 0]],
];

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

  test('arguments move, widen and scale', () => {
    const many = [100, 100];
    const uniform = values(many, 'random_uniform(minval=2, maxval=3)');
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...uniform)).toBeLessThan(3);
    const normal = values(many, 'random_normal(stddev=2, mean=5)');
    // Four standard errors at 10,000 draws.
    expect(Math.abs(meanOf(normal) - 5)).toBeLessThan(0.08);
    expect(Math.abs(deviationOf(normal) / 2 - 1)).toBeLessThan(0.0283);
    const family = 'variance_scaling(scale=3, mode=fan_out, distribution=untruncated_normal)';
    expect(Math.abs(deviationOf(values(many, family)) / Math.sqrt(3 / 100) - 1)).toBeLessThan(
      0.0283,
    );
    const same = values([4, 8], 'variance_scaling(scale=2)');
    expect([...same]).toEqual([...values([4, 8], 'he_normal')]);
    const plain = values([5, 4], 'orthogonal');
    values([5, 4], 'orthogonal(gain=3)').forEach((value, at) => {
      expect(value).toBeCloseTo(3 * (plain[at] ?? Number.NaN), 5);
    });
  });

  test('zeros and ones', () => {
    expect([...values([3], 'zeros')]).toEqual([0, 0, 0]);
    expect([...values([2], 'ones')]).toEqual([1, 1]);
  });

  test.each(VECTORS)('the first numbers of %s never change', (initializer, numbers) => {
    expect([...values([2, 3], initializer)]).toEqual(numbers);
  });
});
