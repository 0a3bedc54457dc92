import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { AUGMENTATION_PRESETS, type Augmentation } from '../../app/architecture/augmentation.ts';
import { AUTO_LOSS } from '../../app/architecture/losses.ts';
import { STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import type { StepSettings } from '../../app/compiler/testing/models.ts';
import { graphSteps } from '../engine/graphs.ts';
import type { RowInputs } from '../engine/row-source.ts';
import { onnxCpuRuntime } from '../engine/runtimes/onnx.ts';
import type { Tensor, Tensors } from '../engine/runtimes/runtime.ts';
import { bindingOf } from '../engine/runtimes/tensorflow/binding.ts';
import { loadTensorflow } from '../engine/runtimes/tensorflow/load-tensorflow.ts';
import { eagerSteps, tensorflowSteps } from '../engine/runtimes/tensorflow/step-maker.ts';
import type { TensorFlow } from '../engine/runtimes/tensorflow/tensorflow-types.ts';
import type { StepMaker, StepsDone, TrainingStep } from '../engine/steps.ts';
import { distance } from './agreement.ts';
import { chain, IMAGE, type LayerCase } from './case-models.ts';
import { LAYER_CASES, OPTIMIZER_MODEL } from './layer-cases.ts';
import { LOSS_CASES } from './loss-cases.ts';
import { OPTIMIZER_CASES } from './optimizer-cases.ts';
import { OUTPUT_CASES } from './output-cases.ts';
import { PeerProcess, type PeerTensor } from './peer-process.ts';
import { BATCH_SIZE, type MadeUpRun, madeUpRun } from './train-here.ts';

/** Of the way that runs take, and of the one that only steps of very many nodes take. */
const STEPS = { 'in one graph': 20, 'operator by operator': 8 } as const;
/** Of training a step: as one graph, and operator by operator. */
type Way = keyof typeof STEPS;
const WAYS: readonly Way[] = ['in one graph', 'operator by operator'];
/** Relative to the largest value: float32 on both, sums in another order. */
const LOSS_TOLERANCE = 1e-4;
/** Many updates carry such differences on. */
const STATE_TOLERANCE = 1e-3;

const python = inject('peerPython');
const folder = inject('tensorflowPack');
const graphs = graphSteps(onnxCpuRuntime(1, { spins: () => false }));
let tf: TensorFlow;
const makers = new Map<Way, StepMaker>();
let peers: PeerProcess;

beforeAll(() => {
  if (folder === null) return;
  const loaded = loadTensorflow('tensorflow/cpu', folder, 1);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  tf = loaded.value;
  makers.set('in one graph', tensorflowSteps(tf, 'tensorflow/cpu'));
  makers.set('operator by operator', eagerSteps(tf, 'tensorflow/cpu'));
  if (python !== null) peers = new PeerProcess(python);
});
afterAll(() => peers?.close());

const SGD = { optimizer: 'sgd', learningRate: 0.05 } as const;

async function opened(
  maker: StepMaker,
  { model }: LayerCase,
  { plan, facts }: MadeUpRun,
): Promise<TrainingStep> {
  const wanted = { model, plan, data: facts, batchSize: BATCH_SIZE, execution: STANDARD_PLAN };
  const step = await maker.openTraining(wanted);
  if (!step.ok) throw new Error(JSON.stringify(step.error));
  return step.value;
}

async function steps(
  step: TrainingStep,
  state: Tensors,
  run: MadeUpRun,
  from: number,
  to: number,
): Promise<StepsDone> {
  const done = await step.run(state, rowsOf(run, from, to));
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value;
}

function rowsOf({ data, rows }: MadeUpRun, from: number, to: number): RowInputs {
  return {
    features: tensorOf(data.features),
    target: tensorOf(data.target),
    weight: data.weight && tensorOf(data.weight),
    indices: rows.subarray(from * BATCH_SIZE, to * BATCH_SIZE),
  };
}

function tensorOf({ shape, data }: PeerTensor): Tensor {
  if (data instanceof Float32Array) return { dtype: 'float32', shape, data };
  if (data instanceof Uint8Array) return { dtype: 'uint8', shape, data };
  return { dtype: 'int32', shape, data };
}

function startOf({ training, state }: MadeUpRun): Tensors {
  return Object.fromEntries(
    training.state.map(({ name, shape, dtype }): [string, Tensor] => {
      const data = state[name]?.data;
      if (dtype === 'int64') return [name, { dtype, shape, data: new BigInt64Array(1) }];
      if (!(data instanceof Float32Array)) throw new Error(`No ${name}`);
      return [name, { dtype: 'float32', shape, data }];
    }),
  );
}

function expectSameState(found: Tensors, expected: Tensors): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { data, shape, dtype }] of Object.entries(expected)) {
    const other = found[name];
    expect({ shape: other?.shape, dtype: other?.dtype }, name).toEqual({ shape, dtype });
    const apart = distance(
      Float64Array.from(other?.data ?? [], Number),
      Float64Array.from(data, Number),
    );
    expect(apart, name).toBeLessThanOrEqual(STATE_TOLERANCE);
  }
}

function makerOf(way: Way): StepMaker {
  const maker = makers.get(way);
  if (maker === undefined) throw new Error(`No way ${way}`);
  return maker;
}

/** Tensors of TensorFlow.js, and all that the library holds for it. */
const tensorCounts = () => [tf.memory().numTensors, bindingOf(tf)?.getNumOfTensors()];

/** Trains wholly here, wholly there, and half on each: three ways to the same. */
async function expectParity(
  way: Way,
  layerCase: LayerCase,
  settings: Partial<StepSettings>,
): Promise<void> {
  const count = STEPS[way];
  const run = madeUpRun(layerCase, settings, count);
  const graph = await opened(graphs, layerCase, run);
  const before = tensorCounts();
  const step = await opened(makerOf(way), layerCase, run);
  const start = startOf(run);
  const whole = await steps(graph, start, run, 0, count);
  const there = await steps(step, start, run, 0, count);
  expect(distance(there.losses, whole.losses), 'losses').toBeLessThanOrEqual(LOSS_TOLERANCE);
  expect(distance(there.measures, whole.measures), 'measures').toBeLessThanOrEqual(STATE_TOLERANCE);
  expectSameState(there.state, whole.state);

  const held = tensorCounts();
  const half = count / 2;
  const firstHere = await steps(graph, start, run, 0, half);
  const thenThere = await steps(step, firstHere.state, run, half, count);
  expectSameState(thenThere.state, whole.state);
  const firstThere = await steps(step, start, run, 0, half);
  const thenHere = await steps(graph, firstThere.state, run, half, count);
  expectSameState(thenHere.state, whole.state);
  expect(tensorCounts(), 'tensors behind a call').toEqual(held);
  await step.close();
  await graph.close();
  expect(tensorCounts(), 'tensors behind all calls').toEqual(before);
}

const CHANGED_IMAGES = chain(
  'changed images',
  IMAGE,
  [['Conv2D', { filters: 3, kernel_size: [3, 3], activation: 'tanh' }]],
  { classes: 4 },
);

const EVERY_CHANGE: Augmentation = [
  ...AUGMENTATION_PRESETS.standard,
  { type: 'ZeroPadding2D', config: { padding: 1 } },
  { type: 'RandomCrop', config: { height: 7, width: 6 } },
  { type: 'RandomErasing', config: { fill_value: 0 } },
  { type: 'MixUp', config: {} },
];

describe.runIf(folder !== null).each(WAYS)(
  'TensorFlow trains %s as ONNX Runtime does, and goes on with its runs',
  (way) => {
    test.each(LAYER_CASES)('layer: $name', (layerCase) => expectParity(way, layerCase, SGD));
    test('images that are changed by chance, and mixed', () =>
      expectParity(way, CHANGED_IMAGES, { ...SGD, augmentation: EVERY_CHANGE }));
    test.each(OUTPUT_CASES)('outputs: $name', (layerCase) => expectParity(way, layerCase, SGD));
    test.each(LOSS_CASES)('loss: $name', ({ layerCase, loss }) =>
      expectParity(way, layerCase, { ...SGD, loss: { ...AUTO_LOSS, ...loss } }),
    );
    test.each(OPTIMIZER_CASES)('optimiser: $name', ({ settings }) =>
      expectParity(way, OPTIMIZER_MODEL, settings),
    );
  },
);

describe.runIf(folder !== null && python !== null)('TensorFlow steps as Keras does', () => {
  test.each(LAYER_CASES)('$name', async (layerCase) => {
    const run = madeUpRun(layerCase, SGD, 1);
    const optimizer = { class_name: 'SGD', config: { learning_rate: SGD.learningRate } };
    const there = await peers.train({ ...run.request, peer: 'keras', optimizer });
    for (const way of WAYS) {
      const step = await opened(makerOf(way), layerCase, run);
      const { losses, state } = await steps(step, startOf(run), run, 0, 1);
      await step.close();
      expect(distance(losses, there.losses), `${way}: losses`).toBeLessThanOrEqual(LOSS_TOLERANCE);
      for (const [name, values] of there.weights) {
        const found = Float64Array.from(state[name]?.data ?? [], Number);
        expect(distance(found, values), `${way}: ${name}`).toBeLessThanOrEqual(LOSS_TOLERANCE);
      }
    }
  });
});
