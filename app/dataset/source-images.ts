/** What images were like in their source, before they were brought to one size. */
export interface SourceImages {
  /** By their height and width in pixels, most frequent first: no more than are kept. */
  readonly sizes: readonly {
    readonly height: number;
    readonly width: number;
    readonly count: number;
  }[];
  /** Images of sizes beyond those. */
  readonly others: number;
  /** Smallest and largest sides of all images, pixels. */
  readonly heights: readonly [number, number];
  readonly widths: readonly [number, number];
  /** Images without colours. */
  readonly greyscale: number;
}

const MOST_SIZES = 1000;

/** Counts images by their size. @param facts of at least one image */
export function sourceImages(
  facts: Iterable<{
    readonly height: number;
    readonly width: number;
    readonly greyscale: boolean;
    /** Images of that kind; 1 where left out. */
    readonly count?: number;
  }>,
): SourceImages {
  const counts = new Map<string, { height: number; width: number; count: number }>();
  const heights: [number, number] = [Number.POSITIVE_INFINITY, 0];
  const widths: [number, number] = [Number.POSITIVE_INFINITY, 0];
  let greyscale = 0;
  for (const { height, width, greyscale: isGrey, count = 1 } of facts) {
    const key = `${height}×${width}`;
    const known = counts.get(key) ?? { height, width, count: 0 };
    known.count += count;
    counts.set(key, known);
    widen(heights, height);
    widen(widths, width);
    if (isGrey) greyscale += count;
  }
  const sorted = [...counts.values()].toSorted(
    (one, other) => other.count - one.count || one.height * one.width - other.height * other.width,
  );
  const others = sorted.slice(MOST_SIZES).reduce((sum, { count }) => sum + count, 0);
  return { sizes: sorted.slice(0, MOST_SIZES), others, heights, widths, greyscale };
}

function widen(range: [number, number], side: number): void {
  range[0] = Math.min(range[0], side);
  range[1] = Math.max(range[1], side);
}
