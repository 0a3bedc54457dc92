import type { Box } from '../../../app/boxes/box.ts';
import type { BoxProblem } from '../../../app/failures/dataset-errors.ts';
import { type AnnotatedImage, type Annotations, throwBoxes } from './annotations.ts';

/** Rounding may push an edge so far out of the picture, in pixels. */
const SLACK_PIXELS = 1;

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Boxes that fit their picture, and how many were passed over because they have no area. */
export interface CheckedBoxes {
  readonly boxes: readonly Box[];
  readonly empty: number;
}

/**
 * Holds what a file says of a picture against the picture.
 * @param size of the picture itself, in pixels
 * Throws `ExpectedFailure` naming the element for a size that is not the picture's and a box that is not in it.
 */
export function checkBoxes(
  image: AnnotatedImage,
  { height, width }: Size,
  unit: Annotations['unit'],
): CheckedBoxes {
  const { size } = image;
  if (size !== null && (size.height !== height || size.width !== width)) {
    const found = `${size.width} × ${size.height} ≠ ${width} × ${height}`;
    return throwBoxes(image.source, image.place, 'size', found);
  }
  const [across, down] = unit === 'pixels' ? [width, height] : [1, 1];
  const boxes: Box[] = [];
  for (const box of image.boxes) {
    const refuse = (problem: BoxProblem): never => {
      const edges = [box.left, box.top, box.right, box.bottom].map((edge) =>
        Number(edge.toFixed(4)),
      );
      return throwBoxes(image.source, box.place, problem, edges.join(', '));
    };
    const edge = (value: number, whole: number, pixels: number) =>
      within(value / whole, SLACK_PIXELS / pixels) ?? refuse('outside');
    const left = edge(box.left, across, width);
    const top = edge(box.top, down, height);
    const right = edge(box.right, across, width);
    const bottom = edge(box.bottom, down, height);
    if (right > left && bottom > top) boxes.push({ label: box.label, left, top, right, bottom });
  }
  return { boxes, empty: image.boxes.length - boxes.length };
}

/** A fraction brought into 0–1 where it is hardly outside, or null. */
function within(fraction: number, slack: number): number | null {
  if (fraction < -slack || fraction > 1 + slack) return null;
  return Math.min(1, Math.max(0, fraction));
}
