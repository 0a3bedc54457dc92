/** Sizes along each axis, without the batch axis unless a name says so. */
export type Shape = readonly number[];

/** Number of elements of a tensor of this shape; 1 for a scalar. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether two shapes have the same sizes on the same axes. */
export function sameShape(left: Shape, right: Shape): boolean {
  return left.length === right.length && left.every((size, axis) => size === right[axis]);
}

/** A shape as people write it: `28 × 28 × 1`; `scalar` for none. */
export function shapeText(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.join(' × ');
}
