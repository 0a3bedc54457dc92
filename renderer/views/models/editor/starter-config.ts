import type { LayerType } from '../../../../app/architecture/catalogue.ts';
import type { LayerSpec } from '../../../../app/architecture/model-spec.ts';

/** What a newly added layer starts with, so that it works at once and shows what is worth changing. */
export const STARTER_CONFIGS: Readonly<Record<LayerType, LayerSpec['config']>> = {
  Input: { shape: [1] },
  Rescaling: { scale: 1 / 255 },
  Dense: { units: 64, activation: 'relu' },
  Conv2D: { filters: 32, kernel_size: [3, 3], padding: 'same', activation: 'relu' },
  MaxPooling1D: { pool_size: [2] },
  MaxPooling2D: { pool_size: [2, 2] },
  AveragePooling1D: { pool_size: [2] },
  AveragePooling2D: { pool_size: [2, 2] },
  GlobalMaxPooling1D: {},
  GlobalMaxPooling2D: {},
  GlobalAveragePooling1D: {},
  GlobalAveragePooling2D: {},
  Flatten: {},
  Dropout: { rate: 0.2 },
  Activation: { activation: 'relu' },
  Embedding: { input_dim: 10_000, output_dim: 64 },
  Masking: {},
  BatchNormalization: {},
  ReLU: {},
  LeakyReLU: {},
  PReLU: {},
  ELU: {},
  Softmax: {},
};
