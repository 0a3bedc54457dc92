import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DatasetFacts, fitsDataset } from '../../architecture/fits-dataset.ts';
import type { OutputSpec } from '../../architecture/model-spec.ts';
import type { LayerId } from '../../ids.ts';
import { addMeasures, finishMeasures, NO_SUMS } from '../../metrics/measures.ts';
import { uniformFloats } from '../../random.ts';
import { elementCount } from '../../shape.ts';
import { aLayer, aModel } from '../../testing/builders.ts';
import { buildForwardPass } from '../forward-pass.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { LOSSES } from '../losses/table.ts';
import { softmax } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { gradientError } from '../testing/central-differences.ts';
import { interpretStep, startingNumbers } from '../testing/interpret-step.ts';
import { factsFor, optimizerSettings } from '../testing/models.ts';
import { buildTrainingStep } from '../training-step.ts';
import { measureBatch } from './measure-batch.ts';

const id = (name: string) => name as LayerId;
const FEATURES = 4;
const ROWS = 11;

const OUTPUTS: readonly OutputSpec[] = [
  { layer: id('classes') },
  { layer: id('early'), weight: 0.5 },
  { layer: id('back'), target: 'features', weight: 0.25 },
];

function fitted(outputs: readonly OutputSpec[], facts: DatasetFacts) {
  const model = aModel({
    layers: [
      aLayer('input', 'Input', { shape: [FEATURES] }),
      aLayer('hidden', 'Dense', { units: 5, activation: 'tanh' }),
      aLayer('early', 'Dense', { units: 3, activation: 'softmax' }, ['hidden']),
      aLayer('back', 'Dense', { units: FEATURES }, ['hidden']),
      aLayer('classes', 'Dense', { units: 3, activation: 'softmax' }, ['hidden']),
    ],
    outputs,
  });
  const found = fitsDataset(model, facts);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
}

const facts = factsFor([FEATURES], 3);
const features = [...uniformFloats(1, 'features', ROWS * FEATURES, -1, 1)];
const target = Array.from({ length: ROWS }, (_, row) => (row * 7) % 3);
const model = fitted(OUTPUTS, facts);
const weights = Object.fromEntries(
  model.layers.flatMap((layer) =>
    layer.weights.map(({ name, shape }) => {
      const full = `${layer.id}/${name}`;
      return [full, [...uniformFloats(2, full, elementCount(shape), -1, 1)]];
    }),
  ),
);

/** Metrics over all rows, cut into batches of a size; the last one is filled up with its first row. */
function measuredBy(batchSize: number): Record<string, number> {
  const { graph, measures } = buildForwardPass(model, facts.input, batchSize);
  let sums = NO_SUMS;
  for (let first = 0; first < ROWS; first += batchSize) {
    const rows = Array.from({ length: batchSize }, (_, at) => first + at);
    const there = rows.map((row) => (row < ROWS ? row : first));
    const results = interpret(graph, {
      ...weights,
      features: there.flatMap((row) => features.slice(row * FEATURES, (row + 1) * FEATURES)),
      target: there.map((row) => target[row] ?? 0),
      present: rows.map((row) => (row < ROWS ? 1 : 0)),
    });
    const values = results.get('measures')?.data ?? new Float64Array();
    sums = addMeasures(measures, sums, values);
  }
  return finishMeasures(measures, sums);
}

describe('measures of a batch', () => {
  test('are the same over all rows, whatever the batches are and however the last is filled up', () => {
    const whole = measuredBy(ROWS);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: ROWS + 3 }), (batchSize) => {
        const found = measuredBy(batchSize);
        expect(Object.keys(found)).toEqual(Object.keys(whole));
        for (const [tag, value] of Object.entries(whole)) {
          expect(found[tag], `${tag} by ${batchSize}`).toBeCloseTo(value, 9);
        }
      }),
      { numRuns: 12 },
    );
  });

  test('the losses of several outputs are weighted and added up, each told by itself', () => {
    const { loss = 0, ...found } = measuredBy(ROWS);
    expect(Object.keys(found)).toEqual(['classes/loss', 'early/loss', 'back/loss', 'accuracy']);
    const [classes = 0, early = 0, back = 0] = Object.values(found);
    expect(loss).toBeCloseTo(classes + 0.5 * early + 0.25 * back, 12);
    expect(found).toMatchObject({
      'early/loss': expect.closeTo(measuredAlone({ layer: id('early') }), 9),
      'back/loss': expect.closeTo(measuredAlone({ layer: id('back'), target: 'features' }), 9),
    });
  });

  test('a training step measures what a forward pass does, and follows the whole loss', () => {
    const step = buildTrainingStep(model, facts.input, {
      settings: optimizerSettings({ optimizer: 'sgd', learningRate: 1e-3 }),
      batchSize: ROWS,
      seed: 1,
    });
    const parts = step.carried.flatMap((tensor) => tensor.parts);
    const feeds = { ...startingNumbers(parts, 1), ...weights, features, target };
    const { state, metrics } = interpretStep(step, feeds);
    const whole = measuredBy(ROWS);
    for (const [tag, value] of Object.entries(whole)) expect(metrics[tag]).toBeCloseTo(value, 9);
    const after = interpretStep(step, { ...feeds, ...state }).metrics;
    expect(after.loss).toBeLessThan(metrics.loss ?? 0);
  });

  test('a weight of the only output is told apart from its loss', () => {
    const alone = measuredAlone({ layer: id('early') });
    expect(measuredAlone({ layer: id('early'), weight: 3 })).toBeCloseTo(3 * alone, 9);
  });
});

describe('samples and classes that count unequally', () => {
  const weight = target.map((_, row) => (row % 3) / 2);
  const classWeights = [0.5, 1, 3];
  const settings = optimizerSettings({ optimizer: 'sgd', learningRate: 1e-3 });
  const classes = OUTPUTS.map((output) =>
    output.layer === id('classes') ? output : { ...output, weight: 0 },
  );
  const weighted = fitted(classes, { ...facts, weighted: true });
  const step = buildTrainingStep(weighted, facts.input, {
    settings,
    batchSize: ROWS,
    seed: 1,
    classWeights,
  });
  const parts = step.carried.flatMap((tensor) => tensor.parts);
  const feeds = { ...startingNumbers(parts, 1), ...weights, features, target, weight };

  /** Losses of the samples, as they are and as they count. */
  function lossesBy(counts: readonly number[]): readonly number[] {
    const { graph } = buildForwardPass(weighted, facts.input, ROWS);
    const present = target.map(() => 1);
    const results = interpret(graph, { ...weights, features, target, present, weight: counts });
    return [...(results.get('losses')?.data ?? [])];
  }

  test('weigh the loss of a step, both together, over how many they are', () => {
    const plain = lossesBy(target.map(() => 1));
    const losses = plain.map(
      (loss, row) => loss * (weight[row] ?? 0) * (classWeights[target[row] ?? 0] ?? 0),
    );
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / ROWS;
    expect(interpretStep(step, feeds).metrics.loss).toBeCloseTo(mean, 9);
    lossesBy(weight).forEach((loss, row) => {
      expect(loss).toBeCloseTo((plain[row] ?? 0) * (weight[row] ?? 0), 12);
    });
  });

  test('weigh the gradients', () => {
    const graph = new Graph();
    const sources = ['prediction', 'weight'].map((name) =>
      graph.input(name, 'float32', name === 'weight' ? [ROWS] : [ROWS, 3]),
    );
    const [prediction, weights = prediction] = sources;
    const answer = graph.input('target', 'int32', [ROWS]);
    if (prediction === undefined || weights === undefined) throw new Error('No inputs');
    const [output] = weighted.outputs;
    const losses = LOSSES.sparse_categorical_crossentropy({
      output: softmax(prediction),
      target: answer,
      settings: output.loss,
    });
    const compared = { output, prediction, target: answer, losses, isSampled: false };
    const { objective } = measureBatch([{ ...compared, mask: undefined }], [], {
      weight: weights,
      classWeights,
    });
    const numbers = [...uniformFloats(5, 'prediction', ROWS * 3, -1, 1)];
    const given = { prediction: numbers, target, weight };
    expect(gradientError(reshape(objective, []), sources, given)).toBeLessThan(1e-6);
  });

  test('weights of classes leave the outputs towards features, and metrics, as they are', () => {
    const several = fitted(OUTPUTS, facts);
    const of = (options: { classWeights?: readonly number[] }) => {
      const made = buildTrainingStep(several, facts.input, {
        settings,
        batchSize: ROWS,
        seed: 1,
        ...options,
      });
      const states = made.carried.flatMap((tensor) => tensor.parts);
      const given = { ...startingNumbers(states, 1), ...weights, features, target };
      return interpretStep(made, given).metrics;
    };
    const plain = of({});
    const found = of({ classWeights });
    expect(found['back/loss']).toBe(plain['back/loss']);
    expect(found.accuracy).toBe(plain.accuracy);
    expect(found['early/loss']).not.toBeCloseTo(plain['early/loss'] ?? 0, 3);
  });
});

/** The loss of one output by itself, all others without weight. */
function measuredAlone(output: OutputSpec): number {
  const others = OUTPUTS.filter(({ layer }) => layer !== output.layer);
  const alone = fitted([output, ...others.map((each) => ({ ...each, weight: 0 }))], facts);
  const { graph, measures } = buildForwardPass(alone, facts.input, ROWS);
  const present = target.map(() => 1);
  const results = interpret(graph, { ...weights, features, target, present });
  const values = results.get('measures')?.data ?? new Float64Array();
  return finishMeasures(measures, addMeasures(measures, NO_SUMS, values)).loss ?? Number.NaN;
}
