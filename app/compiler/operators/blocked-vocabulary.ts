import type { ConvolutionAttributes, PoolingAttributes } from './attributes.ts';

/** What an operator adds to its result before it writes it down, and what it does then. */
export interface FusedAttributes {
  /** Whether an input holds one number for each channel, added to all its values. */
  readonly shift: boolean;
  /** Whether the last input is a value of the result's type, added to it. */
  readonly addend: boolean;
  readonly activation: 'linear' | 'relu';
}

/**
 * Operators on values in blocks of channels (`Blocking`): images [n, c, h, w] blocked along axis 1,
 * filters [out, in / groups, kh, kw] along axes 1 and 0, or along 0 alone where a group has only
 * one input channel or the image is not blocked because it has fewer channels than a block. They
 * are written by passes after differentiation and have no gradients.
 */
export interface BlockedOperators {
  /**
   * The same values in another order in memory, as the output's type says. Axis i of the side
   * without blocks is axis `axes[i]` of the side in blocks.
   */
  readonly reorder: { readonly axes: readonly number[] };
  /** Blocked x → its numbers as a vector, in the order in which they lie in memory. */
  readonly toMemoryOrder: Readonly<Record<never, never>>;
  /** Such a vector → the blocked value. */
  readonly fromMemoryOrder: Readonly<Record<never, never>>;
  /** (x, filter, bias [out]?, addend?) */
  readonly blockedConvolution: ConvolutionAttributes & FusedAttributes;
  /** (dy, filter, addend?) */
  readonly blockedInputGradient: ConvolutionAttributes;
  /** (x, dy); `channelsLast`: x is [n, h, w, c], without blocks. */
  readonly blockedFilterGradient: ConvolutionAttributes & { readonly channelsLast: boolean };
  /** x → largest value of each window. */
  readonly blockedMaxPool: PoolingAttributes;
  /**
   * (dy, x, largest) → gradient of x: each dy goes to the first value of its window, row by row,
   * that equals the largest. Windows do not overlap.
   */
  readonly blockedMaxPoolGradient: PoolingAttributes;
  /** (x, scale [c], shift [c]?, addend?) → scale · x + shift + addend. */
  readonly blockedAffine: FusedAttributes;
  /** (left, right) → sums [c] of their products over all axes but the channels, each times a number. */
  readonly blockedDot: { readonly times: number };
}
