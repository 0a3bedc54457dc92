import type { NamedBox } from '../../../app/boxes/box.ts';
import type { PictureFacts } from '../../../app/dataset/recipes/image-recipe.ts';
import type { OriginalPicture } from './original-picture.ts';

/** Some pictures of a source, and what a recipe has to know of all of them. */
export interface PictureSample {
  /** Of the task that is likeliest, unless another is chosen. */
  readonly facts: PictureFacts;
  /** Pictures of the source. */
  readonly total: number;
  /** In label order. */
  readonly classes: readonly string[];
  readonly shown: readonly SamplePicture[];
}

export interface SamplePicture extends OriginalPicture {
  /** Its class, or the classes of what is in it. */
  readonly label: string;
  readonly boxes?: readonly NamedBox[] | undefined;
}

/** So many pictures are tried. */
const SHOWN_PICTURES = 8;

/** Rows evenly over all; each stands for those around it. */
export function spreadRows(total: number): readonly number[] {
  const count = Math.min(SHOWN_PICTURES, total);
  return Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * total) / count));
}
