import { fitsDataset } from '../../../../app/architecture/fits-dataset.ts';
import { sharedPools } from '../../../../app/compiler/lower/random-pool.ts';
import { fail, ok } from '../../../../app/errors.ts';
import { fitMetrics } from '../../../../app/metrics/fit-metrics.ts';
import type { StepMaker } from '../../steps.ts';
import { openInferenceStep } from './inference-step.ts';
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
