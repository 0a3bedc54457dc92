import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { shuffledRows, uniformFloats } from '../random.ts';
import { compileInference } from './compile-inference.ts';
import { compileTraining } from './compile-training.ts';
import { initialState } from './initial-state.ts';
import { chain, factsFor, optimizerSettings } from './testing/models.ts';
import { type Fed, onnxRunner } from './testing/onnx-runner.ts';

const open = onnxRunner(ort);

describe('compileTraining', () => {
  test('a small network learns which of three numbers is the largest', async () => {
    const rows = 512;
    const batchSize = 64;
    const features = uniformFloats(1, 'features', rows * 3);
    const target = Int32Array.from({ length: rows }, (_, row) => {
      const values = [...features.subarray(row * 3, row * 3 + 3)];
      return values.indexOf(Math.max(...values));
    });
    const model = chain(
      [3],
      [
        ['Dense', { units: 16, activation: 'relu' }],
        ['Dense', { units: 3, activation: 'softmax' }],
      ],
    );
    const facts = factsFor([3], 3);
    const settings = optimizerSettings({ learningRate: 0.02 });
    const training = compileTraining(model, settings, facts, batchSize);
    if (!training.ok) throw new Error(training.error.code);
    const run = await open(training.value.bytes);

    let state: Record<string, Fed> = {};
    const values = initialState(training.value.state, 1);
    for (const { name, shape } of training.value.state) {
      const data = values.get(name);
      if (data === undefined) throw new Error(`No value for ${name}`);
      state[name] = { data, shape };
    }
    let accuracy: Float32Array | BigInt64Array | undefined;
    for (let epoch = 0; epoch < 20; epoch += 1) {
      const outputs = await run({
        ...state,
        features: { data: features, shape: [rows, 3] },
        target: { data: target, shape: [rows] },
        indices: { data: shuffledRows(1, epoch, rows), shape: [rows / batchSize, batchSize] },
      });
      state = Object.fromEntries(
        training.value.state.map(({ name, shape }) => [
          name,
          { data: outputs[`${name}:next`] ?? new Float32Array(), shape },
        ]),
      );
      accuracy = outputs.accuracy;
    }
    expect(accuracy?.length).toBe(rows / batchSize);
    expect(Math.min(...[...(accuracy ?? [])].map(Number))).toBeGreaterThan(0.9);
    expect(state['@step']?.data).toEqual(BigInt64Array.of(160n));

    const inference = compileInference(model, facts, 4);
    if (!inference.ok) throw new Error(inference.error.code);
    const predict = await open(inference.value.bytes);
    const { output, losses } = await predict({
      ...state,
      features: {
        data: Float32Array.of(0.9, 0.1, 0.2, 0.3, 0.8, 0.1, 0, 0.3, 0.9, 0.5, 0.1, 0.9),
        shape: [4, 3],
      },
      target: { data: Int32Array.of(0, 1, 2, 0), shape: [4] },
      indices: { data: Int32Array.of(0, 1, 2, 3), shape: [4] },
    });
    const rowsOut = [0, 1, 2, 3].map((row) =>
      [...(output ?? [])].map(Number).slice(row * 3, row * 3 + 3),
    );
    expect(rowsOut.map((row) => row.indexOf(Math.max(...row)))).toEqual([0, 1, 2, 2]);
    rowsOut.forEach((row, index) => {
      const label = [0, 1, 2, 0][index] ?? 0;
      expect(Number(losses?.[index])).toBeCloseTo(-Math.log(row[label] ?? 0), 4);
    });
  });
});
