import { type DatasetFacts, fitsDataset } from '../architecture/fits-dataset.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { ok, type Result } from '../errors.ts';
import type { CompiledInference } from './compiled.ts';
import { emitInference } from './emit-onnx.ts';
import { buildForwardPass } from './forward-pass.ts';
import { simplify } from './passes/simplify.ts';

/**
 * Compiles a model's forward pass into one ONNX model: see `CompiledInference`.
 * @returns the model's first fault where it is wrong or does not fit the data
 */
export function compileInference(
  model: ModelSpec,
  data: DatasetFacts,
  batchSize: number,
): Result<CompiledInference> {
  const fitted = fitsDataset(model, data);
  if (!fitted.ok) return fitted;
  const { graph, state } = buildForwardPass(fitted.value, data.input, batchSize);
  return ok({
    bytes: emitInference(simplify(graph)),
    batchSize,
    state,
    outputShape: fitted.value.outputShape,
  });
}
