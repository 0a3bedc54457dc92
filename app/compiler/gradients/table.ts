import { batchedProductGradients } from './batched-product.ts';
import { blockedGradients } from './blocked.ts';
import { convolutionGradients } from './convolution.ts';
import { elementwiseGradients } from './elementwise.ts';
import { layerNormalizationGradients } from './layer-normalization.ts';
import { linearGradients } from './linear.ts';
import { lstmGradients } from './lstm.ts';
import { movementGradients } from './movement.ts';
import { normalizationGradients } from './normalization.ts';
import { paddingGradients } from './padding.ts';
import { poolingGradients } from './pooling.ts';
import { reductionGradients } from './reduction.ts';
import { type GradientTable, notDifferentiable } from './rule.ts';
import { scanGradients } from './scan.ts';

export const GRADIENTS: GradientTable = {
  input: notDifferentiable,
  constant: notDifferentiable,
  poolWindow: notDifferentiable,
  ...elementwiseGradients,
  ...paddingGradients,
  ...movementGradients,
  ...reductionGradients,
  ...scanGradients,
  ...lstmGradients,
  conditional: notDifferentiable,
  ...linearGradients,
  ...batchedProductGradients,
  ...convolutionGradients,
  ...normalizationGradients,
  ...layerNormalizationGradients,
  ...poolingGradients,
  ...blockedGradients,
};
