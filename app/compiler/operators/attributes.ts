import type { Shape } from '../../shape.ts';

/** Rows or columns added before and after each spatial axis: [top, left, bottom, right]. */
export type Padding = readonly [number, number, number, number];
export type Pair = readonly [number, number];

/** Sliding window over the last two axes of `[batch, channels, height, width]`. */
export interface WindowAttributes {
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilations: Pair;
}

/** Input and output channels fall into `groups` parts, each connected only to its counterpart. */
export interface ConvolutionAttributes extends WindowAttributes {
  readonly groups: number;
}

export interface PoolingAttributes extends WindowAttributes {
  readonly window: Pair;
}

/** The numbers of a row-major tensor in another order: its axes cut up, the pieces in another order. */
export interface PieceOrder {
  /** Sizes of the pieces; those of one axis lie next to each other. */
  readonly cut: Shape;
  /** Piece i of the order is piece `axes[i]` of the tensor. */
  readonly axes: readonly number[];
}

/** How state is carried where steps compute better with it than in the order that it has outside. */
export interface CarriedOrder {
  /** Axis i is axis `axes[i]` of what it is outside. */
  readonly axes?: readonly number[] | undefined;
  /** Of each state tensor that is carried under one name, flattened; null for its own order. */
  readonly pieces?: readonly (PieceOrder | null)[] | undefined;
  /** Of a table of which a call takes some rows only: the input that says where each of them is. */
  readonly places?: string | undefined;
}

export interface NormalizationAttributes {
  /** Channels; statistics are taken over all other axes. */
  readonly axis: number;
  /** Added to the variance. */
  readonly epsilon: number;
}
