import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { AUGMENTATION_PRESETS } from '../architecture/augmentation.ts';
import type { DatasetFacts } from '../architecture/fits-dataset.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { sampleShape } from '../dataset/sample.ts';
import { uniformFloats } from '../random.ts';
import { elementCount } from '../shape.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { MEASURES } from './onnx/edges.ts';
import { chain, factsFor, optimizerSettings, type StepSettings } from './testing/models.ts';
import { machinePlan, onnxRunner } from './testing/onnx-runner.ts';
import { drawModel } from './testing/random-models.ts';
import { compiled, startingState, trainCall } from './testing/train.ts';

// However steps are cut into calls, they leave the same bits: a run that is stopped, and resumed, has
// calls of other lengths than one that is not. What several steps compute together lies elsewhere in
// memory than what one computes alone, which shows where batches fill no cache lines.

const open = onnxRunner(ort);
/** An iteration of several steps, and some that are left. */
const STEPS = 11;

let machine: ExecutionPlan = STANDARD_PLAN;
beforeAll(async () => {
  machine = await machinePlan(ort);
});

interface Training {
  readonly model: ModelSpec;
  readonly facts: DatasetFacts;
  readonly settings?: Partial<StepSettings>;
}

/** Trains in calls of some lengths. @returns what is left of the state, and what each step measured */
async function trained(
  { model, facts, settings = {} }: Training,
  batch: number,
  lengths: readonly number[],
) {
  const used = optimizerSettings({ optimizer: 'sgd', learningRate: 0.01, ...settings });
  const training = compiled(model, used, facts, batch, machine);
  const shape = sampleShape(facts.input);
  const rows = batch * STEPS;
  const drawn = uniformFloats(1, 'rows', rows * elementCount(shape), 0, 2);
  const features = {
    uint8: () => Uint8Array.from(drawn, Math.floor),
    int32: () => Int32Array.from(drawn, Math.floor),
    float32: () => drawn,
  }[training.featureType]();
  const classes = facts.classes.length;
  const target =
    classes === 0
      ? uniformFloats(2, 'target', rows, -1, 1)
      : Int32Array.from({ length: rows }, (_, row) => row % classes);
  const data = {
    features: { data: features, shape: [rows, ...shape] },
    target: { data: target, shape: [rows] },
  };
  const session = await open(training.bytes);
  let state = startingState(training, 1);
  const measured: number[] = [];
  let row = 0;
  for (const steps of lengths) {
    const taken = Int32Array.from({ length: steps * batch }, (_, at) => row + at);
    row += taken.length;
    const call = await trainCall(training, session, state, data, taken);
    state = call.state;
    measured.push(...Array.from(call.outputs[MEASURES] ?? [], Number));
  }
  await session.close();
  return { state, measured };
}

async function expectAlike(training: Training, batch: number): Promise<void> {
  const apart = await trained(training, batch, Array<number>(STEPS).fill(1));
  expect(await trained(training, batch, [STEPS]), `batch ${batch}`).toEqual(apart);
}

const CASES: Readonly<Record<string, Training>> = {
  'means over features, of any number': {
    model: chain(
      [37],
      [
        ['LayerNormalization'],
        ['Dense', { units: 5 }],
        ['Dense', { units: 3, activation: 'softmax' }],
      ],
    ),
    facts: factsFor([37], 3),
  },
  'lengths of samples': {
    model: chain([21], [['UnitNormalization'], ['Dense', { units: 1 }]]),
    facts: factsFor([21], 0),
    settings: { optimizer: 'adam', weightDecay: 0.01, globalClipNorm: 0.1 },
  },
  'images that are changed by chance': {
    model: chain(
      [6, 6, 1],
      [
        ['Rescaling', { scale: 1 / 255 }],
        ['Flatten'],
        ['Dense', { units: 1, activation: 'sigmoid' }],
      ],
    ),
    facts: factsFor([6, 6, 1], 2),
    settings: {
      augmentation: [...AUGMENTATION_PRESETS.standard, { type: 'MixUp', config: {} }],
    },
  },
};

describe('steps are the same in calls of one and in calls of many', () => {
  test.each(Object.entries(CASES))('%s', async (_, training) => {
    for (const batch of [1, 5, 7, 16, 18]) await expectAlike(training, batch);
  });

  test('models drawn at random', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), fc.integer({ min: 2, max: 13 }), (seed, batch) =>
        expectAlike(drawModel(seed), batch),
      ),
      { seed: 5, numRuns: 8 },
    );
  });
});
