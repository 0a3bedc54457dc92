import { type DatasetFacts, fitsDataset } from '../architecture/fits-dataset.ts';
import type { LossSettings } from '../architecture/losses.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { ok, type Result } from '../errors.ts';
import { fitMetrics } from '../metrics/fit-metrics.ts';
import type { MetricSettings } from '../metrics/metric-names.ts';
import { evaluationMetrics, readingOf, readingShape } from '../metrics/output-reading.ts';
import type { CompiledInference } from './compiled.ts';
import { emitInference } from './emit-onnx.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { buildForwardPass } from './forward-pass.ts';
import { passesFor } from './passes/pipeline.ts';
import { applyPasses } from './passes/simplify.ts';

/** When a forward pass is for: it measures as training does, or all that evaluation tells. */
export type Occasion = 'validation' | 'evaluation';

/** The fields of a run plan that decide what a forward pass measures. */
export interface MeasuredPlan {
  readonly loss: LossSettings;
  readonly metrics: MetricSettings;
}

/**
 * Compiles a model's forward pass into one ONNX model: see `CompiledInference`.
 * @param execution which lowerings to write
 * @returns the model's first fault where it is wrong or does not fit the data
 */
export function compileInference(
  model: ModelSpec,
  data: DatasetFacts,
  batchSize: number,
  plan: MeasuredPlan,
  execution: ExecutionPlan = STANDARD_PLAN,
  occasion: Occasion = 'validation',
): Result<CompiledInference> {
  const fitted = fitsDataset(model, data, plan.loss);
  if (!fitted.ok) return fitted;
  const metrics = fitMetrics(fitted.value, plan.metrics);
  if (!metrics.ok) return metrics;
  const [output] = fitted.value.outputs;
  const { graph, state, measures } = buildForwardPass(
    fitted.value,
    data.input,
    batchSize,
    occasion === 'evaluation' ? evaluationMetrics(output, plan.metrics) : metrics.value,
  );
  return ok({
    bytes: emitInference(applyPasses(graph, passesFor(execution)), execution),
    batchSize,
    state,
    measures,
    outputShape: readingShape(fitted.value),
    source: output.source,
    reading: readingOf(output),
  });
}
