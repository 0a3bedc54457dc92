import type { DatasetFacts } from '../../app/architecture/fits-dataset.ts';
import { type RandomStream, randomStream } from '../../app/random.ts';
import type { RowInputs } from './row-source.ts';
import type { Tensor } from './runtimes/runtime.ts';

export type ReferenceRows = Pick<RowInputs, 'features' | 'target'> & { readonly rows: number };

/** More images than caches hold, so that gathering them counts as it does in a run. */
const IMAGES = 8192;
const TEXTS = 4096;
const SEED = 1;

/**
 * Made-up rows that can be learnt, the same on every machine: each class has its own mean image or
 * its own half of the words, under noise.
 */
export function referenceRows({ input, classes }: DatasetFacts): ReferenceRows {
  const rows = input.kind === 'tokens' ? TEXTS : IMAGES;
  const labelStream = randomStream(SEED, 'reference/labels');
  const labels = Int32Array.from({ length: rows }, () => labelStream.nextBelow(classes.length));
  const target: Tensor = { dtype: 'int32', shape: [rows], data: labels };
  const drawn = randomStream(SEED, 'reference/features');
  switch (input.kind) {
    case 'image': {
      const { height, width, channels } = input;
      const pixels = height * width * channels;
      const data = images(labels, classes.length, pixels, drawn);
      const shape = [rows, height, width, channels];
      return { rows, target, features: { dtype: 'uint8', shape, data } };
    }
    case 'tokens': {
      const { length, vocabulary } = input;
      const data = texts(labels, length, vocabulary, drawn);
      return { rows, target, features: { dtype: 'int32', shape: [rows, length], data } };
    }
    default:
      throw new Error('A reference model reads images or texts.');
  }
}

/** Half of each pixel is its class' mean, half is noise. */
function images(
  labels: Int32Array,
  classes: number,
  pixels: number,
  drawn: RandomStream,
): Uint8Array {
  const means = Uint8Array.from({ length: classes * pixels }, () => drawn.nextBelow(128));
  const data = new Uint8Array(labels.length * pixels);
  labels.forEach((label, row) => {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      data[row * pixels + pixel] = (means[label * pixels + pixel] ?? 0) + drawn.nextBelow(128);
    }
  });
  return data;
}

/** Three in four words come from the class' half of the vocabulary, the others from all of it. */
function texts(
  labels: Int32Array,
  length: number,
  vocabulary: number,
  drawn: RandomStream,
): Int32Array {
  const half = vocabulary / 2;
  const data = new Int32Array(labels.length * length);
  for (let at = 0; at < data.length; at += 1) {
    const label = labels[Math.floor(at / length)] ?? 0;
    const ownHalf = drawn.nextBelow(4) > 0;
    data[at] = ownHalf ? label * half + drawn.nextBelow(half) : drawn.nextBelow(vocabulary);
  }
  return data;
}
