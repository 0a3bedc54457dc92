import { type FittedModel, sampleShape } from '../architecture/fits-dataset.ts';
import type { SampleInput } from '../dataset/dataset.ts';
import type { StateTensor } from './compiled.ts';
import { FEATURES, NEXT, TARGET } from './emit-onnx.ts';
import { differentiate } from './gradients/differentiate.ts';
import { Graph, type Value } from './graph.ts';
import { LOSSES } from './losses/table.ts';
import { lowerModel, type ModelWeight } from './lower/lower-model.ts';
import { RandomPool } from './lower/random-pool.ts';
import { add, cast } from './operators/elementwise.ts';
import { mean } from './operators/reduction.ts';
import type { OptimizerSettings } from './optimizers/optimizer.ts';
import { OPTIMIZERS } from './optimizers/table.ts';
import { momentTensor, STEP_COUNTER, stateTensor } from './state-tensors.ts';

/** Marks the nodes that update the weights. */
export const OPTIMIZER_SCOPE = 'optimizer';

/** One optimiser update as a graph: from a batch and the state to the next state and metrics. */
export interface TrainingStep {
  readonly graph: Graph;
  readonly state: readonly StateTensor[];
  readonly metrics: readonly string[];
  readonly featureType: 'uint8' | 'float32';
  readonly targetType: 'int32' | 'float32';
}

/** Images stay bytes until they are in the graph. */
export function featureType(input: SampleInput): 'uint8' | 'float32' {
  return input.kind === 'image' ? 'uint8' : 'float32';
}

/** A state tensor with its value after the step. */
type NextState = readonly [tensor: StateTensor, next: Value];

/**
 * Builds forward pass, loss, metrics, gradients and update of one step, not yet simplified.
 * @param seed decides dropout
 */
export function buildTrainingStep(
  model: FittedModel,
  input: SampleInput,
  settings: OptimizerSettings,
  seed: number,
  batchSize: number,
): TrainingStep {
  const graph = new Graph();
  const loss = LOSSES[model.loss];
  const features = graph.input(FEATURES, featureType(input), [batchSize, ...sampleShape(input)]);
  const target = graph.input(TARGET, loss.targetType, [batchSize]);
  const step = graph.input(STEP_COUNTER.name, 'int64', []);
  const stepsDone = add(step, 1);

  const random = new RandomPool(graph, seed, step);
  const lowered = lowerModel(graph, model, cast(features, 'float32'), 'training', random);
  const { meanLoss, measure } = graph.within('loss', () => {
    const { perSample, measure } = loss.compute(lowered.output, target);
    return { meanLoss: mean(perSample), measure: [measure.name, mean(measure.perSample)] as const };
  });

  const trained = lowered.weights.filter(({ trainable }) => trainable);
  const gradients = differentiate(
    meanLoss,
    trained.map(({ value }) => value),
  );
  const updates = graph.within(OPTIMIZER_SCOPE, () =>
    updated(trained, gradients, settings, cast(stepsDone, 'float32')),
  );
  const statistics = lowered.weights
    .filter(({ trainable }) => !trainable)
    .map(
      (weight): NextState => [
        stateTensor(weight),
        lowered.statistics.get(weight.name) ?? weight.value,
      ],
    );

  const state: readonly NextState[] = [[STEP_COUNTER, stepsDone], ...updates, ...statistics];
  for (const [tensor, next] of state) graph.outputs.set(tensor.name + NEXT, next);
  graph.outputs.set('loss', meanLoss);
  graph.outputs.set(...measure);
  return {
    graph,
    state: state.map(([tensor]) => tensor),
    metrics: ['loss', measure[0]],
    featureType: featureType(input),
    targetType: loss.targetType,
  };
}

/** Every weight, each followed by its moments, as the optimiser leaves them. */
function updated(
  weights: readonly ModelWeight[],
  gradients: readonly Value[],
  settings: OptimizerSettings,
  updateNumber: Value,
): readonly NextState[] {
  const optimizer = OPTIMIZERS[settings.optimizer];
  return weights.flatMap((weight, index) => {
    const gradient = gradients[index];
    if (gradient === undefined) throw new Error(`${weight.name} has no gradient`);
    const { graph, shape } = weight.value;
    const update = optimizer(weight.value, gradient, {
      settings,
      updateNumber,
      moment: (suffix) => graph.input(`${weight.name}@${suffix}`, 'float32', shape),
    });
    const moments = Object.entries(update.moments).map(
      ([suffix, value]): NextState => [momentTensor(weight, suffix), value],
    );
    return [[stateTensor(weight), update.weight] as const, ...moments];
  });
}
