import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { setLayerConfig } from '../../architecture/edit-model.ts';
import { finalActivation } from '../../architecture/fit-loss.ts';
import { inferModel } from '../../architecture/infer-model.ts';
import { interpret } from '../interpret.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
} from '../testing/layer-cases.ts';
import { chain } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';

const open = onnxRunner(ort);
const TYPES = ['SimpleRNN', 'GRU', 'LSTM'] as const;
const MODES = ['concat', 'sum', 'mul', 'ave', 'none'] as const;
const UNITS = 2;

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

type Feeds = Readonly<Record<string, ArrayLike<number>>>;
const feedsOf = (request: LayerRequest): Feeds => layerCase(request).feeds as never;

function outputsOf(request: LayerRequest, feeds: Feeds = {}) {
  const built = layerCase(request);
  const results = interpret(built.graph, { ...feedsOf(request), ...feeds });
  return built.outputs.map(({ shape }, place) => ({
    shape,
    data: [...(results.get(place === 0 ? 'y' : `y${place}`)?.data ?? [])],
  }));
}

describe('Bidirectional', () => {
  const request = fc
    .record({
      type: fc.constantFrom(...TYPES),
      merge_mode: fc.constantFrom(...MODES),
      return_sequences: fc.boolean(),
      return_state: fc.boolean(),
      time: fc.integer({ min: 1, max: 3 }),
      batch: fc.integer({ min: 1, max: 2 }),
      mask: fc.option(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 6, maxLength: 6 })),
      hasStates: fc.boolean(),
      seed: fc.nat(1_000_000),
    })
    .map(({ type, time, batch, mask, hasStates, seed, ...config }): LayerRequest => {
      const states = hasStates ? 2 * (type === 'LSTM' ? 2 : 1) : 0;
      return {
        type: 'Bidirectional',
        config: { layer: type, units: UNITS, ...config },
        inputShapes: [[time, 2], ...Array.from({ length: states }, () => [UNITS])],
        masks: [mask?.slice(0, batch * time)],
        batch,
        seed,
      };
    });

  test('has the slopes of central differences, whatever the arguments', () => {
    fc.assert(
      fc.property(request, (each) => {
        expect(layerGradientError(each)).toBeLessThan(1e-6);
      }),
      { numRuns: 15 },
    );
  });

  test('gives on ONNX Runtime what it gives in the interpreter', async () => {
    await fc.assert(
      fc.asyncProperty(request, async (each) => {
        expect(await layerDisagreements(each, open)).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  test.each([
    ['concat', true],
    ['sum', true],
    ['mul', false],
    ['ave', false],
  ] as const)('%s is that of TensorFlow.js, of every step: %s', (mode, every) => {
    const config = { units: UNITS, return_sequences: every };
    const built: LayerRequest = {
      type: 'Bidirectional',
      config: { layer: 'LSTM', merge_mode: mode, ...config },
      inputShapes: [[4, 3]],
    };
    const inner = tf.layers.lstm({
      units: UNITS,
      returnSequences: every,
      recurrentActivation: 'sigmoid',
    }) as tf.RNN;
    const other = tf.layers.bidirectional({ layer: inner, mergeMode: mode });
    const x = tf.tensor(layerCase(built).feeds.x0 as Float32Array, [3, 4, 3]);
    other.apply(tf.input({ shape: [4, 3] }));
    const { layer, feeds } = layerCase(built);
    other.setWeights(
      layer.weights.map(({ name, shape }) => tf.tensor(feeds[name] as Float32Array, [...shape])),
    );
    const expected = other.apply(x) as tf.Tensor;
    const [found] = outputsOf(built);
    expect(found?.shape).toEqual(expected.shape);
    const wanted = expected.dataSync();
    found?.data.forEach((value, at) => {
      expect(value).toBeCloseTo(wanted[at] ?? Number.NaN, 5);
    });
  });

  test('gives both outputs, and the states of both, one after the other', () => {
    const config = { layer: 'LSTM', units: 3, merge_mode: 'none', return_state: true };
    const inputShapes = [[4, 2]];
    const outputs = outputsOf({ type: 'Bidirectional', config, inputShapes });
    expect(outputs.map(({ shape }) => shape)).toEqual(Array.from({ length: 6 }, () => [3, 3]));
    const [forward, backward, ...states] = outputs.map(({ data }) => data);
    expect(states[0]).toEqual(forward);
    expect(states[2]).toEqual(backward);
  });

  test('gives zeros at masked steps, as Keras makes it do', () => {
    const config = { layer: 'GRU', units: 1, return_sequences: true };
    const [y] = outputsOf({
      type: 'Bidirectional',
      config,
      inputShapes: [[3, 2]],
      masks: [[1, 1, 0]],
      batch: 1,
    });
    expect(y?.data.slice(4).map(Math.abs)).toEqual([0, 0]);
    expect(y?.data[3]).not.toBe(0);
  });

  test('has weights for each direction', () => {
    const result = inferModel(chain([5, 3], [['Bidirectional', { layer: 'GRU', units: 4 }]]));
    const layer = result.ok ? result.value.layers[1] : undefined;
    expect(layer?.shape).toEqual([8]);
    expect(layer?.weights.map(({ name }) => name)).toEqual(
      ['forward', 'backward'].flatMap((direction) =>
        ['kernel', 'recurrent_kernel', 'bias'].map((name) => `${direction}/${name}`),
      ),
    );
  });

  test('needs the states of both directions', () => {
    const model = chain(
      [5, 3],
      [
        ['Input', { shape: [4] }],
        ['Bidirectional', { layer: 'GRU', units: 4 }],
      ],
    );
    const layers = model.layers.map((layer) =>
      layer.type === 'Bidirectional' ? { ...layer, inputs: ['input0', 'input1'] } : layer,
    );
    const result = inferModel({ ...model, layers: layers as never });
    expect(result.ok ? null : result.error).toMatchObject({
      code: 'architecture/input-count',
      expected: 3,
      found: 2,
    });
  });
});

describe('TimeDistributed', () => {
  const CASES: readonly Pick<LayerRequest, 'config' | 'inputShapes'>[] = [
    { config: { layer: 'Dense', units: 3, activation: 'tanh' }, inputShapes: [[4, 2]] },
    { config: { layer: 'Conv2D', filters: 2, kernel_size: 2 }, inputShapes: [[2, 3, 3, 1]] },
    { config: { layer: 'Flatten' }, inputShapes: [[3, 2, 2]] },
    { config: { layer: 'PReLU' }, inputShapes: [[3, 2]] },
  ];

  test.each(CASES)('$config on $inputShapes', async (each) => {
    const whole: LayerRequest = { ...each, type: 'TimeDistributed' };
    expect(layerGradientError(whole)).toBeLessThan(1e-6);
    expect(await layerDisagreements(whole, open)).toEqual([]);
    const { layer: type, ...config } = each.config ?? {};
    const [time = 1, ...step] = each.inputShapes[0] ?? [];
    const feeds = feedsOf(whole);
    const [y] = outputsOf(whole);
    const alone: LayerRequest = {
      type: type as LayerRequest['type'],
      config,
      inputShapes: [step],
      batch: 3 * time,
    };
    const [rows] = outputsOf(alone, feeds);
    expect(y?.data).toEqual(rows?.data);
    expect(y?.shape.slice(0, 2)).toEqual([3, time]);
  });

  test('keeps a sequence in its layout', () => {
    const request: LayerRequest = {
      type: 'TimeDistributed',
      config: { layer: 'Dense', units: 3 },
      inputShapes: [[4, 2]],
    };
    const [plain, first] = (['channels-last', 'time-first'] as const).map((layout) =>
      outputsOf({ ...request, layouts: [layout] }),
    );
    expect(first).toEqual(plain);
  });

  test('ends with the activation of the layer inside', () => {
    const config = { layer: 'Dense', units: 3, activation: 'softmax' };
    const result = inferModel(chain([5, 2], [['TimeDistributed', config]]));
    const layer = result.ok ? result.value.layers[1] : undefined;
    expect(layer?.shape).toEqual([5, 3]);
    expect(layer && finalActivation(layer)).toBe('softmax');
  });

  test.each([
    [{ units: 3 }, 'architecture/config-invalid', 'layer'],
    [{ layer: 'LSTM', units: 3 }, 'architecture/config-invalid', 'layer'],
    [{ layer: 'BatchNormalization' }, 'architecture/config-invalid', 'layer'],
    [{ layer: 'Dense', units: 3, rate: 0.5 }, 'architecture/config-unknown', 'rate'],
    [{ layer: 'Dense', units: 0 }, 'architecture/config-invalid', 'units'],
  ] as const)('%j is refused at its layer', (config, code, key) => {
    const result = inferModel(chain([5, 2], [['TimeDistributed', config]]));
    expect(result.ok ? null : result.error).toMatchObject({ code, key });
  });

  test('needs steps', () => {
    const result = inferModel(chain([5], [['TimeDistributed', { layer: 'Dense', units: 2 }]]));
    expect(result.ok ? null : result.error.code).toBe('architecture/rank-mismatch');
  });
});

test('another layer inside takes only the arguments that it knows', () => {
  const kept = { units: 7, merge_mode: 'sum', trainable: false };
  const config = { ...kept, layer: 'LSTM', unit_forget_bias: false };
  const model = chain([5, 2], [['Bidirectional', config]]);
  const id = model.layers[1]?.id;
  if (id === undefined) throw new Error('No layer');
  const changed = setLayerConfig(model, id, 'layer', 'GRU');
  expect(changed.layers[1]?.config).toEqual({ ...kept, layer: 'GRU' });
});
