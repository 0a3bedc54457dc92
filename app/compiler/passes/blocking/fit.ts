import type { Shape } from '../../../shape.ts';
import type { Blocking, Node, Value } from '../../graph.ts';
import { fourSizes } from '../../operators/linear.ts';
import { stridePhases } from '../../operators/stride-phases.ts';

/**
 * How a filter [out, in / groups, kh, kw] lies for the blocked kernels; null where they do not take
 * it. Output channels come in whole blocks, and so do input channels, unless a group has but one
 * (depthwise) or the image has fewer than a block (and is then taken row-major).
 */
export function filterBlocking(
  filterShape: Shape,
  groups: number,
  size: Blocking['size'],
): Blocking | null {
  const [out, perGroup] = fourSizes({ shape: filterShape });
  if (out % size !== 0) return null;
  const isDepthwise = perGroup === 1 && out === groups;
  const isEntering = groups === 1 && perGroup < size;
  if (isDepthwise || isEntering) return { size, axes: [0] };
  const inBlocks = perGroup % size === 0 && (out / groups) % size === 0;
  return inBlocks ? { size, axes: [1, 0] } : null;
}

/** Whether a filter takes an image that is itself in blocks. */
export function takesBlocks(filterShape: Shape, groups: number, { size }: Blocking): boolean {
  const [, perGroup] = fourSizes({ shape: filterShape });
  return perGroup * groups >= size;
}

/** The filter's blocking where the blocked kernels give the input gradient; else null. */
export function inputGradientBlocking(
  { attributes, inputs: [dy, filter], outputs: [dx] }: Node<'convolutionInputGradient'>,
  size: Blocking['size'],
): Blocking | null {
  if (!dy || !filter || !dx) return null;
  const blocking = filterBlocking(filter.shape, attributes.groups, size);
  if (blocking === null || !takesBlocks(filter.shape, attributes.groups, blocking)) return null;
  return stridePhases(dx.shape, dy.shape, filter.shape, attributes) && blocking;
}

/**
 * The filter gradient's blocking where the blocked kernels give it; else null. The samples of a
 * batch are their channels: of a batch of less than half a block most would be zeros.
 */
export function filterGradientBlocking(
  { attributes, inputs: [x, dy], outputs: [dFilter] }: Node<'convolutionFilterGradient'>,
  size: Blocking['size'],
): Blocking | null {
  if (!x || !dy || !dFilter) return null;
  const { groups, dilations } = attributes;
  const blocking = filterBlocking(dFilter.shape, groups, size);
  const [, perGroup] = fourSizes(dFilter);
  const [batch = 1] = x.shape;
  const isDepthwise = perGroup === 1 && groups > 1;
  const fits = isDepthwise || (groups === 1 && batch >= size / 2);
  return fits && dilations.every((dilation) => dilation === 1) ? blocking : null;
}

/** Places of a window up to which the gradient below is written out place by place. */
const MOST_PLACES = 16;

/** Whether the gradient of a pool is made of blocked ones: windows lie apart, from the first pixel on. */
export function isPoolApart({ attributes }: Node<'maxPool' | 'maxPoolGradient'>): boolean {
  const { window, strides, dilations, padding } = attributes;
  const [top, left] = padding;
  return (
    window[0] === strides[0] &&
    window[1] === strides[1] &&
    dilations.every((dilation) => dilation === 1) &&
    top + left === 0 &&
    window[0] * window[1] <= MOST_PLACES
  );
}

/** Whether all channels of an image come in whole blocks. */
export function fillsBlocks({ shape, dtype }: Value, size: Blocking['size']): boolean {
  return dtype === 'float32' && shape.length === 4 && (shape[1] ?? 0) % size === 0;
}
