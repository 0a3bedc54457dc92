import type { SampleInput } from '../../app/dataset/dataset.ts';
import { sampleShape } from '../../app/dataset/sample.ts';
import type { RandomStream } from '../../app/random.ts';
import { elementCount } from '../../app/shape.ts';
import type { LayerCase, MadeUpValues } from './case-models.ts';
import type { PeerTensor } from './peer-process.ts';

/** Share of a series' steps that are all zeros, as masks have them. */
const ABSENT_STEPS = 0.25;

/** A number in [−1, 1). */
export const signed = (random: RandomStream): number => 2 * random.nextFloat() - 1;

/** [rows, …sample] */
export function madeUpSamples(input: SampleInput, rows: number, random: RandomStream): PeerTensor {
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

/** [rows] weights, some of them none. */
export function madeUpWeights(rows: number, random: RandomStream): PeerTensor {
  const data = Float32Array.from({ length: rows }, () =>
    Math.max(0, 2 * random.nextFloat() - 0.25),
  );
  return { shape: [rows], data };
}

/** [rows] classes or numbers, or [rows, …values] */
export function madeUpTargets(
  { classes, values = { shape: [], kind: 'signed' } }: LayerCase,
  rows: number,
  random: RandomStream,
): PeerTensor {
  if (classes > 0) {
    return {
      shape: [rows],
      data: Int32Array.from({ length: rows }, () => random.nextBelow(classes)),
    };
  }
  const each = Array.from({ length: rows }, () => numbers(values, random));
  return { shape: [rows, ...values.shape], data: Float32Array.from(each.flat()) };
}

function numbers({ shape, kind }: MadeUpValues, random: RandomStream): readonly number[] {
  const drawn = Array.from({ length: elementCount(shape) }, () => random.nextFloat());
  switch (kind) {
    case 'signed':
      return drawn.map((value) => 2 * value - 1);
    case 'unit':
      return drawn;
    case 'bits':
      return drawn.map(Math.round);
    case 'shares': {
      const sum = drawn.reduce((total, value) => total + value, 0);
      return drawn.map((value) => value / sum);
    }
  }
}
