import type { FittedModel } from '../architecture/fits-dataset.ts';
import type { SampleInput } from '../dataset/dataset.ts';
import { sampleShape, sampleType } from '../dataset/sample.ts';
import type { StateTensor } from './compiled.ts';
import { Graph } from './graph.ts';
import { LOSSES } from './losses/table.ts';
import { lowerModel } from './lower/lower-model.ts';
import { modelWeights, stateTensor } from './model-weights.ts';
import { FEATURES, TARGET } from './onnx/edges.ts';
import { cast } from './operators/elementwise.ts';

/** A forward pass as a graph: from a batch and the weights to `output` and one of `losses` a row. */
export interface ForwardPass {
  readonly graph: Graph;
  readonly state: readonly StateTensor[];
}

/** Builds the forward pass with moving statistics and without dropout, not yet simplified. */
export function buildForwardPass(
  model: FittedModel,
  input: SampleInput,
  batchSize: number,
): ForwardPass {
  const graph = new Graph();
  const loss = LOSSES[model.loss];
  const features = graph.input(FEATURES, sampleType(input), [batchSize, ...sampleShape(input)]);
  const target = graph.input(TARGET, loss.targetType, [batchSize]);
  const weights = modelWeights(model);
  const { output } = lowerModel(graph, model, cast(features, 'float32'), {
    mode: 'inference',
    weights: new Map(weights.map(({ name, shape }) => [name, graph.input(name, 'float32', shape)])),
    random: null,
  });
  graph.outputs.set('output', output);
  graph.outputs.set(
    'losses',
    graph.within('loss', () => loss.compute(output, target).perSample),
  );
  return { graph, state: weights.map(stateTensor) };
}
