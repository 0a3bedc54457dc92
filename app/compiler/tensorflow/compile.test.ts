import { describe, expect, test } from 'vitest';
import { buildTemplate } from '../../architecture/templates.ts';
import type { SampleInput } from '../../dataset/dataset.ts';
import { aPlan } from '../../testing/builders.ts';
import { chain, factsFor, type LayerLine } from '../testing/models.ts';
import { compileTensorflowTraining } from './compile.ts';
import { isUnwritten } from './write-graph.ts';

const TOKENS = (length: number): SampleInput => ({ kind: 'tokens', length, vocabulary: 20 });

function trained(
  ...[model, facts]: [
    Parameters<typeof compileTensorflowTraining>[0],
    Parameters<typeof compileTensorflowTraining>[2],
  ]
) {
  const compiled = compileTensorflowTraining(model, aPlan(), facts, 4);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

const recurrent = (length: number) => {
  const data = { task: 'text-classification', input: TOKENS(length), classes: ['a', 'b'] } as const;
  const model = buildTemplate('text-lstm', data);
  if (!model.ok) throw new Error(model.error.code);
  return trained(model.value, data);
};

describe('a step for TensorFlow', () => {
  test('keeps all that is carried in variables of its session', () => {
    const facts = factsFor([4], 3);
    const { step, carried } = trained(
      chain([4], [['Dense', { units: 3, activation: 'softmax' }]]),
      facts,
    );
    if (isUnwritten(step)) throw new Error(step.unwritten);
    expect(step.variables.map(({ name }) => name).sort()).toEqual(
      carried.map(({ name }) => name).sort(),
    );
    expect([...step.results.keys()]).toEqual(['measures']);
    expect(step.data.map(({ name, dtype }) => [name, dtype])).toEqual([
      ['features', 'float32'],
      ['target', 'int32'],
    ]);
  });

  test('turns images where they come in and filters, nothing between convolutions', () => {
    const convolution: LayerLine = ['Conv2D', { filters: 4, kernel_size: 3, activation: 'relu' }];
    const turns = (layers: number) => {
      const shape = [12, 12, 2];
      const lines: LayerLine[] = [
        ...Array<LayerLine>(layers).fill(convolution),
        ['Flatten'],
        ['Dense', { units: 3, activation: 'softmax' }],
      ];
      const { step } = trained(chain(shape, lines), factsFor(shape, 3));
      if (isUnwritten(step)) throw new Error(step.unwritten);
      return new TextDecoder('latin1').decode(step.bytes).split('Transpose').length - 1;
    };
    expect(turns(1)).toBe(0);
    expect(turns(3)).toBe(0);
  });

  test('of a long sequence is too large to be written out, and says so', () => {
    expect(isUnwritten(recurrent(16).step)).toBe(false);
    expect(recurrent(3000).step).toEqual({ unwritten: 'all' });
  });
});
