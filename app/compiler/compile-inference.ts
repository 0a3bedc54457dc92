import { type DatasetFacts, fitsDataset, sampleShape } from '../architecture/fits-dataset.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { ok, type Result } from '../errors.ts';
import type { CompiledInference } from './compiled.ts';
import { emitInference, FEATURES, TARGET } from './emit-onnx.ts';
import { Graph } from './graph.ts';
import { LOSSES } from './losses/table.ts';
import { lowerModel } from './lower/lower-model.ts';
import { cast } from './operators/elementwise.ts';
import { simplify } from './passes/simplify.ts';
import { featureType, stateTensor } from './training-step.ts';

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
  const loss = LOSSES[fitted.value.loss];
  const graph = new Graph();
  const shape = [batchSize, ...sampleShape(data.input)];
  const features = graph.input(FEATURES, featureType(data.input), shape);
  const target = graph.input(TARGET, loss.targetType, [batchSize]);
  const lowered = lowerModel(graph, fitted.value, cast(features, 'float32'), 'inference', null);
  graph.outputs.set('output', lowered.output);
  graph.outputs.set('losses', loss.compute(lowered.output, target).perSample);
  return ok({
    bytes: emitInference(simplify(graph)),
    batchSize,
    state: lowered.weights.map((weight) =>
      stateTensor(weight, weight.trainable ? 'weight' : 'statistic'),
    ),
    outputShape: fitted.value.outputShape,
  });
}
