import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { shuffledRows, uniformFloats } from '../random.ts';
import { elementCount } from '../shape.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { BLOCKED_DOMAIN } from './onnx/block-size-probe.ts';
import { chain, factsFor, optimizerSettings } from './testing/models.ts';
import { machinePlan, onnxRunner } from './testing/onnx-runner.ts';
import { compiled, type State, startingState, trainCall } from './testing/train.ts';

const open = onnxRunner(ort);
const IMAGE = [12, 12, 3];
const ROWS = 60;
/** No whole number of blocks. */
const BATCH = 20;

/** Channels in blocks, with all that comes between convolutions; the last has a large kernel. */
const MODEL = chain(IMAGE, [
  ['Rescaling', { scale: 1 / 255 }],
  ['Conv2D', { filters: 16, kernel_size: 3, activation: 'relu' }],
  ['MaxPooling2D'],
  ['Dropout', { rate: 0.2 }],
  ['Conv2D', { filters: 32, kernel_size: 3, strides: 2, padding: 'same', use_bias: false }],
  ['BatchNormalization'],
  ['Activation', { activation: 'relu' }],
  ['DepthwiseConv2D', { kernel_size: 3, padding: 'same' }],
  ['Conv2D', { filters: 64, kernel_size: 3, activation: 'tanh' }],
  ['Flatten'],
  ['Dense', { units: 3, activation: 'softmax' }],
]);

const DATA = {
  features: {
    data: Uint8Array.from(uniformFloats(5, 'image', ROWS * elementCount(IMAGE), 0, 256)),
    shape: [ROWS, ...IMAGE],
  },
  target: { data: Int32Array.from({ length: ROWS }, (_, row) => row % 3), shape: [ROWS] },
};

/** Trains over the rows in calls of so many steps each. */
async function trained(execution: ExecutionPlan, calls: readonly number[]) {
  const settings = optimizerSettings({ optimizer: 'sgd', learningRate: 0.05, momentum: 0.9 });
  const training = compiled(MODEL, settings, factsFor(IMAGE, 3), BATCH, execution);
  const model = await open(training.bytes);
  const order = shuffledRows(1, 0, ROWS);
  let state: State = startingState(training, 1);
  const losses: number[] = [];
  let row = 0;
  for (const steps of calls) {
    const rows = order.slice(row, row + steps * BATCH);
    const call = await trainCall(training, model, state, DATA, rows);
    state = call.state;
    losses.push(...Array.from(call.outputs.loss ?? [], Number));
    row += rows.length;
  }
  await model.close();
  const text = new TextDecoder('latin1').decode(training.bytes);
  return { state, losses, blocked: text.includes(BLOCKED_DOMAIN) };
}

test('training in blocks of channels is training by standard operators, however it is cut into calls', async ({
  skip,
}) => {
  const execution = await machinePlan(ort);
  if (execution.blockSize === 0)
    return skip('This ONNX Runtime has no blocked kernels for this processor.');
  const standard = await trained(STANDARD_PLAN, [3]);
  const blocked = await trained(execution, [3]);
  expect([standard.blocked, blocked.blocked]).toEqual([false, true]);
  blocked.losses.forEach((loss, step) => {
    expect(loss).toBeCloseTo(standard.losses[step] ?? Number.NaN, 4);
  });
  for (const [name, { data }] of Object.entries(blocked.state)) {
    const other = standard.state[name]?.data ?? [];
    expect(data.length).toBe(other.length);
    data.forEach((value: number | bigint, at: number) => {
      expect(Math.abs(Number(value) - Number(other[at])), `${name}[${at}]`).toBeLessThan(1e-4);
    });
  }
  const cut = await trained(execution, [1, 2]);
  expect(cut.losses).toEqual(blocked.losses);
  expect(cut.state).toEqual(blocked.state);
});
