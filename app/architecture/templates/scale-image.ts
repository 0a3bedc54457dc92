import type { Network } from './network.ts';
import type { InputOf } from './template.ts';

/** Brings bytes of an image to a size that models learn from: as its recipe says, else into [0, 1]. */
export function scaleImage(network: Network, { normalization }: InputOf<'image'>): void {
  if (normalization === undefined) network.add('Rescaling', { scale: 1 / 255 });
  else network.add('Normalization', normalization);
}
