import { OFFSET_CHANNELS, SIZE_CHANNELS } from '../../boxes/center-grid.ts';
import type { Value } from '../graph.ts';
import { positive } from '../operators/elementwise.ts';
import { slice } from '../operators/movement.ts';

/** What a grid tells of boxes, part by part, each float32 [batch, height, width, channels]. */
export interface BoxParts {
  /** A heat map for each class. */
  readonly heat: Value;
  readonly sizes: Value;
  readonly offsets: Value;
  /** 1 where a box has its centre; one channel. */
  readonly centers: Value;
}

/** @param target as `encodeBoxes` makes it, [batch, height, width, classes + 4] */
export function boxParts(target: Value, classes: number): BoxParts {
  const part = (start: number, size: number) => slice(target, target.shape.length - 1, start, size);
  return {
    heat: part(0, classes),
    sizes: part(classes, SIZE_CHANNELS),
    offsets: part(classes + SIZE_CHANNELS, OFFSET_CHANNELS),
    // Every box has a width.
    centers: positive(part(classes, 1)),
  };
}
