import { ok } from '../errors.ts';
import { defineLayer, lastSize, soleInput } from './layer-definition.ts';
import { PADDINGS, slideWindow } from './windows.ts';

/** The largest value of each window; strides left out are the pool's size. */
export const maxPooling2d = defineLayer({
  type: 'MaxPooling2D',
  category: 'pooling',
  fields: {
    pool_size: { kind: 'sizes', rank: 2, minimum: 1, maximum: 1024, default: [2, 2] },
    strides: { kind: 'sizes', rank: 2, minimum: 1, maximum: 1024, default: null },
    padding: { kind: 'choice', choices: PADDINGS, default: 'valid' },
  },
  inputCount: 1,
  inferShape: (config, inputs, layerId) => {
    const shape = soleInput(inputs);
    const output = slideWindow(
      {
        size: config.pool_size,
        strides: config.strides ?? config.pool_size,
        padding: config.padding,
      },
      shape,
      layerId,
    );
    return output.ok ? ok([...output.value, lastSize(shape)]) : output;
  },
  weights: () => [],
});
