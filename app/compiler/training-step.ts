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

/** Counts the updates done; it drives bias correction and dropout. */
export const STEP = '@step';

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

/** Builds forward pass, loss, metrics, gradients and update of one step, not yet simplified. */
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
  const step = graph.input(STEP, 'int64', []);
  const state: StateTensor[] = [stepCounter];
  const keep = (tensor: StateTensor, next: Value) => {
    state.push(tensor);
    graph.outputs.set(tensor.name + NEXT, next);
  };
  graph.outputs.set(STEP + NEXT, add(step, 1));

  const random = new RandomPool(graph, seed, step);
  const lowered = lowerModel(graph, model, cast(features, 'float32'), 'training', random);
  const { perSample, measure } = graph.within('loss', () => loss.compute(lowered.output, target));
  const meanLoss = graph.within('loss', () => mean(perSample));
  graph.outputs.set('loss', meanLoss);
  graph.outputs.set(
    measure.name,
    graph.within('loss', () => mean(measure.perSample)),
  );

  const trained = lowered.weights.filter(({ trainable }) => trainable);
  const gradients = differentiate(
    meanLoss,
    trained.map(({ value }) => value),
  );
  const update = OPTIMIZERS[settings.optimizer];
  graph.within(OPTIMIZER_SCOPE, () => {
    const updateNumber = cast(add(step, 1), 'float32');
    trained.forEach((weight, index) => {
      const gradient = gradients[index];
      if (gradient === undefined) throw new Error(`${weight.name} has no gradient`);
      const next = update(weight.value, gradient, {
        settings,
        updateNumber,
        moment: (suffix) => graph.input(`${weight.name}@${suffix}`, 'float32', weight.value.shape),
      });
      keep(stateTensor(weight, 'weight'), next.weight);
      for (const [suffix, value] of Object.entries(next.moments)) {
        keep(momentTensor(weight, suffix), value);
      }
    });
  });
  for (const weight of lowered.weights) {
    if (weight.trainable) continue;
    keep(stateTensor(weight, 'statistic'), lowered.statistics.get(weight.name) ?? weight.value);
  }
  return {
    graph,
    state,
    metrics: ['loss', measure.name],
    featureType: featureType(input),
    targetType: loss.targetType,
  };
}

const stepCounter: StateTensor = {
  name: STEP,
  role: 'step',
  layerId: null,
  shape: [],
  dtype: 'int64',
  initializer: 'zeros',
};

/** A weight or statistic as a state tensor. */
export function stateTensor(
  { name, layerId, value, initializer }: ModelWeight,
  role: 'weight' | 'statistic',
): StateTensor {
  return { name, role, layerId, shape: value.shape, dtype: 'float32', initializer };
}

function momentTensor(weight: ModelWeight, suffix: string): StateTensor {
  return {
    ...stateTensor(weight, 'weight'),
    name: `${weight.name}@${suffix}`,
    role: 'moment',
    initializer: 'zeros',
  };
}
