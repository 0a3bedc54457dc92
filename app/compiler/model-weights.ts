import type { InferredModel } from '../architecture/infer-model.ts';
import type { WeightSpec } from '../architecture/layer-definition.ts';
import type { LayerId } from '../ids.ts';
import type { StateTensor } from './compiled.ts';
import type { Value } from './graph.ts';

/** A weight or statistic of a model. */
export interface ModelWeight extends WeightSpec {
  /** `<layer id>/<weight name>` */
  readonly name: string;
  readonly layerId: LayerId;
}

/** Values of weights and statistics by their names. */
export type WeightValues = Pick<ReadonlyMap<string, Value>, 'get'>;

/** All weights of a model, in the order of its layers. */
export function modelWeights(model: Pick<InferredModel, 'layers'>): readonly ModelWeight[] {
  return model.layers.flatMap(({ id, weights }) =>
    weights.map((weight) => ({ ...weight, name: weightName(id, weight.name), layerId: id })),
  );
}

export function weightName(layerId: LayerId, name: string): string {
  return `${layerId}/${name}`;
}

/** Counts the updates done; it drives bias correction and dropout. */
export const STEP_COUNTER: StateTensor = {
  name: '@step',
  role: 'step',
  layerId: null,
  shape: [],
  dtype: 'int64',
  initializer: 0,
};

/** A weight or statistic as a state tensor. */
export function stateTensor(weight: ModelWeight): StateTensor {
  return {
    name: weight.name,
    role: weight.trainable ? 'weight' : 'statistic',
    layerId: weight.layerId,
    shape: weight.shape,
    dtype: 'float32',
    initializer: weight.initializer,
    ones: weight.ones,
  };
}

/** A tensor that an optimiser keeps beside a weight, filled with a number at first. */
export function momentTensor(weight: ModelWeight, name: string, initial: number): StateTensor {
  return {
    ...stateTensor(weight),
    name: `${weight.name}@${name}`,
    role: 'moment',
    initializer: initial,
    ones: undefined,
  };
}

/** A number that an optimiser keeps for all weights together. */
export function scalarTensor(name: string, initial: number): StateTensor {
  return {
    name: `@${name}`,
    role: 'moment',
    layerId: null,
    shape: [],
    dtype: 'float32',
    initializer: initial,
  };
}
