import type { GraphWriter } from './graph-writer.ts';

/**
 * WebGPU gives a shader 8 storage buffers at least, one of which is what is split.
 * @source W3C WebGPU, limits: maxStorageBuffersPerShaderStage
 */
const MOST_PIECES = 7;

/** Cuts a tensor along an axis into pieces of these sizes. @returns their names */
export function splitPieces(
  whole: string,
  sizes: readonly number[],
  axis: number,
  writer: GraphWriter,
): readonly string[] {
  if (writer.execution.provider !== 'webgpu' || sizes.length <= MOST_PIECES) {
    const outputs = sizes.length;
    return writer.nodes('Split', [whole, writer.integers(sizes)], { axis }, { outputs });
  }
  const span = MOST_PIECES ** Math.ceil(Math.log(sizes.length) / Math.log(MOST_PIECES) - 1);
  const groups = Array.from({ length: Math.ceil(sizes.length / span) }, (_, group) =>
    sizes.slice(group * span, (group + 1) * span),
  );
  const sums = groups.map((group) => group.reduce((sum, size) => sum + size, 0));
  const parts = splitPieces(whole, sums, axis, writer);
  return groups.flatMap((group, place) => {
    const part = parts[place] ?? '';
    return group.length === 1 ? [part] : splitPieces(part, group, axis, writer);
  });
}
