import { activationLayers } from './activation-layers.ts';
import { attentionLayers } from './attention-layers.ts';
import { augmentationLayers } from './augmentation-layers.ts';
import { convolutionLayers } from './convolution-layers.ts';
import { coreLayers } from './core-layers.ts';
import { depthwiseLayers } from './depthwise-layers.ts';
import { embeddingLayers } from './embedding-layers.ts';
import { globalPoolingLayers } from './global-pooling-layers.ts';
import type { LoweringTable } from './lowering.ts';
import { mergeLayers } from './merge-layers.ts';
import { normalizationLayers } from './normalization-layers.ts';
import { poolingLayers } from './pooling-layers.ts';
import { positionLayers } from './position-layers.ts';
import { preprocessingLayers } from './preprocessing-layers.ts';
import { recurrentLayers } from './recurrent-layers.ts';
import { regularizationLayers } from './regularization-layers.ts';
import { reshapingLayers } from './reshaping-layers.ts';
import { resizingLayers } from './resizing-layers.ts';
import { transformerLayers } from './transformer-layers.ts';
import { transposedConvolutionLayers } from './transposed-convolution-layers.ts';
import { volumeLayers } from './volume-layers.ts';
import { wrapperLayers } from './wrapper-layers.ts';

const layers = {
  ...coreLayers,
  ...activationLayers,
  ...embeddingLayers,
  ...recurrentLayers,
  ...positionLayers,
  ...attentionLayers,
  ...transformerLayers,
  ...mergeLayers,
  ...reshapingLayers,
  ...resizingLayers,
  ...preprocessingLayers,
  ...augmentationLayers,
  ...convolutionLayers,
  ...volumeLayers,
  ...depthwiseLayers,
  ...transposedConvolutionLayers,
  ...poolingLayers,
  ...globalPoolingLayers,
  ...normalizationLayers,
  ...regularizationLayers,
};

export const LOWERINGS: LoweringTable = { ...layers, ...wrapperLayers(layers) };
