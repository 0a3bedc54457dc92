import { LEFT_OUT } from '../../../app/dataset/recipes/assign-rows.ts';
import { type Corrections, invalid } from '../../../app/dataset/recipes/corrections.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import type { AppError } from '../../../app/errors.ts';

/**
 * Gives images the labels that a recipe corrects, in place; the failure where what it says of them is not so.
 * @param stands where not all images are there: those that are `LEFT_OUT` may be called anything
 */
export function relabelImages(
  labels: Int32Array,
  classes: readonly string[],
  { relabelled }: Corrections,
  stands?: SplitAssignment,
): AppError | null {
  for (const [row, { from: said, to, place }] of relabelled) {
    const name = classes[labels[row] ?? -1] ?? '';
    if (stands?.[row] !== LEFT_OUT && name !== said) return invalid(`${place}.from`, said, name);
    const label = classes.indexOf(to);
    if (label < 0) return invalid(`${place}.to`, to, classes.join(' | '));
    if (row < labels.length) labels[row] = label;
  }
  return null;
}
