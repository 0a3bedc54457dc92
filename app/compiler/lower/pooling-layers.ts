import type { LayerConfig } from '../../architecture/catalogue.ts';
import type { Value } from '../graph.ts';
import type { PoolingAttributes } from '../operators/attributes.ts';
import { maxPool } from '../operators/convolution.ts';
import { averagePool } from '../operators/pooling.ts';
import type { LayerTensor } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';
import { fromImage, imageOf, imageWindow } from './windows.ts';

type PoolingConfig = LayerConfig<'MaxPooling1D'>;
type Pool = (x: Value, window: PoolingAttributes) => Value;

const largest: Pool = (x, window) => maxPool(x, window).largest;

const average: Pool = (x, { window, strides, padding }) =>
  averagePool(x, { window, strides, padding });

const pooling =
  (pool: Pool, rank: 1 | 2) =>
  ({ config }: { readonly config: PoolingConfig }, input: LayerTensor): LayerTensor => {
    const x = imageOf(input);
    const window = imageWindow(x.shape, {
      kernel_size: config.pool_size,
      strides: config.strides ?? config.pool_size,
      padding: config.padding,
    });
    return fromImage(pool(x, window), rank);
  };

export const poolingLayers = {
  MaxPooling1D: pooling(largest, 1),
  MaxPooling2D: pooling(largest, 2),
  AveragePooling1D: pooling(average, 1),
  AveragePooling2D: pooling(average, 2),
} satisfies Partial<LoweringTable>;
