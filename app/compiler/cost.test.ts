import { describe, expect, test } from 'vitest';
import { costOf, trainingBytes } from './cost.ts';
import { chain, factsFor, optimizerSettings } from './testing/models.ts';

function cost(...given: Parameters<typeof costOf>) {
  const result = costOf(...given);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('costOf', () => {
  const perceptron = chain(
    [784],
    [
      ['Dense', { units: 512, activation: 'relu' }],
      ['Dense', { units: 512, activation: 'relu' }],
      ['Dense', { units: 10, activation: 'softmax' }],
    ],
  );
  const digits = factsFor([784], 10);

  test('a perceptron: three products a layer, but two for the first, which needs no input gradient', () => {
    const weights = 784 * 512 + 512 * 512 + 512 * 10;
    const products = 2 * (3 * weights - 784 * 512);
    const { parameters, trainable, flopsPerSample } = cost(perceptron, digits);
    expect(parameters).toBe(669_706);
    expect(trainable).toBe(669_706);
    expect(flopsPerSample).toBeGreaterThan(products);
    // Biases, activations and loss on top: a few operations per activation.
    expect(flopsPerSample).toBeLessThan(products * 1.01);
  });

  test('state is weights and moments: three of each with Adam, one with plain SGD, and the step', () => {
    expect(cost(perceptron, digits).stateBytes).toBe(3 * 4 * 669_706 + 8);
    const sgd = optimizerSettings({ optimizer: 'sgd' });
    expect(cost(perceptron, digits, sgd).stateBytes).toBe(4 * 669_706 + 8);
    const momentum = optimizerSettings({ optimizer: 'sgd', momentum: 0.9 });
    expect(cost(perceptron, digits, momentum).stateBytes).toBe(2 * 4 * 669_706 + 8);
  });

  test('what an update takes: a few operations a weight with Adam, products of matrices with Muon', () => {
    const weights = 669_706;
    const adam = cost(perceptron, digits).updateFlops;
    expect(adam).toBeGreaterThan(5 * weights);
    expect(adam).toBeLessThan(20 * weights);
    // Five iterations of X · Xᵀ, A · A and B · X for each kernel, A and B as large as its shorter side.
    const iterations = [
      [784, 512],
      [512, 512],
      [512, 10],
    ].reduce((sum, [long = 0, short = 0]) => sum + 5 * 2 * short * short * (2 * long + short), 0);
    const muon = cost(perceptron, digits, optimizerSettings({ optimizer: 'muon' })).updateFlops;
    expect(muon).toBeGreaterThan(iterations);
    expect(muon).toBeLessThan(iterations * 1.02);
    const summed = optimizerSettings({ optimizer: 'muon', accumulationSteps: 4 });
    expect(cost(perceptron, digits, summed).updateFlops).toBeLessThan(muon / 3.9);
  });

  test('a convolution: filter taps times positions, forwards and for the filter', () => {
    const model = chain(
      [8, 8, 1],
      [
        ['Conv2D', { filters: 4, kernel_size: 3, use_bias: false }],
        ['Flatten'],
        ['Dense', { units: 2, use_bias: false, activation: 'softmax' }],
      ],
    );
    const convolution = 2 * (3 * 3 * 1 * 4 * 6 * 6);
    const dense = 2 * (6 * 6 * 4 * 2);
    const { flopsPerSample } = cost(model, factsFor([8, 8, 1], 2));
    expect(flopsPerSample).toBeGreaterThanOrEqual(2 * convolution + 3 * dense);
    expect(flopsPerSample).toBeLessThan(2 * convolution + 3 * dense + 100);
  });

  test('moving statistics are parameters that are not trained', () => {
    const model = chain([5], [['BatchNormalization'], ['Dense', { units: 1 }]]);
    const { parameters, trainable } = cost(model, factsFor([5], 0));
    expect(parameters).toBe(4 * 5 + 6);
    expect(trainable).toBe(2 * 5 + 6);
  });

  test('activations grow with the batch, the work on weights does not', () => {
    const one = cost(perceptron, digits);
    const many = cost(perceptron, digits, optimizerSettings(), 2048);
    expect(many.activationBytes).toBeGreaterThan(one.activationBytes);
    // Input and both hidden layers at least, forwards and backwards.
    expect(many.activationBytes).toBeGreaterThan(2048 * 4 * (512 + 512));
    expect(many.trafficBytes).toBeLessThan(2048 * one.trafficBytes);
    expect(many.flopsPerSample / one.flopsPerSample).toBeCloseTo(1, 1);
    expect(many.kernels).toBeGreaterThan(30);
  });

  describe('of a large table', () => {
    const rows = 100_000;
    const table = chain(
      [4],
      [
        ['Embedding', { input_dim: rows, output_dim: 64 }],
        ['Flatten'],
        ['Dense', { units: 2, activation: 'softmax' }],
      ],
    );
    const tokens = {
      task: 'text-classification',
      input: { kind: 'tokens', length: 4, vocabulary: rows },
      classes: ['a', 'b'],
    } as const;
    const bytes = 4 * 64 * rows;

    test('the gradient takes nothing where only rows are updated', () => {
      const sparse = cost(table, tokens, optimizerSettings({ optimizer: 'sgd' }), 8);
      expect(sparse.activationBytes).toBeLessThan(bytes / 100);
      expect(trainingBytes(sparse)).toBe(3 * sparse.stateBytes + sparse.activationBytes);
    });

    test('the gradient is made whole where all rows move', () => {
      const dense = cost(table, tokens, optimizerSettings({ optimizer: 'adam' }), 8);
      expect(dense.activationBytes).toBeGreaterThan(bytes);
    });
  });

  test('a model that does not fit has no cost, but an error', () => {
    const result = costOf(perceptron, factsFor([783], 10));
    expect(result.ok ? null : result.error.code).toBe('architecture/shape-mismatch');
  });
});
