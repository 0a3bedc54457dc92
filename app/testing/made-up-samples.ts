import type { SampleInput } from '../dataset/dataset.ts';
import { sampleShape } from '../dataset/sample.ts';
import type { RandomStream } from '../random.ts';
import { elementCount, type Shape } from '../shape.ts';

/** Values of a tensor, row-major. */
export interface MadeUpTensor {
  readonly shape: Shape;
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** Share of a series' steps that are all zeros, as masks have them. */
const ABSENT_STEPS = 0.25;

/** A number in [−1, 1). */
export const signed = (random: RandomStream): number => 2 * random.nextFloat() - 1;

/** [rows, …sample] */
export function madeUpSamples(
  input: SampleInput,
  rows: number,
  random: RandomStream,
): MadeUpTensor {
  const shape = [rows, ...sampleShape(input)];
  const length = elementCount(shape);
  switch (input.kind) {
    case 'image':
      return { shape, data: Uint8Array.from({ length }, () => random.nextBelow(256)) };
    case 'tokens': {
      const vocabularies = (input.parts ?? [input]).flatMap((part) =>
        Array<number>(part.length).fill(part.vocabulary),
      );
      const token = (at: number) => random.nextBelow(vocabularies[at % input.length] ?? 1);
      return { shape, data: Int32Array.from({ length }, (_, at) => token(at)) };
    }
    case 'series': {
      const steps = Array.from({ length: length / input.channels }, () =>
        random.nextFloat() < ABSENT_STEPS
          ? Array<number>(input.channels).fill(0)
          : Array.from({ length: input.channels }, () => 2 * signed(random)),
      );
      return { shape, data: Float32Array.from(steps.flat()) };
    }
    default:
      return { shape, data: Float32Array.from({ length }, () => 2 * signed(random)) };
  }
}
