import { ok } from '../errors.ts';
import { defineLayer, lastSize, soleInput } from './layer-definition.ts';
import { PADDINGS, slideWindow } from './windows.ts';

const SIZES = { kind: 'sizes', minimum: 1, maximum: 1024 } as const;

/** A window that slides over `rank` axes; strides left out are the window's size. */
function poolingLayer<const Type extends string>(
  type: Type,
  rank: 1 | 2,
  defaultSize?: readonly number[],
) {
  return defineLayer({
    type,
    category: 'pooling',
    fields: {
      pool_size: { ...SIZES, rank, ...(defaultSize && { default: defaultSize }) },
      strides: { ...SIZES, rank, default: null },
      padding: { kind: 'choice', choices: PADDINGS, default: 'valid' },
    },
    inputCount: 1,
    masking: 'refuses',
    inferShape: ({ pool_size, strides, padding }, inputs, layerId) => {
      const shape = soleInput(inputs);
      const window = { size: pool_size, strides: strides ?? pool_size, padding };
      const output = slideWindow(window, shape, layerId);
      return output.ok ? ok([...output.value, lastSize(shape)]) : output;
    },
    weights: () => [],
  });
}

/** The largest value of each window. */
export const maxPooling1d = poolingLayer('MaxPooling1D', 1, [2]);
export const maxPooling2d = poolingLayer('MaxPooling2D', 2, [2, 2]);

/** The mean of each window, padding left out. Keras has no default for its size. */
export const averagePooling1d = poolingLayer('AveragePooling1D', 1);
export const averagePooling2d = poolingLayer('AveragePooling2D', 2);
