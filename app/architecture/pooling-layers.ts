import { ok } from '../errors.ts';
import { defineLayer, lastSize, soleInput } from './layer-definition.ts';
import { sizesField } from './window-fields.ts';
import { PADDINGS, slideWindow } from './windows.ts';

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
      pool_size: { ...sizesField(rank), ...(defaultSize && { default: defaultSize }) },
      strides: { ...sizesField(rank), default: null },
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

/** The largest value of each window, or its mean without padding, for which Keras has no default size. */
export const POOLING_LAYERS = {
  MaxPooling1D: poolingLayer('MaxPooling1D', 1, [2]),
  MaxPooling2D: poolingLayer('MaxPooling2D', 2, [2, 2]),
  AveragePooling1D: poolingLayer('AveragePooling1D', 1),
  AveragePooling2D: poolingLayer('AveragePooling2D', 2),
} as const;
