/**
 * How a picture of another shape is brought to the size of all. @source Keras 3, `image_dataset_from_directory`:
 * `crop_to_aspect_ratio`, `pad_to_aspect_ratio`
 */
export const IMAGE_FITS = ['stretch', 'crop', 'pad'] as const;
export type ImageFit = (typeof IMAGE_FITS)[number];

/** @source Keras 3, `image_dataset_from_directory` */
export const COLOR_MODES = ['grayscale', 'rgb'] as const;
export type ColorMode = (typeof COLOR_MODES)[number];

/** Values of 0–255 become 0–1, −1–1, or have mean 0 and deviation 1 over what trains, each channel by itself. */
export const NORMALISATIONS = ['unit', 'signed', 'standard'] as const;
export type Normalisation = (typeof NORMALISATIONS)[number];

/** A larger side takes more memory than a class of thirty machines has to spare. */
export const LONGEST_SIDE = 1024;
/** Less is no picture of what was in it. */
export const LEAST_CROP = 0.05;

/** One change that images go through while training: a layer of Keras' without a name. */
export interface ImageChange {
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** How pictures become samples of one size; what is left out suits them. */
export interface ImageOptions {
  /** Pixels. */
  readonly height?: number | undefined;
  readonly width?: number | undefined;
  readonly fit?: ImageFit | undefined;
  /** Share of each side, about the middle, that is kept before anything else: 1 where left out. */
  readonly crop?: number | undefined;
  readonly colorMode?: ColorMode | undefined;
  readonly normalisation?: Normalisation | undefined;
  /** What training changes by chance, and nothing else, unless a run says otherwise. */
  readonly augmentation?: readonly ImageChange[] | undefined;
}

/** What of images' options their stored pixels follow from. */
export function pixelOptions({ height, width, fit, crop, colorMode }: ImageOptions): ImageOptions {
  return { height, width, fit: fit ?? 'stretch', crop: crop ?? 1, colorMode };
}
