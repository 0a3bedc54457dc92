import { ok } from '../errors.ts';
import { defineLayer, soleInput } from './layer-definition.ts';

/** `input × scale + offset`; brings bytes of an image into a range that trains well. */
export const rescaling = defineLayer({
  type: 'Rescaling',
  category: 'preprocessing',
  fields: { scale: { kind: 'number' }, offset: { kind: 'number', default: 0 } },
  inputCount: 1,
  inferShape: (_config, inputs) => ok(soleInput(inputs)),
  weights: () => [],
});
