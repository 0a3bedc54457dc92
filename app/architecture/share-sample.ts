import { elementCount, type Shape, sameShape } from '../shape.ts';

/**
 * How a model's inputs share a sample: each takes it `whole`, or they are its `parts`, the first
 * values going to the first input and so on.
 */
export type SampleShare = 'whole' | 'parts';

/** @returns null where the inputs fit the sample in neither way */
export function shareSample(inputShapes: readonly Shape[], sample: Shape): SampleShare | null {
  if (inputShapes.every((shape) => sameShape(shape, sample))) return 'whole';
  const total = inputShapes.reduce((sum, shape) => sum + elementCount(shape), 0);
  return inputShapes.length > 1 && total === elementCount(sample) ? 'parts' : null;
}
