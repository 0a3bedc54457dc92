import { type DatasetFacts, fitsDataset } from '../architecture/fits-dataset.ts';
import type { LossSettings } from '../architecture/losses.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { ok, type Result } from '../errors.ts';
import type { CompiledInference } from './compiled.ts';
import { emitInference } from './emit-onnx.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { buildForwardPass } from './forward-pass.ts';
import { passesFor } from './passes/pipeline.ts';
import { applyPasses } from './passes/simplify.ts';

/**
 * Compiles a model's forward pass into one ONNX model: see `CompiledInference`.
 * @param execution which lowerings to write
 * @returns the model's first fault where it is wrong or does not fit the data
 */
export function compileInference(
  model: ModelSpec,
  data: DatasetFacts,
  batchSize: number,
  loss: LossSettings,
  execution: ExecutionPlan = STANDARD_PLAN,
): Result<CompiledInference> {
  const fitted = fitsDataset(model, data, loss);
  if (!fitted.ok) return fitted;
  const { graph, state, measures } = buildForwardPass(fitted.value, data.input, batchSize);
  return ok({
    bytes: emitInference(applyPasses(graph, passesFor(execution)), execution),
    batchSize,
    state,
    measures,
    outputShape: fitted.value.outputs[0].shape,
  });
}
