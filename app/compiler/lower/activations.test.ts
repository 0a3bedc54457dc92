import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACTIVATIONS, type Activation } from '../../architecture/layer-definition.ts';
import { emitPlain } from '../emit-onnx.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { multiply } from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';
import { disagreements } from '../testing/onnx-agreement.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { activate } from './activations.ts';

const open = onnxRunner(ort);

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const INPUT = [-30, -3.5, -1.25, -0.1, 0.01, 0.1, 0.5, 1, 2.75, 7, 40];
/** What the loss makes of each output. */
const SHARES = INPUT.map((_, at) => Math.sin(at + 1));

/** `y`, and the `gradient` of its sum in shares. */
function activation(name: Activation, width: number): Graph {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [1, width]);
  const y = activate({ value: x, layout: 'channels-last' }, name).value;
  const shares = graph.constant(SHARES.slice(0, width), 'float32', [1, width]);
  const [gradient] = differentiate(sum(multiply(y, shares)), [x]);
  if (gradient === undefined) throw new Error('No gradient');
  graph.outputs.set('y', y);
  graph.outputs.set('gradient', gradient);
  return graph;
}

const hardSigmoid = (x: tf.Tensor) => tf.relu6(x.add(3)).div(6);

/** The same functions of TensorFlow.js, written out where it has no operator. */
const REFERENCE: Readonly<Record<Activation, (x: tf.Tensor) => tf.Tensor>> = {
  linear: (x) => x.mul(1),
  relu: tf.relu,
  relu6: tf.relu6,
  leaky_relu: (x) => tf.leakyRelu(x, 0.2),
  elu: tf.elu,
  selu: tf.selu,
  gelu: (x) => x.mul(0.5).mul(tf.erf(x.div(Math.SQRT2)).add(1)),
  silu: (x) => x.mul(tf.sigmoid(x)),
  mish: (x) => x.mul(tf.tanh(tf.softplus(x))),
  sigmoid: tf.sigmoid,
  hard_sigmoid: hardSigmoid,
  hard_silu: (x) => x.mul(hardSigmoid(x)),
  tanh: tf.tanh,
  softplus: tf.softplus,
  softsign: (x) => x.div(x.abs().add(1)),
  exponential: tf.exp,
  softmax: (x) => tf.softmax(x),
  log_softmax: (x) => tf.logSoftmax(x),
};

describe.each(ACTIVATIONS)('%s', (name) => {
  test('has the values and slopes of TensorFlow.js', () => {
    const found = interpret(activation(name, INPUT.length), { x: INPUT });
    const x = tf.tensor2d([INPUT]);
    const slope = tf.grad((input: tf.Tensor) =>
      REFERENCE[name](input)
        .mul(tf.tensor2d([SHARES]))
        .sum(),
    );
    for (const [output, expected] of [
      ['y', REFERENCE[name](x).dataSync()],
      ['gradient', slope(x).dataSync()],
    ] as const) {
      found.get(output)?.data.forEach((value, at) => {
        const reference = expected[at] ?? Number.NaN;
        const error = Math.abs(value - reference) / Math.max(1, Math.abs(reference));
        expect(error, `${output} at ${INPUT[at]}: ${value} for ${reference}`).toBeLessThan(1e-5);
      });
    }
  });

  test('gives on ONNX Runtime what it gives in the interpreter', async () => {
    const graph = activation(name, INPUT.length);
    expect(await disagreements(graph, { x: Float32Array.from(INPUT) }, open, 1e-5)).toEqual([]);
  });

  // The exponential of 10,000 is infinite in float32 as it is in float64, and rightly so.
  test('saturates without NaN, forwards and backwards', async () => {
    const extremes = [-1e4, 1e4, 0, -1e4];
    const graph = activation(name, extremes.length);
    const model = await open(emitPlain(graph));
    const onnx = await model.run({ x: { data: Float32Array.from(extremes), shape: [1, 4] } });
    await model.close();
    const reference = interpret(graph, { x: extremes });
    for (const output of ['y', 'gradient']) {
      const found = [
        ...Array.from(onnx[output] ?? [], Number),
        ...(reference.get(output)?.data ?? []),
      ];
      expect(found.length).toBe(8);
      expect(found.filter(Number.isNaN)).toEqual([]);
      if (name !== 'exponential') expect(found.every(Number.isFinite)).toBe(true);
    }
  });
});
