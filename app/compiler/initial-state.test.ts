import { describe, expect, test } from 'vitest';
import { initialState } from './initial-state.ts';
import { chain, factsFor, optimizerSettings } from './testing/models.ts';
import { compiled } from './testing/train.ts';

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
