import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { AUTO_LOSS } from '../architecture/losses.ts';
import { uniformFloats } from '../random.ts';
import { compileInference } from './compile-inference.ts';
import { compilePrediction } from './compile-prediction.ts';
import { initialState } from './initial-state.ts';
import { chain, factsFor, optimizerSettings } from './testing/models.ts';
import { onnxRunner } from './testing/onnx-runner.ts';

const open = onnxRunner(ort);
const BATCH = 3;

test.each([
  ['shares of classes', [['Dense', { units: 4, activation: 'softmax' }]], 4],
  ['one probability', [['Dense', { units: 1, activation: 'sigmoid' }]], 2],
  ['a number after normalising', [['BatchNormalization'], ['Dense', { units: 1 }]], 0],
] as const)(
  'a model with its weights inside answers as with them outside: %s',
  async (_, layers, classes) => {
    const model = chain([5], [['Dense', { units: 600, activation: 'relu' }], ...layers]);
    const facts = factsFor([5], classes);
    const outside = compileInference(model, facts, BATCH, optimizerSettings());
    if (!outside.ok) throw new Error(outside.error.code);
    const state = initialState(outside.value.state, 4);
    const weights = Object.fromEntries(
      [...state].map(([name, data]) => [name, Array.from(data, Number)]),
    );
    const inside = compilePrediction(model, facts, BATCH, AUTO_LOSS, weights);
    if (!inside.ok) throw new Error(inside.error.code);

    const features = { data: uniformFloats(7, 'features', BATCH * 5, -1, 1), shape: [BATCH, 5] };
    const without = await open(inside.value.bytes);
    const { output } = await without.run({ features });
    await without.close();

    const isClass = classes > 0;
    const withThem = await open(outside.value.bytes);
    const expected = await withThem.run({
      features,
      target: {
        data: isClass ? new Int32Array(BATCH) : new Float32Array(BATCH),
        shape: [BATCH],
      },
      indices: { data: Int32Array.from([0, 1, 2]), shape: [BATCH] },
      present: { data: new Float32Array(BATCH).fill(1), shape: [BATCH] },
      ...Object.fromEntries(
        outside.value.state.map(({ name, shape }) => [
          name,
          { data: Float32Array.from(weights[name] ?? []), shape },
        ]),
      ),
    });
    await withThem.close();
    expect(output).toHaveLength(expected.output?.length ?? 0);
    for (const [place, value] of Array.from(output ?? [], Number).entries()) {
      expect(value).toBeCloseTo(Number(expected.output?.[place]), 5);
    }
  },
);
