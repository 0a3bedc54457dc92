import type { GraphWriter } from './graph-writer.ts';

/**
 * Reduces a tensor along some axes. CUDA has kernels of its own for the last axes and for the
 * first; for axes apart, such as batch, height and width of [batch, channels, height, width], it
 * calls a library that takes several times as long. So there the last ones come first, then the
 * others.
 * @param rank   of the tensor
 * @param reduce writes one reduction; used twice, it must come to the same as once
 * @returns the result's name
 * @source onnxruntime v1.30.0: core/providers/cuda/reduction/reduction_ops.cc
 */
export function reducedInStages(
  tensor: string,
  axes: readonly number[],
  rank: number,
  { execution }: GraphWriter,
  reduce: (tensor: string, axes: readonly number[]) => string,
): string {
  const ascending = axes.toSorted((a, b) => a - b);
  const last = ascending.filter((axis, place) => axis === rank - (ascending.length - place));
  const others = ascending.filter((axis) => !last.includes(axis));
  const isApart = last.length > 0 && others.length > 0;
  if (execution.provider !== 'cuda' || !isApart) return reduce(tensor, axes);
  return reduce(reduce(tensor, last), others);
}
