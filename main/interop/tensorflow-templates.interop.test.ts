import { beforeAll, describe, expect, inject, test } from 'vitest';
import { buildTemplate } from '../../app/architecture/templates.ts';
import { STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import { aPlan } from '../../app/testing/builders.ts';
import { SUGGESTED_PLANS } from '../../app/training/suggested-plan.ts';
import { graphSteps } from '../engine/graphs.ts';
import { onnxCpuRuntime } from '../engine/runtimes/onnx.ts';
import { bindingOf } from '../engine/runtimes/tensorflow/binding.ts';
import { loadTensorflow } from '../engine/runtimes/tensorflow/load-tensorflow.ts';
import { eagerSteps, tensorflowSteps } from '../engine/runtimes/tensorflow/step-maker.ts';
import type { TensorFlow } from '../engine/runtimes/tensorflow/tensorflow-types.ts';
import { initialTensors } from '../engine/starting-point.ts';
import type { StepMaker } from '../engine/steps.ts';
import { TEMPLATE_CASES, templateRows } from '../engine/testing/template-cases.ts';
import { distance } from './agreement.ts';

const BATCH_SIZE = 8;
const STEPS = 20;
/** float32 on both, sums in another order. */
const TOLERANCE = 1e-4;

/**
 * Rounding grows from step to step where small batches are normalised: at its suggested rate, ONNX
 * Runtime's own two lowerings of ResNet-20 come 0.2 apart within these steps, and not by mistake.
 */
const GENTLE = { learningRate: 1e-5 } as const;
/** Transposed convolutions add up what lies far apart: an image autoencoder comes 1.5e-4 apart within 16 steps. */
const TOUCHY: readonly string[] = ['BatchNormalization', 'Conv2DTranspose'];

const folder = inject('tensorflowPack');
const graphs = graphSteps(onnxCpuRuntime(1, { spins: () => false }));
let tf: TensorFlow;
const makers = new Map<string, StepMaker>();
/** Of a step: as one graph, and operator by operator. */
const WAYS = ['in one graph', 'in one graph of rows that are fed', 'operator by operator'];

beforeAll(() => {
  if (folder === null) return;
  const loaded = loadTensorflow('tensorflow/cpu', folder, 1);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  tf = loaded.value;
  makers.set('in one graph', tensorflowSteps(tf, 'tensorflow/cpu'));
  makers.set('in one graph of rows that are fed', tensorflowSteps(tf, 'tensorflow/cpu', true));
  makers.set('operator by operator', eagerSteps(tf, 'tensorflow/cpu'));
});

/** Tensors of TensorFlow.js, and all that the library holds for it. */
const tensorCounts = () => [tf.memory().numTensors, bindingOf(tf)?.getNumOfTensors()];

describe.runIf(folder !== null).each(WAYS)(
  'TensorFlow trains templates %s as ONNX Runtime does',
  (way) => {
    test.each(TEMPLATE_CASES)('$id of $kind: 20 steps, then a validation', async (each) => {
      const { id, data } = each;
      const model = buildTemplate(id, data);
      if (!model.ok) throw new Error(JSON.stringify(model.error));
      const isTouchy = model.value.layers.some(({ type }) => TOUCHY.includes(type));
      const plan = aPlan({ ...SUGGESTED_PLANS[id], ...(isTouchy && GENTLE), seed: 3 });
      const rows = templateRows(each, { steps: STEPS, batchSize: BATCH_SIZE });
      const wanted = {
        model: model.value,
        plan,
        data,
        batchSize: BATCH_SIZE,
        execution: STANDARD_PLAN,
      };
      const before = tensorCounts();
      const maker = makers.get(way);
      if (maker === undefined) throw new Error(way);
      const trained = await Promise.all(
        [graphs, maker].map(async (maker) => {
          const step = await maker.openTraining(wanted);
          const inference = await maker.openInference(wanted);
          if (!step.ok || !inference.ok) throw new Error(JSON.stringify([step, inference]));
          const done = await step.value.run(initialTensors(step.value.state, plan.seed), rows);
          if (!done.ok) throw new Error(JSON.stringify(done.error));
          // Not a whole batch.
          const some = { ...rows, indices: rows.indices.subarray(0, BATCH_SIZE - 3) };
          const validated = await inference.value.run(done.value.state, some);
          if (!validated.ok) throw new Error(JSON.stringify(validated.error));
          await step.value.close();
          await inference.value.close();
          return { done: done.value, validated: validated.value };
        }),
      );
      const [here, there] = trained;
      if (here === undefined || there === undefined) throw new Error('Both train');
      here.done.losses.forEach((loss, step) => {
        const apart = Math.abs((there.done.losses[step] ?? Number.NaN) - loss) / loss;
        expect(apart, `loss of step ${step}`).toBeLessThanOrEqual(TOLERANCE);
      });
      expect(Object.keys(there.done.state).sort()).toEqual(Object.keys(here.done.state).sort());
      const far = { losses: 0, outputs: 0, measures: 0 };
      for (const name of ['losses', 'outputs', 'measures'] as const) {
        far[name] = distance(there.validated[name], here.validated[name]);
      }
      expect(Math.max(...Object.values(far)), JSON.stringify(far)).toBeLessThanOrEqual(
        TOLERANCE * 10,
      );
      expect(tensorCounts()).toEqual(before);
    });
  },
);
