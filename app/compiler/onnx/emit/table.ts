import { batchedProductEmitters } from './batched-product.ts';
import { blockedEmitters } from './blocked/table.ts';
import { conditionalEmitters } from './conditional.ts';
import { convolutionEmitters } from './convolution.ts';
import { elementwiseEmitters } from './elementwise.ts';
import type { EmitterTable } from './emitter.ts';
import { layerNormalizationEmitters } from './layer-normalization.ts';
import { linearEmitters } from './linear.ts';
import { lstmEmitters } from './lstm.ts';
import { movementEmitters } from './movement.ts';
import { normalizationEmitters } from './normalization.ts';
import { paddingEmitters } from './padding.ts';
import { poolingEmitters } from './pooling.ts';
import { reductionEmitters } from './reduction.ts';
import { scanEmitters } from './scan.ts';
import { sourceEmitters } from './source.ts';

export const EMITTERS: EmitterTable = {
  ...sourceEmitters,
  ...elementwiseEmitters,
  ...paddingEmitters,
  ...movementEmitters,
  ...reductionEmitters,
  ...scanEmitters,
  ...lstmEmitters,
  ...conditionalEmitters,
  ...linearEmitters,
  ...batchedProductEmitters,
  ...convolutionEmitters,
  ...normalizationEmitters,
  ...layerNormalizationEmitters,
  ...poolingEmitters,
  ...blockedEmitters,
};
