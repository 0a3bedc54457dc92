import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { SampleTarget } from '../../dataset/dataset.ts';
import { classificationMeasure } from '../../metrics/classification.ts';
import { answerKind, fittingMetrics } from '../../metrics/fit-metrics.ts';
import { equalWeights } from '../../metrics/measure.ts';
import { addMeasures, finishMeasures, NO_SUMS } from '../../metrics/measures.ts';
import { METRICS, type MetricName } from '../../metrics/metric-names.ts';
import { regressionMeasure } from '../../metrics/regression.ts';
import { type RandomStream, randomStream } from '../../random.ts';
import { elementCount } from '../../shape.ts';
import { emitPlain } from '../emit-onnx.ts';
import { interpret } from '../interpret.ts';
import { type MetricCase, metricGraph, metricsOf, outputOfCase } from '../testing/metric-cases.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';

/** One case for each kind of answer. */
const CASES: readonly MetricCase[] = [
  { loss: 'binary_crossentropy', activation: 'sigmoid', target: { kind: 'class' }, shape: [1] },
  { loss: 'hinge', activation: 'linear', target: { kind: 'class' }, shape: [1] },
  {
    loss: 'sparse_categorical_crossentropy',
    activation: 'softmax',
    target: { kind: 'class' },
    shape: [2],
  },
  { loss: 'mean_squared_error', activation: 'softmax', target: { kind: 'class' }, shape: [4] },
  {
    loss: 'sparse_categorical_crossentropy',
    activation: 'softmax',
    target: { kind: 'tokens', length: 3, vocabulary: 4 },
    shape: [3, 4],
    mask: [],
  },
  {
    loss: 'binary_crossentropy',
    activation: 'sigmoid',
    target: { kind: 'values', shape: [3] },
    shape: [3],
  },
  {
    loss: 'categorical_crossentropy',
    activation: 'softmax',
    target: { kind: 'values', shape: [3] },
    shape: [3],
  },
  { loss: 'huber', activation: 'linear', target: { kind: 'values', shape: [] }, shape: [1] },
  {
    loss: 'mean_squared_error',
    activation: 'linear',
    target: { kind: 'values', shape: [2, 3] },
    shape: [2, 3],
    mask: [],
  },
  {
    loss: 'bayesian_personalized_ranking',
    activation: 'linear',
    target: { kind: 'values', shape: [] },
    shape: [4],
  },
];

const cases = CASES.map((given) => {
  const output = outputOfCase(given);
  return [`${answerKind(output)} by ${given.loss}`, given, fittingMetrics(output)] as const;
});

interface Rows {
  readonly x: readonly (readonly number[])[];
  readonly target: readonly (readonly number[])[];
  readonly mask: readonly (readonly number[])[] | null;
  readonly weight: readonly (readonly number[])[] | null;
}

function drawnRows(given: MetricCase, rows: number, seed: number, isWeighted = false): Rows {
  const numbers = randomStream(seed, 'metric');
  const each = <T>(make: () => T): readonly T[] => Array.from({ length: rows }, make);
  return {
    x: each(() => floats(numbers, elementCount(given.shape), 4)),
    target: each(() => targetOf(given, numbers)),
    mask: given.mask === undefined ? null : each(() => maskOf(given, numbers)),
    weight: isWeighted ? each(() => [numbers.nextBelow(5) / 2]) : null,
  };
}

const floats = (numbers: RandomStream, count: number, spread: number): readonly number[] =>
  Array.from({ length: count }, () => Math.fround((numbers.nextFloat() - 0.5) * spread));

function targetOf({ target, shape, loss }: MetricCase, numbers: RandomStream): readonly number[] {
  const below = (end: number, count = 1) =>
    Array.from({ length: count }, () => numbers.nextBelow(end));
  switch (target.kind) {
    case 'class':
      return below(Math.max(2, shape.at(-1) ?? 1));
    case 'tokens':
      return below(target.vocabulary, target.length);
    case 'values':
      return loss === 'binary_crossentropy'
        ? below(2, elementCount(target.shape))
        : floats(numbers, elementCount(target.shape), 3);
    case 'boxes':
      throw new Error('Nothing is measured of boxes while training');
  }
}

const maskOf = ({ shape }: MetricCase, numbers: RandomStream): readonly number[] =>
  Array.from({ length: shape[0] ?? 1 }, () => numbers.nextBelow(2));

/** All metrics of the rows, cut into batches of a size; the last one is filled up with its first row. */
function measuredBy(
  given: MetricCase,
  names: readonly MetricName[],
  { x, target, mask, weight }: Rows,
  size: number,
): Readonly<Record<string, number>> {
  let sums = NO_SUMS;
  for (let first = 0; first < x.length; first += size) {
    const rows = Array.from({ length: size }, (_, at) => first + at);
    const taken = (from: readonly (readonly number[])[]) =>
      rows.flatMap((row) => from[row < x.length ? row : first] ?? []);
    const present = rows.map((row) => (row < x.length ? 1 : 0));
    const masks = mask === null ? undefined : taken(mask);
    const weights = weight === null ? undefined : taken(weight);
    const graphCase = { ...given, present, mask: masks, weight: weights };
    const { graph, measures } = metricGraph(graphCase, names, size);
    const results = interpret(graph, {
      x: taken(x),
      target: taken(target),
      present,
      ...(masks && { mask: masks }),
      ...(weights && { weight: weights }),
    });
    const values = [...results.values()].flatMap(({ data }) => [...data]);
    sums = addMeasures(measures, sums, Float64Array.from(values));
    expect(values.length).toBe(measures.measures.reduce((sum, { width }) => sum + width, 0));
    if (first + size >= x.length) return finishMeasures(measures, sums);
  }
  throw new Error('There are no rows');
}

test('every metric has a case', () => {
  expect(new Set(cases.flatMap(([, , names]) => names))).toEqual(new Set(METRICS));
});

describe('totals are those over all samples, whatever the batches are', () => {
  test.each(cases)('%s', (_name, given, names) => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (seed, count, size, isWeighted) => {
          const rows = drawnRows(given, count, seed, isWeighted);
          const whole = measuredBy(given, names, rows, count);
          const parts = measuredBy(given, names, rows, size);
          expect(Object.keys(parts)).toEqual(Object.keys(whole));
          for (const [tag, value] of Object.entries(whole)) {
            expect(parts[tag], tag).toBeCloseTo(value, 8);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('metrics of rows that count twice are those of rows that are there twice', () => {
  test.each(cases)('%s', (_name, given, names) => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 6 }), (seed, count) => {
        const rows = drawnRows(given, count, seed);
        const times = rows.x.map((_, row) => (seed + row * 7) % 3);
        const repeated = (from: readonly (readonly number[])[]) =>
          from.flatMap((row, at) => new Array<readonly number[]>(times[at] ?? 0).fill(row));
        const there = {
          x: repeated(rows.x),
          target: repeated(rows.target),
          mask: rows.mask && repeated(rows.mask),
          weight: null,
        };
        if (there.x.length === 0) return;
        const weighted = { ...rows, weight: times.map((time) => [time]) };
        const { loss: _loss, ...expected } = measuredBy(given, names, there, there.x.length);
        const { loss: _other, ...found } = measuredBy(given, names, weighted, count);
        expect(Object.keys(found)).toEqual(Object.keys(expected));
        for (const [tag, value] of Object.entries(expected)) {
          expect(found[tag], tag).toBeCloseTo(value, 8);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('on ONNX Runtime metrics are what they are in the interpreter', () => {
  test.each(cases)('%s', async (_name, given, names) => {
    const rows = drawnRows(given, 9, 5);
    const mask = rows.mask?.flat();
    const { graph, measures } = metricGraph({ ...given, mask }, names, 9);
    const model = await onnxRunner(ort)(emitPlain(graph));
    const target = graph.inputs.get('target');
    const isLabels = target?.dtype === 'int32';
    const outputs = await model.run({
      x: { data: Float32Array.from(rows.x.flat()), shape: [9, ...given.shape] },
      target: {
        data: isLabels
          ? Int32Array.from(rows.target.flat())
          : Float32Array.from(rows.target.flat()),
        shape: target?.shape ?? [],
      },
      ...(mask && { mask: { data: Float32Array.from(mask), shape: [9, mask.length / 9] } }),
    });
    await model.close();
    const values = [...graph.outputs.keys()].flatMap((key) =>
      [...(outputs[key] ?? [])].map(Number),
    );
    const found = finishMeasures(
      measures,
      addMeasures(measures, NO_SUMS, Float64Array.from(values)),
    );
    const expected = metricsOf({ ...given, mask }, names, rows.x, rows.target.flat());
    for (const [tag, value] of Object.entries(expected)) {
      expect(
        Math.abs((found[tag] ?? Number.NaN) - value) / Math.max(1, Math.abs(value)),
        tag,
      ).toBeLessThan(1e-4);
    }
  });
});

describe('evaluation works out the same from all outputs', () => {
  const many = (given: MetricCase) => drawnRows(given, 400, 3);

  test('of classes', () => {
    const given: MetricCase = {
      loss: 'sparse_categorical_crossentropy',
      activation: 'softmax',
      target: { kind: 'class' },
      shape: [5],
      settings: { k: 3 },
    };
    const rows = many(given);
    const names: readonly MetricName[] = [
      'accuracy',
      'accuracy/top-k',
      'precision/macro',
      'recall/macro',
      'f1/macro',
      'auc',
      'perplexity',
    ];
    const found = metricsOf(given, names, rows.x, rows.target.flat());
    const probabilities = Float32Array.from(
      rows.x.flatMap((row) => {
        const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
        return row.map((value) => Math.exp(value) / total);
      }),
    );
    const labels = Int32Array.from(rows.target.flat());
    const expected = classificationMeasure({ probabilities, labels, classes: 5 })(
      equalWeights(400),
    );
    for (const name of [
      'accuracy',
      'accuracy/top-3',
      'precision/macro',
      'recall/macro',
      'f1/macro',
    ]) {
      expect(found[name], name).toBeCloseTo(expected[name] ?? Number.NaN, 10);
    }
    expect(found.auc).toBeCloseTo(expected.auc ?? Number.NaN, 2);
    expect(Math.log(found.perplexity ?? 0)).toBeCloseTo(expected['log-loss'] ?? Number.NaN, 5);
  });

  test('of numbers', () => {
    const target: SampleTarget = { kind: 'values', shape: [] };
    const given: MetricCase = { loss: 'huber', activation: 'linear', target, shape: [1] };
    const rows = many(given);
    const found = metricsOf(given, ['mae', 'rmse', 'r2'], rows.x, rows.target.flat());
    const predicted = Float64Array.from(rows.x.flat());
    const actual = Float64Array.from(rows.target.flat());
    const expected = regressionMeasure({ predicted, actual })(equalWeights(400));
    for (const [name, value] of Object.entries(expected)) {
      expect(found[name], name).toBeCloseTo(value, 8);
    }
  });
});
