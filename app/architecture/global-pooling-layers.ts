import { ok } from '../errors.ts';
import { defineLayer, lastSize, soleInput } from './layer-definition.ts';
import { spatialSizes } from './windows.ts';

/** One value for each channel, of all positions along `rank` axes; `keepdims` keeps these at size 1. */
function globalPoolingLayer<const Type extends string>(
  type: Type,
  rank: 1 | 2,
  masking: 'uses' | 'refuses',
) {
  return defineLayer({
    type,
    category: 'pooling',
    fields: { keepdims: { kind: 'boolean', default: false } },
    inputCount: 1,
    masking,
    inferShape: ({ keepdims }, inputs, layerId) => {
      const shape = soleInput(inputs);
      const sizes = spatialSizes(shape, rank, layerId);
      if (!sizes.ok) return sizes;
      return ok([...(keepdims ? sizes.value.map(() => 1) : []), lastSize(shape)]);
    },
    weights: () => [],
  });
}

/** The average of a masked sequence is over the steps that are there. */
export const GLOBAL_POOLING_LAYERS = {
  GlobalMaxPooling1D: globalPoolingLayer('GlobalMaxPooling1D', 1, 'refuses'),
  GlobalMaxPooling2D: globalPoolingLayer('GlobalMaxPooling2D', 2, 'refuses'),
  GlobalAveragePooling1D: globalPoolingLayer('GlobalAveragePooling1D', 1, 'uses'),
  GlobalAveragePooling2D: globalPoolingLayer('GlobalAveragePooling2D', 2, 'refuses'),
} as const;
