/**
 * Why a pack is not offered for a kind of machine. `no-wheel`: its publisher has none for it.
 * `no-card`: it has no NVIDIA card. `addon-untried`: there is a library to link, but the addon has
 * not been built there. `runtime-without`: there are wheels, but the runtime that Hearth comes with
 * was built there without what they are for. `untried`: there are wheels, and nobody has tried them.
 */
export const PACK_GAPS = [
  'no-wheel',
  'no-card',
  'addon-untried',
  'runtime-without',
  'untried',
] as const;
export type PackGap = (typeof PACK_GAPS)[number];
