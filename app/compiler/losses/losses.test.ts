import { describe, expect, test } from 'vitest';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { sigmoid, softmax } from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';
import { LOSSES } from './table.ts';

/** Losses, measures and the gradient of the summed loss for given outputs before activation. */
function evaluate(
  name: keyof typeof LOSSES,
  activation: (x: Value) => Value,
  rows: readonly (readonly number[])[],
  target: readonly number[],
) {
  const graph = new Graph();
  const { targetType, compute } = LOSSES[name];
  const x = graph.input('x', 'float32', [rows.length, rows[0]?.length ?? 0]);
  const losses = compute(activation(x), graph.input('target', targetType, [rows.length]));
  graph.outputs.set('loss', losses.perSample);
  graph.outputs.set('measure', losses.measure.perSample);
  const [gradient] = differentiate(sum(losses.perSample), [x]);
  if (gradient !== undefined) graph.outputs.set('gradient', gradient);
  const results = interpret(graph, { x: rows.flat(), target });
  const values = (output: string) => [...(results.get(output)?.data ?? [])];
  return { loss: values('loss'), measure: values('measure'), gradient: values('gradient') };
}

const same = (x: Value): Value => x;

describe('softmax cross-entropy', () => {
  test('is −log of the right class’ share: shares ½, ¼, ¼', () => {
    const logits = [Math.log(2), 0, 0];
    const { loss, measure } = evaluate('softmax-cross-entropy', softmax, [logits, logits], [0, 2]);
    expect(loss[0]).toBeCloseTo(Math.log(2), 12);
    expect(loss[1]).toBeCloseTo(Math.log(4), 12);
    expect(measure).toEqual([1, 0]);
  });

  test('stays finite with a gradient where the softmax is 0 or 1 to the last digit', () => {
    const { loss, gradient } = evaluate('softmax-cross-entropy', softmax, [[1000, 0]], [1]);
    expect(loss).toEqual([1000]);
    expect(gradient).toEqual([1, -1]);
  });

  test('of equal outputs the first counts as the answer', () => {
    const { measure } = evaluate(
      'softmax-cross-entropy',
      softmax,
      [
        [1, 1],
        [1, 1],
      ],
      [0, 1],
    );
    expect(measure).toEqual([1, 0]);
  });
});

describe('sigmoid cross-entropy', () => {
  test('is −log of the right class’ probability: ¾ for the second class', () => {
    const rows = [[Math.log(3)], [Math.log(3)]];
    const { loss, measure } = evaluate('sigmoid-cross-entropy', sigmoid, rows, [1, 0]);
    expect(loss[0]).toBeCloseTo(-Math.log(0.75), 12);
    expect(loss[1]).toBeCloseTo(-Math.log(0.25), 12);
    expect(measure).toEqual([1, 0]);
  });

  test('stays finite with a gradient where the sigmoid is 0 or 1 to the last digit', () => {
    const rows = [[800], [-800]];
    const { loss, gradient } = evaluate('sigmoid-cross-entropy', sigmoid, rows, [0, 1]);
    expect(loss).toEqual([800, 800]);
    expect(gradient).toEqual([1, -1]);
  });
});

describe('mean squared error', () => {
  test('is the square of the difference, measured as its size', () => {
    const { loss, measure, gradient } = evaluate('mean-squared-error', same, [[1], [-2]], [3, -1]);
    expect(loss).toEqual([4, 1]);
    expect(measure).toEqual([2, 1]);
    expect(gradient).toEqual([-4, -2]);
  });
});

test('a loss refuses an output without its activation', () => {
  expect(() => evaluate('softmax-cross-entropy', same, [[1, 2]], [0])).toThrow('softmax');
});
