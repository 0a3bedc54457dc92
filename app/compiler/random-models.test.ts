import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { fitsDataset } from '../architecture/fits-dataset.ts';
import { sampleShape } from '../dataset/sample.ts';
import { uniformFloats } from '../random.ts';
import { elementCount } from '../shape.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { interpretStep, startingNumbers } from './testing/interpret-step.ts';
import { optimizerSettings } from './testing/models.ts';
import { machinePlan, onnxRunner } from './testing/onnx-runner.ts';
import { drawModel } from './testing/random-models.ts';
import { compiled, startingState, trainCall } from './testing/train.ts';
import { buildTrainingStep } from './training-step.ts';

// Models that nobody thought of, with every layer of the catalogue among them: each way of writing a
// step gives what the interpreter gives.

const open = onnxRunner(ort);
const BATCH = 3;
const STEPS = 2;
const TOLERANCE = 1e-3;
/** The same models each time: a few in thousands hang on the last bit of float32. */
const DRAWS = { seed: 11, numRuns: 20 };

let machine: ExecutionPlan = STANDARD_PLAN;
beforeAll(async () => {
  machine = await machinePlan(ort);
});

/** Steps of a drawn model on ONNX Runtime, where they differ from the interpreter's, in words. */
async function differences(seed: number, execution: ExecutionPlan): Promise<readonly string[]> {
  const { model, facts } = drawModel(seed);
  const settings = optimizerSettings({ optimizer: 'sgd', learningRate: 0.01, seed });
  const fitted = fitsDataset(model, facts);
  if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));
  const step = buildTrainingStep(fitted.value, facts.input, { settings, batchSize: BATCH, seed });
  const training = compiled(model, settings, facts, BATCH, execution);
  const shape = sampleShape(facts.input);
  const width = elementCount(shape);
  const rows = BATCH * STEPS;
  const drawn = uniformFloats(seed, 'rows', rows * width, 0, 2);
  const features = {
    uint8: () => Uint8Array.from(drawn, Math.floor),
    int32: () => Int32Array.from(drawn, Math.floor),
    float32: () => drawn,
  }[training.featureType]();
  const target = Int32Array.from({ length: rows }, (_, row) => row % facts.classes.length);
  const data = {
    features: { data: features, shape: [rows, ...shape] },
    target: { data: target, shape: [rows] },
  };
  const opened = await open(training.bytes);
  let state = startingState(training, seed);
  let reference = startingNumbers(training.state, seed);
  for (let at = 0; at < rows; at += BATCH) {
    const order = Int32Array.from({ length: BATCH }, (_, row) => at + row);
    ({ state } = await trainCall(training, opened, state, data, order));
    ({ state: reference } = interpretStep(step, {
      ...reference,
      features: features.slice(at * width, (at + BATCH) * width),
      target: target.slice(at, at + BATCH),
    }));
  }
  await opened.close();
  return training.state.flatMap(({ name }) =>
    Array.from(state[name]?.data ?? [], Number).flatMap((value, at) => {
      const wanted = reference[name]?.[at] ?? Number.NaN;
      const error = Math.abs(value - wanted) / Math.max(1, Math.abs(wanted));
      return error <= TOLERANCE ? [] : [`${name}[${at}]: ${value} for ${wanted}`];
    }),
  );
}

describe('models drawn at random train as in the interpreter', () => {
  test.each<readonly [string, () => ExecutionPlan]>([
    ['by standard operators', () => STANDARD_PLAN],
    ["by the machine's own", () => machine],
    ['where memory is short', () => ({ ...machine, recomputeAbove: 0 })],
    ['as for a card', () => ({ ...STANDARD_PLAN, provider: 'cuda' })],
  ])('%s', async (_, plan) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), async (seed) => {
        expect(await differences(seed, plan()), JSON.stringify(drawModel(seed).model)).toEqual([]);
      }),
      DRAWS,
    );
  });
});
