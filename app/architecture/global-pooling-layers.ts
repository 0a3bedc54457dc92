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

export const globalMaxPooling1d = globalPoolingLayer('GlobalMaxPooling1D', 1, 'refuses');
export const globalMaxPooling2d = globalPoolingLayer('GlobalMaxPooling2D', 2, 'refuses');

/** Of a masked sequence, the mean over the steps that are there. */
export const globalAveragePooling1d = globalPoolingLayer('GlobalAveragePooling1D', 1, 'uses');
export const globalAveragePooling2d = globalPoolingLayer('GlobalAveragePooling2D', 2, 'refuses');
