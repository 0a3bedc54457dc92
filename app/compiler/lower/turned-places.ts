import type { Range } from '../../architecture/augmentation-layers.ts';
import type { Shape } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { cosine, negate, sine } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { concatenate } from '../operators/movement.ts';
import type { LoweringContext } from './lowering.ts';
import type { Border } from './sampled-places.ts';

/** Where in each image a turned grid looks, counted from its border: [batch, height × width] each. */
export function turned(
  angles: Value,
  [height = 1, width = 1]: Shape,
  border: Border,
  { graph }: LoweringContext,
): { readonly rows: Value; readonly columns: Value } {
  const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2];
  // Offsets from the middle, down in the first row of the matrix and to the right in the second.
  const offsets = Float32Array.from({ length: 2 * height * width }, (_, at) => {
    const place = at % (height * width);
    return at < height * width
      ? Math.floor(place / width) - middleRow
      : (place % width) - middleColumn;
  });
  const grid = graph.constant(offsets, 'float32', [2, height * width]);
  const [cosines, sines] = [cosine(angles), sine(angles)];
  const places = (turn: Value, middle: number) => {
    const bias = graph.constant(Array(height * width).fill(middle), 'float32', [height * width]);
    return matrixProduct(turn, grid, { bias });
  };
  return {
    rows: places(concatenate([cosines, sines], 1), middleRow + border.rows),
    columns: places(concatenate([negate(sines), cosines], 1), middleColumn + border.columns),
  };
}

/** Angles that a range of turns is looked at in, to find how far its corners reach. */
const LOOKS = 256;

/** How far beyond its edges an image is looked at when it is turned by up to so much. */
export function turnedBorder([height = 1, width = 1]: Shape, [low, high]: Range): Border {
  const [down, across] = [(height - 1) / 2, (width - 1) / 2];
  const looks = Array.from(
    { length: LOOKS + 1 },
    (_, at) => 2 * Math.PI * (low + ((high - low) * at) / LOOKS),
  );
  // No angle is further from one looked at than half a step, nor a corner from the middle than this.
  const missed = ((Math.PI * (high - low)) / LOOKS) * Math.hypot(down, across);
  const beyond = (along: number, other: number) => {
    const reach = looks.map(
      (angle) => Math.abs(Math.cos(angle)) * along + Math.abs(Math.sin(angle)) * other,
    );
    return Math.max(0, Math.ceil(Math.max(...reach) + missed - along));
  };
  return { rows: beyond(down, across), columns: beyond(across, down) };
}
