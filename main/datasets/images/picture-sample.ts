import type { PictureFacts } from '../../../app/dataset/recipes/image-recipe.ts';
import type { OriginalPicture } from './original-picture.ts';

/** Some pictures of a source, and what a recipe has to know of all of them. */
export interface PictureSample {
  /** Of the task that is likeliest, unless another is chosen. */
  readonly facts: PictureFacts;
  /** Pictures of the source. */
  readonly total: number;
  readonly shown: readonly (OriginalPicture & { readonly label: string })[];
}

/** So many pictures are tried. */
const SHOWN_PICTURES = 8;

/** Rows evenly over all; each stands for those around it. */
export function spreadRows(total: number): readonly number[] {
  const count = Math.min(SHOWN_PICTURES, total);
  return Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * total) / count));
}
