import type { SampleInput } from '../dataset/dataset.ts';
import { elementCount, type Shape, sameShape } from '../shape.ts';

/**
 * How a model's inputs share a sample: each takes it `whole`, or they are its `parts`, the first
 * values going to the first input and so on.
 */
export type SampleShare = 'whole' | 'parts';

/**
 * @param needed values from the first on that must be read; what comes behind may be
 * @returns null where the inputs fit the sample in neither way
 */
export function shareSample(
  inputShapes: readonly Shape[],
  sample: Shape,
  needed = elementCount(sample),
): SampleShare | null {
  if (inputShapes.every((shape) => sameShape(shape, sample))) return 'whole';
  const total = inputShapes.reduce((sum, shape) => sum + elementCount(shape), 0);
  const fits = total === elementCount(sample) || total === needed;
  return inputShapes.length > 1 && fits ? 'parts' : null;
}

/** Values of a sample that no model may leave unread; all where left out. */
export function neededLength(input: SampleInput): number | undefined {
  if (input.kind !== 'tokens') return undefined;
  return input.parts?.reduce((sum, part) => sum + (part.optional === true ? 0 : part.length), 0);
}
