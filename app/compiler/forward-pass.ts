import type { FittedModel } from '../architecture/fits-dataset.ts';
import type { SampleInput } from '../dataset/dataset.ts';
import { sampleShape, sampleType, targetShape, targetType } from '../dataset/sample.ts';
import type { StateTensor } from './compiled.ts';
import { Graph } from './graph.ts';
import { measureOf } from './losses/measure.ts';
import { READINGS } from './losses/reading.ts';
import { sampleMeans } from './losses/reduce.ts';
import { LOSSES } from './losses/table.ts';
import { lowerModel } from './lower/lower-model.ts';
import { modelWeights, stateTensor } from './model-weights.ts';
import { FEATURES, TARGET } from './onnx/edges.ts';
import { cast } from './operators/elementwise.ts';

/** A forward pass as a graph: from a batch and the weights to `output`, and one of `losses` and of
 * `measures` a row. */
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
  const { target: answer, loss } = model.output;
  const features = graph.input(FEATURES, sampleType(input), [batchSize, ...sampleShape(input)]);
  const target = graph.input(TARGET, targetType(answer), [batchSize, ...targetShape(answer)]);
  const weights = modelWeights(model);
  const { output, outputMask } = lowerModel(graph, model, cast(features, 'float32'), {
    mode: 'inference',
    weights: new Map(weights.map(({ name, shape }) => [name, graph.input(name, 'float32', shape)])),
    random: null,
  });
  graph.within('loss', () => {
    const losses = LOSSES[loss.name]({ output, target, settings: loss });
    const measure = measureOf(model.output, output, target);
    const read = answer.kind === 'class' ? READINGS[loss.name] : undefined;
    graph.outputs.set('output', read?.(output) ?? output);
    graph.outputs.set('losses', sampleMeans(losses, outputMask));
    graph.outputs.set('measures', sampleMeans(measure, outputMask));
  });
  return { graph, state: weights.map(stateTensor) };
}
