import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { type DatasetFacts, fitsDataset } from '../../architecture/fits-dataset.ts';
import { AUTO_LOSS } from '../../architecture/losses.ts';
import { outputOf } from '../../architecture/model-spec.ts';
import { uniformFloats } from '../../random.ts';
import { buildForwardPass } from '../forward-pass.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { measureBatch } from '../metrics/measure-batch.ts';
import { softmax } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { gradientError } from '../testing/central-differences.ts';
import { interpretStep, startingNumbers } from '../testing/interpret-step.ts';
import { chain, factsFor, type LayerLine, optimizerSettings } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from '../testing/train.ts';
import { buildTrainingStep } from '../training-step.ts';
import { compareOutputs } from './compare.ts';

const LOSS = { ...AUTO_LOSS, ignoreClass: 0 };
const ROWS = 4;

interface Case {
  readonly layers: readonly LayerLine[];
  readonly facts: DatasetFacts;
  readonly features: readonly number[];
  readonly target: readonly number[];
}

const shares = { units: 3, activation: 'softmax' } as const;

/** Classes of samples; tokens, also behind a mask that leaves out the places of feature 0. */
const CASES: Readonly<Record<string, Case>> = {
  classes: {
    layers: [['Dense', shares]],
    facts: factsFor([5], 3),
    features: [...uniformFloats(1, 'features', ROWS * 5, -1, 1)],
    target: [0, 2, 1, 0],
  },
  ...Object.fromEntries(
    [false, true].map((mask_zero): [string, Case] => [
      mask_zero ? 'masked tokens' : 'tokens',
      {
        layers: [
          ['Embedding', { input_dim: 3, output_dim: 4, mask_zero }],
          ['Dense', shares],
        ],
        facts: {
          task: 'language-modeling',
          input: { kind: 'tokens', length: 3, vocabulary: 3 },
          classes: [],
          sampleTarget: { kind: 'tokens', length: 3, vocabulary: 3 },
        },
        features: [1, 2, 0, 1, 1, 1, 2, 0, 0, 2, 1, 2],
        target: [2, 0, 0, 1, 2, 1, 0, 0, 0, 1, 2, 2],
      },
    ]),
  ),
};

describe.each(Object.entries(CASES))('%s of which one counts for nothing', (name, given) => {
  const { layers, facts, features, target } = given;
  const shape = facts.input.kind === 'tokens' ? [facts.input.length] : [5];
  const model = chain(shape, layers);
  const fitted = fitsDataset(model, facts, LOSS);
  if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));
  const { value: known } = fitted;
  const counts = target.map((label, place) =>
    label !== 0 && !(name === 'masked tokens' && features[place] === 0) ? 1 : 0,
  );
  const options = { settings: optimizerSettings(), batchSize: ROWS, seed: 1 };

  /** Shares that the model gives, [place, class]. */
  function sharesOf(state: Readonly<Record<string, ArrayLike<number>>>): readonly number[] {
    const pass = buildForwardPass(known, facts.input, ROWS);
    const present = Array<number>(ROWS).fill(1);
    const results = interpret(pass.graph, { ...state, features, target, present });
    return [...(results.get('output')?.data ?? [])];
  }

  test('the loss and the accuracy are means over the places that are left', () => {
    const step = buildTrainingStep(known, facts.input, options);
    const start = startingNumbers(
      step.carried.flatMap(({ parts }) => parts),
      1,
    );
    const { metrics } = interpretStep(step, { ...start, features, target });
    const given = sharesOf(start);
    const left = target.flatMap((label, place) =>
      counts[place] === 1 ? [{ label, row: given.slice(3 * place, 3 * place + 3) }] : [],
    );
    const mean = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const losses = left.map(({ label, row }) => -Math.log(row[label] ?? 0));
    const right = left.map(({ label, row }) => (row.indexOf(Math.max(...row)) === label ? 1 : 0));
    expect(metrics.loss).toBeCloseTo(mean(losses), 9);
    expect(metrics.accuracy).toBeCloseTo(mean(right), 9);
  });

  test('a batch of nothing else costs 0 and moves no weight', () => {
    const step = buildTrainingStep(known, facts.input, options);
    const start = startingNumbers(
      step.carried.flatMap(({ parts }) => parts),
      1,
    );
    const nothing = target.map(() => 0);
    const { metrics, state } = interpretStep(step, { ...start, features, target: nothing });
    expect(metrics.loss).toBe(0);
    for (const weight of known.layers.flatMap((layer) =>
      layer.weights.map((each) => `${layer.id}/${each.name}`),
    )) {
      expect(Array.from(state[weight] ?? [])).toEqual(Array.from(start[weight] ?? []));
    }
  });

  test('its gradients are the slopes of central differences', () => {
    const graph = new Graph();
    const [output] = known.outputs;
    const places = target.length;
    const scores = graph.input('scores', 'float32', [ROWS, ...output.shape]);
    const { layerId } = outputOf(output.name);
    const targets = graph.input(
      'target',
      'int32',
      output.shape.length > 1 ? [ROWS, places / ROWS] : [ROWS],
    );
    const tensor = {
      value: softmax(scores),
      layout: 'channels-last',
      mask:
        name === 'masked tokens'
          ? graph.constant(
              features.map((token) => (token === 0 ? 0 : 1)),
              'float32',
              [ROWS, places / ROWS],
            )
          : undefined,
    } as const;
    const lowered = {
      tensors: new Map([[layerId, [tensor]]]),
      activities: new Map(),
      statistics: new Map(),
    };
    const compared = compareOutputs(known, lowered, { features: scores, target: targets }, null);
    const { objective } = measureBatch(compared, []);
    const numbers = [...uniformFloats(5, 'scores', places * 3, -1, 1)];
    const feeds = { scores: numbers, target };
    expect(gradientError(reshape(objective, []), [scores], feeds)).toBeLessThan(1e-6);
  });

  test('a step on ONNX Runtime is the interpreter’s', async () => {
    const settings = optimizerSettings({ learningRate: 0.01, loss: LOSS });
    const training = compiled(model, settings, facts, ROWS);
    const opened = await onnxRunner(ort)(training.bytes);
    const tokens = facts.input.kind === 'tokens';
    const data = {
      features: {
        data: tokens ? Int32Array.from(features) : Float32Array.from(features),
        shape: [ROWS, ...shape],
      },
      target: { data: Int32Array.from(target), shape: tokens ? [ROWS, ...shape] : [ROWS] },
    };
    const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
    const call = await trainCall(training, opened, startingState(training, 1), data, rows);
    await opened.close();
    const step = buildTrainingStep(known, facts.input, { ...options, settings });
    const start = startingNumbers(training.state, 1);
    const reference = interpretStep(step, { ...start, features, target });
    for (const [tag, value] of Object.entries(reference.metrics)) {
      expect(call.metrics[0]?.[tag], tag).toBeCloseTo(value, 5);
    }
    for (const [weight, values] of Object.entries(reference.state)) {
      Array.from(call.state[weight]?.data ?? [], Number).forEach((value, at) => {
        expect(value, weight).toBeCloseTo(values[at] ?? Number.NaN, 4);
      });
    }
  });
});

test('a class that there is not is refused, for a loss that reads it', () => {
  const model = chain([5], [['Dense', shares]]);
  const of = (loss: Partial<typeof AUTO_LOSS>) =>
    fitsDataset(model, factsFor([5], 3), { ...AUTO_LOSS, ...loss, ignoreClass: 3 });
  expect(of({})).toEqual({
    ok: false,
    error: {
      code: 'plan/field-invalid',
      field: 'loss.ignoreClass',
      value: '3',
      expected: 'integer in [0, 2] | null',
    },
  });
  expect(of({ name: 'categorical_crossentropy' }).ok).toBe(true);
});
