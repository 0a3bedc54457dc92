import { type Box, type NamedBox, nameBoxes } from '../../../app/boxes/box.ts';

/** Boxes of a picture with their names, and what is in it: each class once. */
export function labelledBoxes(
  boxes: readonly Box[],
  classes: readonly string[],
): { readonly label: string; readonly boxes: readonly NamedBox[] } {
  const named = nameBoxes(boxes, classes);
  return { label: [...new Set(named.map(({ label }) => label))].join(', '), boxes: named };
}
