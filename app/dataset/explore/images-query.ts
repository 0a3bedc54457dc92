import type { NamedBox } from '../../boxes/box.ts';
import type { Split } from '../dataset.ts';

/** Which images of a dataset to show, in the order of the source. */
export interface ImagesQuery {
  readonly split: Split | null;
  /** Of this class, or with a thing of this class in them. */
  readonly className: string | null;
}

export interface BrowsedImage {
  /** In the source, from 0. */
  readonly row: number;
  readonly split: Split;
  /** Empty where images have no class. */
  readonly label: string;
  readonly boxes?: readonly NamedBox[] | undefined;
  /** A data URL, at most 128 pixels wide or high; left out where none was asked for. */
  readonly thumbnail?: string | undefined;
}

/** A page of the images asked for. */
export interface ImagesPage {
  readonly total: number;
  readonly images: readonly BrowsedImage[];
}
