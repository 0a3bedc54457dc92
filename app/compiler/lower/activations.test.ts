import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACTIVATIONS } from '../../architecture/layer-definition.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { type ActivationName, activate } from './activations.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const INPUT = [-30, -3, -1.25, -0.1, 0, 0.1, 0.5, 1, 2.75, 40];

function activated(name: ActivationName): readonly number[] {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [1, INPUT.length]);
  graph.outputs.set('y', activate({ value: x, layout: 'channels-last' }, name).value);
  return [...(interpret(graph, { x: INPUT }).get('y')?.data ?? [])];
}

/** The same functions of TensorFlow.js; gelu and silu written out, as it has no operator for them. */
const REFERENCE: Readonly<Record<ActivationName, (x: tf.Tensor) => tf.Tensor>> = {
  linear: (x) => x,
  relu: tf.relu,
  leaky_relu: (x) => tf.leakyRelu(x, 0.2),
  elu: tf.elu,
  selu: tf.selu,
  gelu: (x) => x.mul(0.5).mul(tf.erf(x.div(Math.SQRT2)).add(1)),
  silu: (x) => x.mul(tf.sigmoid(x)),
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  softplus: tf.softplus,
  softsign: (x) => x.div(x.abs().add(1)),
  softmax: (x) => tf.softmax(x),
};

describe('activations are those of TensorFlow.js', () => {
  test.each(Object.keys(REFERENCE) as ActivationName[])('%s', (name) => {
    const expected = REFERENCE[name](tf.tensor2d([INPUT])).dataSync();
    activated(name).forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5);
    });
  });

  test('every activation of the catalogue is there', () => {
    for (const name of ACTIVATIONS) expect(Object.keys(REFERENCE)).toContain(name);
  });
});
