import { fitsDataset } from '../../../../app/architecture/fits-dataset.ts';
import { sharedPools } from '../../../../app/compiler/lower/random-pool.ts';
import {
  compileTensorflowInference,
  compileTensorflowTraining,
} from '../../../../app/compiler/tensorflow/compile.ts';
import { isUnwritten } from '../../../../app/compiler/tensorflow/write-graph.ts';
import { fail, ok } from '../../../../app/errors.ts';
import { fitMetrics } from '../../../../app/metrics/fit-metrics.ts';
import type { StepMaker } from '../../steps.ts';
import { bindingOf } from './binding.ts';
import { openInferenceStep } from './inference-step.ts';
import { TensorflowSession } from './session.ts';
import { SessionInferenceStep, SessionTrainingStep } from './session-steps.ts';
import type { TensorFlow } from './tensorflow-types.ts';
import { openTrainingStep } from './training-step.ts';

/** Makes steps that TensorFlow takes, as `engine` names it in messages. */
export function eagerSteps(tf: TensorFlow, engine: string): StepMaker {
  const drawPool = sharedPools();
  return {
    openTraining: async ({ model, plan, data, batchSize }) => {
      const { seed, classWeights = null, plannedSteps, precision = 'float32' } = plan;
      if (precision !== 'float32') {
        return fail({ code: 'engine/precision-not-on-runtime', precision, engine });
      }
      const fitted = fitsDataset(model, data, plan.loss, plan.augmentation);
      if (!fitted.ok) return fitted;
      const metrics = fitMetrics(fitted.value, plan.metrics);
      if (!metrics.ok) return metrics;
      const step = openTrainingStep(tf, fitted.value, {
        batchSize,
        seed,
        classWeights,
        plannedSteps,
        drawPool,
        settings: plan,
        metrics: metrics.value,
      });
      return ok(step);
    },
    openInference: async ({ model, plan, data, batchSize }) => {
      const fitted = fitsDataset(model, data, plan.loss);
      if (!fitted.ok) return fitted;
      const metrics = fitMetrics(fitted.value, plan.metrics);
      if (!metrics.ok) return metrics;
      const step = openInferenceStep(tf, fitted.value, {
        batchSize,
        seed: 0,
        drawPool,
        metrics: metrics.value,
      });
      return ok(step);
    },
  };
}

/**
 * Makes steps that TensorFlow takes as one graph each, and those that cannot be written as one
 * operator by operator.
 * @param gathers whether rows are taken here, rather than in the graph
 */
export function tensorflowSteps(
  tf: TensorFlow,
  engine: string,
  gathers = engine === 'tensorflow/gpu',
): StepMaker {
  const eager = eagerSteps(tf, engine);
  const binding = bindingOf(tf);
  if (binding === null) return eager;
  return {
    openTraining: async (wanted) => {
      const { model, plan, data, batchSize } = wanted;
      const { precision = 'float32' } = plan;
      if (precision !== 'float32') {
        return fail({ code: 'engine/precision-not-on-runtime', precision, engine });
      }
      const compiled = compileTensorflowTraining(model, plan, data, batchSize);
      if (!compiled.ok) return compiled;
      const { step } = compiled.value;
      if (isUnwritten(step)) return eager.openTraining(wanted);
      const began = performance.now();
      const session = new TensorflowSession(binding, step, gathers);
      const sessionMs = performance.now() - began;
      return ok(new SessionTrainingStep(compiled.value, session, batchSize, sessionMs));
    },
    openInference: async (wanted) => {
      const { model, plan, data, batchSize } = wanted;
      const compiled = compileTensorflowInference(model, plan, data, batchSize);
      if (!compiled.ok) return compiled;
      const { step } = compiled.value;
      if (isUnwritten(step)) return eager.openInference(wanted);
      const session = new TensorflowSession(binding, step, gathers);
      return ok(new SessionInferenceStep(compiled.value, session, batchSize));
    },
  };
}
