import { aLayer, aModel } from '../../../app/testing/builders.ts';

/** Batch normalisation carries moving statistics, dropout depends on the step. */
export const STATEFUL_MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [4] }),
    aLayer('dense', 'Dense', { units: 16 }),
    aLayer('norm', 'BatchNormalization'),
    aLayer('relu', 'Activation', { activation: 'relu' }),
    aLayer('drop', 'Dropout', { rate: 0.4 }),
    aLayer('output', 'Dense', { units: 3, activation: 'softmax' }),
  ],
});

export const IMAGE_MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [6, 6, 1] }),
    aLayer('scale', 'Rescaling', { scale: 1 / 255 }),
    aLayer('conv', 'Conv2D', { filters: 4, kernel_size: 3, activation: 'relu' }),
    aLayer('pool', 'MaxPooling2D', { pool_size: 2 }),
    aLayer('flatten', 'Flatten'),
    aLayer('drop', 'Dropout', { rate: 0.25 }),
    aLayer('output', 'Dense', { units: 1, activation: 'sigmoid' }),
  ],
});

export const NUMBER_MODEL = aModel({
  layers: [aLayer('input', 'Input', { shape: [3] }), aLayer('output', 'Dense', { units: 1 })],
});

/** Its state, with Adam's moments, takes 8.8 MB: see `EpochSaves`. */
export const LARGE_MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [4] }),
    aLayer('first', 'Dense', { units: 850, activation: 'relu' }),
    aLayer('second', 'Dense', { units: 850, activation: 'relu' }),
    aLayer('output', 'Dense', { units: 3, activation: 'softmax' }),
  ],
});
