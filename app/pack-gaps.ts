/**
 * Why a pack is not offered for a kind of machine. `no-wheel`: its publisher has none for it.
 * `no-card`: it has no NVIDIA card. `no-library`: the wheel has no library that an addon could link.
 * `addon-untried`: it has, but the addon has not been built there. `beside-runtime`: what is in the
 * wheel is looked for where no pack may put it. `untried`: there are wheels, and nobody has tried them.
 */
export const PACK_GAPS = [
  'no-wheel',
  'no-card',
  'no-library',
  'addon-untried',
  'beside-runtime',
  'untried',
] as const;
export type PackGap = (typeof PACK_GAPS)[number];
