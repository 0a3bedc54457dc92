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

export interface NormalizationAttributes {
  /** Channels; statistics are taken over all other axes. */
  readonly axis: number;
  /** Added to the variance. */
  readonly epsilon: number;
}
