import type { Augmentation } from '../../architecture/augmentation.ts';
import type { DatasetFacts } from '../../architecture/fits-dataset.ts';
import { AUTO_LOSS, type LossSettings } from '../../architecture/losses.ts';
import type { ConfigValue, ModelSpec } from '../../architecture/model-spec.ts';
import type { SampleInput } from '../../dataset/dataset.ts';
import type { LayerId } from '../../ids.ts';
import { AUTO_METRICS, type MetricSettings } from '../../metrics/metric-names.ts';
import type { Shape } from '../../shape.ts';
import {
  DEFAULT_OPTIMIZER_SETTINGS,
  HYPERPARAMETERS,
  type OptimizerSettings,
} from '../optimizers/settings.ts';

/** A layer as tests write it: its type, then its config. */
export type LayerLine = readonly [type: string, config?: Readonly<Record<string, ConfigValue>>];

/** A model of a chain of layers after an input of the given shape; ids are `<type><place>`. */
export function chain(inputShape: Shape, layers: readonly LayerLine[]): ModelSpec {
  return {
    version: 1,
    name: 'test',
    layers: [['Input', { shape: inputShape }] as const, ...layers].map(
      ([type, config = {}], place) => ({
        id: `${type.toLowerCase()}${place}` as LayerId,
        type,
        config,
      }),
    ),
  };
}

/** Facts of a dataset that the model's two ends fit: `classes` 0 stands for regression. */
export function factsFor(inputShape: Shape, classes: number): DatasetFacts {
  return {
    task: classes === 0 ? 'regression' : 'classification',
    input: sampleOf(inputShape),
    classes: Array.from({ length: classes }, (_, label) => `class ${label}`),
  };
}

function sampleOf(shape: Shape): SampleInput {
  const [first = 1, second = 1, channels = 1] = shape;
  if (shape.length === 1) return { kind: 'tabular', features: first };
  return shape.length === 2
    ? { kind: 'series', length: first, channels: second }
    : { kind: 'image', height: first, width: second, channels };
}

/** What of a run plan decides its training step. */
export type StepSettings = OptimizerSettings & {
  readonly seed: number;
  readonly loss: LossSettings;
  readonly metrics: MetricSettings;
  readonly classWeights?: readonly number[] | undefined;
  readonly augmentation?: Augmentation | undefined;
};

/** Keras' defaults of an optimiser, some of them changed. */
export function optimizerSettings(overrides: Partial<StepSettings> = {}): StepSettings {
  return {
    ...DEFAULT_OPTIMIZER_SETTINGS,
    ...HYPERPARAMETERS[overrides.optimizer ?? 'adam'],
    seed: 1,
    loss: AUTO_LOSS,
    metrics: AUTO_METRICS,
    ...overrides,
  };
}
