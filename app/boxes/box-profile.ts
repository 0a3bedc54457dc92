import type { Box } from './box.ts';

/** Boxes are sorted into so many sizes. */
const SIZE_BINS = 10;
/** Pictures with more boxes are counted together. */
const MOST_COUNTED = 19;

/** What the boxes of a dataset look like, as they were imported: rows that a recipe leaves out later are counted. */
export interface BoxProfile {
  readonly boxes: number;
  readonly images: number;
  /** Pictures in which nothing is marked. */
  readonly imagesWithout: number;
  /** In label order. */
  readonly classes: readonly BoxClass[];
  readonly perImage: {
    readonly mean: number;
    readonly maximum: number;
    /** Pictures with 0, 1, 2, … boxes; the last counts all with as many or more. */
    readonly counts: readonly number[];
  };
  /** Boxes by their side (the root of their area), in tenths of the picture's side. */
  readonly sizes: readonly number[];
  /** By their sides in the pictures' own pixels, as COCO tells sizes apart: below 32, below 96, above. */
  readonly small: number;
  readonly medium: number;
  readonly large: number;
  /** Regions of crowds, which hold several things in one box, and boxes without an area, left out. */
  readonly leftOut: number;
}

export interface BoxClass {
  readonly name: string;
  readonly boxes: number;
  /** Pictures that have one. */
  readonly images: number;
  /** Median of width and height as fractions of the picture. */
  readonly width: number;
  readonly height: number;
}

/** A picture's boxes with its own size in pixels. */
export interface ProfiledImage {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
}

/** Looks over all boxes of a dataset. */
export function profileBoxes(
  images: readonly ProfiledImage[],
  classes: readonly string[],
  leftOut: number,
): BoxProfile {
  const counts: number[] = [];
  const sizes = new Array<number>(SIZE_BINS).fill(0);
  const ofClass = classes.map((name) => ({
    name,
    images: 0,
    widths: [] as number[],
    heights: [] as number[],
  }));
  const bySide = { small: 0, medium: 0, large: 0 };
  let maximum = 0;
  let total = 0;
  for (const { width, height, boxes } of images) {
    total += boxes.length;
    maximum = Math.max(maximum, boxes.length);
    const counted = Math.min(boxes.length, MOST_COUNTED);
    while (counts.length <= counted) counts.push(0);
    counts[counted] = (counts[counted] ?? 0) + 1;
    for (const label of new Set(boxes.map((box) => box.label))) {
      const known = ofClass[label];
      if (known !== undefined) known.images += 1;
    }
    for (const { label, left, top, right, bottom } of boxes) {
      const share = (right - left) * (bottom - top);
      const bin = Math.min(SIZE_BINS - 1, Math.floor(Math.sqrt(share) * SIZE_BINS));
      sizes[bin] = (sizes[bin] ?? 0) + 1;
      bySide[sideKind(Math.sqrt(share * width * height))] += 1;
      ofClass[label]?.widths.push(right - left);
      ofClass[label]?.heights.push(bottom - top);
    }
  }
  return {
    boxes: total,
    images: images.length,
    imagesWithout: counts[0] ?? 0,
    classes: ofClass.map(({ name, images: withOne, widths, heights }) => ({
      name,
      boxes: widths.length,
      images: withOne,
      width: median(widths),
      height: median(heights),
    })),
    perImage: { mean: images.length === 0 ? 0 : total / images.length, maximum, counts },
    sizes,
    ...bySide,
    leftOut,
  };
}

/** @source Lin et al. 2014, Microsoft COCO, arXiv:1405.0312; its evaluation parts areas at 32² and 96² pixels */
function sideKind(side: number): 'small' | 'medium' | 'large' {
  if (side < 32) return 'small';
  return side < 96 ? 'medium' : 'large';
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return middle % 1 === 0 ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper;
}
