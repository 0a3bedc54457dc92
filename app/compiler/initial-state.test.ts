import { describe, expect, test } from 'vitest';
import type { Initializer } from '../architecture/layer-definition.ts';
import { randomStream } from '../random.ts';
import { elementCount } from '../shape.ts';
import { initialState, initialValues } from './initial-state.ts';
import { chain, factsFor, optimizerSettings } from './testing/models.ts';
import { compiled } from './testing/train.ts';

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

  test('zeros and ones', () => {
    expect([...values([3], 'zeros')]).toEqual([0, 0, 0]);
    expect([...values([2], 'ones')]).toEqual([1, 1]);
  });

  test('the first numbers of a seed never change', () => {
    const exact = [...values([2, 2], 'glorot_uniform'), ...values([2, 2], 'he_normal')];
    expect(exact).toEqual([
      -0.17061834037303925, -0.6041963696479797, 0.5228182077407837, 0.12691061198711395,
      -0.3167467415332794, 0.23560494184494019, -1.9522600173950195, 1.229416012763977,
    ]);
  });
});

describe('initialState', () => {
  const network = (units: number) =>
    compiled(
      chain(
        [4],
        [
          ['Dense', { units }],
          ['BatchNormalization'],
          ['Dense', { units: 3, activation: 'softmax' }],
        ],
      ),
      optimizerSettings(),
      factsFor([4], 3),
      8,
    ).state;

  test('holds every state tensor, as Keras starts it', () => {
    const state = initialState(network(8), 1);
    const all = (name: string) => new Set(Array.from(state.get(name) ?? [], Number));
    expect([...state.keys()]).toEqual(network(8).map(({ name }) => name));
    expect(state.get('@step')).toEqual(BigInt64Array.of(0n));
    expect(state.get('dense1/kernel')?.length).toBe(32);
    expect(all('dense1/bias')).toEqual(new Set([0]));
    expect(all('dense1/kernel@m')).toEqual(new Set([0]));
    expect(all('batchnormalization2/gamma')).toEqual(new Set([1]));
    expect(all('batchnormalization2/beta')).toEqual(new Set([0]));
    expect(all('batchnormalization2/moving_mean')).toEqual(new Set([0]));
    expect(all('batchnormalization2/moving_variance')).toEqual(new Set([1]));
  });

  test('each weight has its own numbers, which seed and name decide', () => {
    const one = initialState(network(8), 1);
    expect(initialState(network(8), 1)).toEqual(one);
    expect(initialState(network(8), 2).get('dense1/kernel')).not.toEqual(one.get('dense1/kernel'));
    const other = initialState(network(3), 1).get('dense3/kernel');
    expect(one.get('dense3/kernel')?.length).toBe(24);
    expect(other?.length).toBe(9);
    expect(one.get('dense1/kernel')?.slice(0, 9)).not.toEqual(other);
  });
});
