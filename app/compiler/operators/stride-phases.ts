import type { Shape } from '../../shape.ts';
import type { ConvolutionAttributes } from './attributes.ts';
import { fourSizes } from './linear.ts';

/**
 * Input rows at one offset within the stride, whose gradient is an ordinary convolution of dy by
 * some rows of the filter.
 */
export interface StridePhase {
  /** Rows of the filter, in the order in which they meet the rows of dy; none if none reaches here. */
  readonly taps: readonly number[];
  /** Rows of zeros around dy. */
  readonly before: number;
  readonly after: number;
}

/** Along one axis; null where dy would have to be cut rather than padded. */
function phasesAlong({
  size,
  count,
  kernel,
  stride,
  dilation,
  padding,
}: {
  readonly size: number;
  readonly count: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
}): readonly StridePhase[] | null {
  if (stride > 1 && dilation > 1) return null;
  const rows = Math.ceil(size / stride);
  const phases = Array.from({ length: stride }, (_, offset): StridePhase => {
    // Filter row `tap` carries dy's row (offset + padding − tap · dilation) / stride + u to the
    // phase's row u.
    const taps = Array.from({ length: kernel }, (_, place) => kernel - 1 - place).filter(
      (tap) => (offset + padding - tap * dilation) % stride === 0,
    );
    const shift = (tap: number) => (offset + padding - tap * dilation) / stride;
    const [first = 0, last = 0] = [taps[0], taps.at(-1)];
    return { taps, before: -shift(first), after: rows - count + shift(last) };
  });
  const fits = phases.every(
    ({ taps, before, after }) => taps.length === 0 || (before >= 0 && after >= 0),
  );
  return fits ? phases : null;
}

/**
 * How the input gradient of a convolution is made of ordinary convolutions, one for each pair of a
 * row phase and a column phase: a single one where it has no stride. Null where it is not.
 */
export function stridePhases(
  inputShape: Shape,
  outputShape: Shape,
  filterShape: Shape,
  { strides, dilations, padding }: ConvolutionAttributes,
): { readonly rows: readonly StridePhase[]; readonly columns: readonly StridePhase[] } | null {
  const [, , height, width] = fourSizes({ shape: inputShape });
  const [, , outHeight, outWidth] = fourSizes({ shape: outputShape });
  const [, , kernelHeight, kernelWidth] = fourSizes({ shape: filterShape });
  const rows = phasesAlong({
    size: height,
    count: outHeight,
    kernel: kernelHeight,
    stride: strides[0],
    dilation: dilations[0],
    padding: padding[0],
  });
  const columns = phasesAlong({
    size: width,
    count: outWidth,
    kernel: kernelWidth,
    stride: strides[1],
    dilation: dilations[1],
    padding: padding[1],
  });
  return rows && columns && { rows, columns };
}
