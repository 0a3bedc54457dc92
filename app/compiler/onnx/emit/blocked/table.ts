import type { EmitterTable } from '../emitter.ts';
import { affineEmitter, convolutionEmitter, dotEmitter } from './convolution.ts';
import { filterGradientEmitter } from './filter-gradient.ts';
import { inputGradientEmitter } from './input-gradient.ts';
import { maxPoolEmitter, maxPoolGradientEmitter } from './pooling.ts';
import { memoryOrderEmitter, reorderEmitter } from './reorder.ts';

export const blockedEmitters = {
  reorder: reorderEmitter,
  toMemoryOrder: memoryOrderEmitter,
  fromMemoryOrder: memoryOrderEmitter,
  blockedConvolution: convolutionEmitter,
  blockedInputGradient: inputGradientEmitter,
  blockedFilterGradient: filterGradientEmitter,
  blockedMaxPool: maxPoolEmitter,
  blockedMaxPoolGradient: maxPoolGradientEmitter,
  blockedAffine: affineEmitter,
  blockedDot: dotEmitter,
} satisfies Partial<EmitterTable>;
