import { expect, test } from 'vitest';
import { compileTraining } from '../../app/compiler/compile-training.ts';
import { type ExecutionPlan, STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import { chain, factsFor, optimizerSettings } from '../../app/compiler/testing/models.ts';
import { uniformFloats } from '../../app/random.ts';
import { TrainingGraph } from './graphs.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';
import { release, type Tensors } from './runtimes/runtime.ts';
import { initialTensors } from './starting-point.ts';

// Standard operators: what is written for a device that runs no loops can be computed here too.
const LOOPLESS: ExecutionPlan = { ...STANDARD_PLAN, provider: 'webgpu', loopless: true };

const FEATURES = 6;
const BATCH = 4;
const STEPS = 19;
const MODEL = chain(
  [FEATURES],
  [
    ['Dense', { units: 8, activation: 'relu' }],
    ['Dropout', { rate: 0.3 }],
    ['Dense', { units: 3, activation: 'softmax' }],
  ],
);
const ROWS = BATCH * STEPS;
const DATA = {
  features: {
    dtype: 'float32',
    shape: [ROWS, FEATURES],
    data: uniformFloats(1, 'rows', ROWS * FEATURES, -1, 1),
  },
  target: {
    dtype: 'int32',
    shape: [ROWS],
    data: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
  },
} as const;

const compiled = (execution: ExecutionPlan, mostSteps?: number) =>
  compileTraining(
    MODEL,
    optimizerSettings({ optimizer: 'adam', learningRate: 0.01 }),
    factsFor([FEATURES], 3),
    BATCH,
    execution,
    mostSteps,
  );

async function trained(execution: ExecutionPlan, lengths: readonly number[]) {
  const graph = await TrainingGraph.open(
    onnxCpuRuntime(1, { spins: () => false }),
    compiled(execution),
  );
  if (!graph.ok) throw new Error(graph.error.code);
  const initial = initialTensors(graph.value.state, 3);
  let state: Tensors = initial;
  const losses: number[] = [];
  let row = 0;
  for (const steps of lengths) {
    const indices = Int32Array.from({ length: steps * BATCH }, (_, at) => row + at);
    row += indices.length;
    const done = await graph.value.run(state, { ...DATA, indices });
    if (!done.ok) throw new Error(done.error.code);
    losses.push(...done.value.losses);
    if (state !== initial) release(state, done.value.state);
    state = done.value.state;
  }
  await graph.value.close();
  return { losses, state, initial };
}

test('without loops, steps give the same bits one by one, in stretches and in between', async () => {
  const apart = await trained(LOOPLESS, Array<number>(STEPS).fill(1));
  expect(apart.losses).toHaveLength(STEPS);
  for (const lengths of [
    [8, 8, 3],
    [2, 8, 5, 4],
  ]) {
    const { losses, state } = await trained(LOOPLESS, lengths);
    expect(losses).toEqual(apart.losses);
    expect(state).toEqual(apart.state);
  }
});

test('a call leaves the state that it was given, though it takes several steps one by one', async () => {
  const { initial, state } = await trained(LOOPLESS, [5]);
  const untouched = await trained(LOOPLESS, [1]);
  expect(initial).toEqual(untouched.initial);
  expect(state).not.toEqual(initial);
});

test('without loops, steps are those of the loops', async () => {
  const [loops, stretches] = [
    await trained(STANDARD_PLAN, [STEPS]),
    await trained(LOOPLESS, [8, 8, 3]),
  ];
  stretches.losses.forEach((loss, step) => {
    expect(loss).toBeCloseTo(loops.losses[step] ?? Number.NaN, 4);
  });
});

test('a stretch is as long as a call may be, and left out where calls take a step', () => {
  const stretchOf = (execution: ExecutionPlan, mostSteps?: number) => {
    const training = compiled(execution, mostSteps);
    if (!training.ok) throw new Error(training.error.code);
    return [training.value.stretch?.steps, training.value.mostSteps];
  };
  expect(stretchOf(LOOPLESS)).toEqual([8, 8]);
  expect(stretchOf(LOOPLESS, 4)).toEqual([4, 4]);
  expect(stretchOf(LOOPLESS, 1)).toEqual([undefined, 1]);
  expect(stretchOf(STANDARD_PLAN)).toEqual([undefined, Number.POSITIVE_INFINITY]);
});
