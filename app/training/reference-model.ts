import type { DatasetFacts } from '../architecture/fits-dataset.ts';
import type { LayerSpec, ModelSpec } from '../architecture/model-spec.ts';
import type { LayerId } from '../ids.ts';
import { DEFAULT_PLAN, type RunPlan } from './run-plan.ts';

function layer(id: string, type: string, config: LayerSpec['config'] = {}): LayerSpec {
  return { id: id as LayerId, type, config };
}

/** The model that machines are compared by: three dense layers, 784-512-512-10, on byte images. */
export const REFERENCE_MODEL: ModelSpec = {
  version: 1,
  name: 'reference-mlp',
  layers: [
    layer('input', 'Input', { shape: [28, 28, 1] }),
    layer('rescaling', 'Rescaling', { scale: 1 / 255 }),
    layer('flatten', 'Flatten'),
    layer('dense-1', 'Dense', { units: 512, activation: 'relu' }),
    layer('dense-2', 'Dense', { units: 512, activation: 'relu' }),
    layer('dense-3', 'Dense', { units: 10, activation: 'softmax' }),
  ],
};

/** MNIST's shape. */
export const REFERENCE_DATA: DatasetFacts = {
  task: 'image-classification',
  input: { kind: 'image', height: 28, width: 28, channels: 1 },
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
};

export const REFERENCE_PLAN: RunPlan = { ...DEFAULT_PLAN, batchSize: 64 };
