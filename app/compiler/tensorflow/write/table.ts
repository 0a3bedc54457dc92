import { convolutionWriters } from './convolution.ts';
import { elementwiseWriters } from './elementwise.ts';
import { linearWriters } from './linear.ts';
import { movementWriters } from './movement.ts';
import { normalizationWriters } from './normalization.ts';
import { poolingWriters } from './pooling.ts';
import { reductionWriters } from './reduction.ts';
import { repetitionWriters } from './repetition.ts';
import { sourceWriters } from './source.ts';
import type { WriterTable } from './writer.ts';

const none = () => null;

/** Operators of the tensor graph by what TensorFlow has for them. */
export const WRITERS: WriterTable = {
  ...sourceWriters,
  ...elementwiseWriters,
  ...movementWriters,
  ...reductionWriters,
  ...repetitionWriters,
  ...linearWriters,
  ...convolutionWriters,
  ...poolingWriters,
  ...normalizationWriters,
  // Made for ONNX Runtime alone, by passes and for cards.
  lstm: none,
  reorder: none,
  toMemoryOrder: none,
  fromMemoryOrder: none,
  blockedConvolution: none,
  blockedInputGradient: none,
  blockedFilterGradient: none,
  blockedMaxPool: none,
  blockedMaxPoolGradient: none,
  blockedAffine: none,
  blockedDot: none,
};
