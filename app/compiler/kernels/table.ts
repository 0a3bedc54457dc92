import { batchedProductKernels } from './batched-product.ts';
import { blockedKernels } from './blocked.ts';
import { conditionalKernels } from './conditional.ts';
import { convolutionKernels } from './convolution.ts';
import { elementwiseKernels } from './elementwise.ts';
import { layerNormalizationKernels } from './layer-normalization.ts';
import { linearKernels } from './linear.ts';
import { lstmKernels } from './lstm.ts';
import { movementKernels } from './movement.ts';
import { normalizationKernels } from './normalization.ts';
import { paddingKernels } from './padding.ts';
import { poolingKernels } from './pooling.ts';
import { reductionKernels } from './reduction.ts';
import { scanKernels } from './scan.ts';
import { sourceKernels } from './source.ts';
import type { KernelTable } from './tensor.ts';

export const KERNELS: KernelTable = {
  ...sourceKernels,
  ...elementwiseKernels,
  ...paddingKernels,
  ...movementKernels,
  ...reductionKernels,
  ...scanKernels,
  ...lstmKernels,
  ...conditionalKernels,
  ...linearKernels,
  ...batchedProductKernels,
  ...convolutionKernels,
  ...normalizationKernels,
  ...layerNormalizationKernels,
  ...poolingKernels,
  ...blockedKernels,
};
