import { fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';

export const PADDINGS = ['valid', 'same'] as const;
export type Padding = (typeof PADDINGS)[number];

/** A window that slides over height and width, in pixels. */
export interface Window {
  /** Extent with dilation: (kernel − 1) × dilation + 1. */
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding;
}

/** Pixels that a kernel spans when its taps stand `dilation` apart. */
export function dilatedSize(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

/**
 * Number of window positions along one axis.
 * `valid` keeps windows inside the image; `same` pads so that stride 1 keeps the length.
 * @param length input length, pixels; for `valid` at least `window`
 * @returns output length, pixels
 * @source Dumoulin & Visin 2016, arXiv:1603.07285, §2; Keras 3 `compute_conv_output_shape`
 */
export function windowPositions(
  length: number,
  window: number,
  stride: number,
  padding: Padding,
): number {
  return padding === 'same'
    ? Math.ceil(length / stride)
    : Math.floor((length - window) / stride) + 1;
}

/**
 * Zeros that `same` padding adds along one axis; the odd one goes to the end, as in TensorFlow.
 * @returns pixels before and after
 */
export function samePadding(
  length: number,
  window: number,
  stride: number,
): { readonly before: number; readonly after: number } {
  const positions = Math.ceil(length / stride);
  const total = Math.max(0, (positions - 1) * stride + window - length);
  const before = Math.floor(total / 2);
  return { before, after: total - before };
}

/**
 * Height and width after sliding a window over an image [height, width, channels].
 * Fails when the input is no image or, unpadded, smaller than the window.
 */
export function slideWindow(
  window: Window,
  input: Shape,
  layerId: LayerId,
): Result<readonly [height: number, width: number]> {
  const [height, width, channels] = input;
  if (input.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    return fail({
      code: 'architecture/rank-mismatch',
      layerId,
      expectedRank: 3,
      actual: input,
    });
  }
  const { size, strides, padding } = window;
  if (padding === 'valid' && (size[0] > height || size[1] > width)) {
    return fail({ code: 'architecture/window-too-large', layerId, window: size, actual: input });
  }
  return ok([
    windowPositions(height, size[0], strides[0], padding),
    windowPositions(width, size[1], strides[1], padding),
  ]);
}
