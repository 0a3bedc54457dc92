import { fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';

export const PADDINGS = ['valid', 'same'] as const;
/** Along time, `causal` pads before the first step only: no output sees a later input. */
export const SEQUENCE_PADDINGS = [...PADDINGS, 'causal'] as const;
export type Padding = (typeof SEQUENCE_PADDINGS)[number];

/** A window that slides over the axes before the channels: time, height and width, … */
export interface Window {
  /** Extent along each axis, with dilation: (kernel − 1) × dilation + 1. */
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
}

/** Elements that a kernel spans when its taps stand `dilation` apart. */
export function dilatedSize(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

/** `dilatedSize` along each axis. */
export function dilatedSizes(
  kernel: readonly number[],
  dilations: readonly number[],
): readonly number[] {
  return kernel.map((size, axis) => dilatedSize(size, dilations[axis] ?? 1));
}

/**
 * Number of window positions along one axis.
 * `valid` keeps windows inside the input; `same` and `causal` pad so that stride 1 keeps the length.
 * @param length input length; for `valid` at least `window`
 * @returns output length
 * @source Dumoulin & Visin 2016, arXiv:1603.07285, §2; Keras 3 `compute_conv_output_shape`
 */
export function windowPositions(
  length: number,
  window: number,
  stride: number,
  padding: Padding,
): number {
  return padding === 'valid'
    ? Math.floor((length - window) / stride) + 1
    : Math.ceil(length / stride);
}

/**
 * Zeros that a padding adds along one axis. Of `same` the odd one goes to the end, as in TensorFlow.
 * @returns elements before and after
 */
export function addedZeros(
  length: number,
  window: number,
  stride: number,
  padding: Padding,
): { readonly before: number; readonly after: number } {
  if (padding === 'valid') return { before: 0, after: 0 };
  if (padding === 'causal') return { before: window - 1, after: 0 };
  const positions = Math.ceil(length / stride);
  const total = Math.max(0, (positions - 1) * stride + window - length);
  const before = Math.floor(total / 2);
  return { before, after: total - before };
}

/** Sizes of the axes before the channels; fails where there are not `rank` of them. */
export function spatialSizes(input: Shape, rank: number, layerId: LayerId): Result<Shape> {
  return input.length === rank + 1
    ? ok(input.slice(0, -1))
    : fail({
        code: 'architecture/rank-mismatch',
        layerId,
        expectedRank: rank + 1,
        actual: input,
      });
}

/**
 * Sizes after sliding a window over an input [time, channels], [height, width, channels], …
 * Fails when the input has other axes or is, unpadded, smaller than the window.
 */
export function slideWindow(window: Window, input: Shape, layerId: LayerId): Result<Shape> {
  const { size, strides, padding } = window;
  const sizes = spatialSizes(input, size.length, layerId);
  if (!sizes.ok) return sizes;
  if (padding === 'valid' && sizes.value.some((length, axis) => length < (size[axis] ?? 1))) {
    return fail({ code: 'architecture/window-too-large', layerId, window: size, actual: input });
  }
  return ok(
    sizes.value.map((length, axis) =>
      windowPositions(length, size[axis] ?? 1, strides[axis] ?? 1, padding),
    ),
  );
}
