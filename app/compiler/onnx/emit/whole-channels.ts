import type { Shape } from '../../../shape.ts';
import type { GraphWriter } from '../graph-writer.ts';

/** Values that WebGPU's kernel reads at once. */
const VECTOR = 4;

interface Convolved {
  readonly x: string;
  readonly filter: string;
  /** [batch, in, height, width] */
  readonly image: Shape;
  /** [out, in, height, width] */
  readonly window: Shape;
}

/**
 * What a convolution of one group is given, with channels of zeros behind where WebGPU would compute
 * something else without a word: its kernel reads threes of 6, 9, 15, … channels at once, and mixes
 * them up, where there are as many filters as fit into fours and windows of more than a pixel.
 * @source onnxruntime issue 29651, open; seen with v1.30.0 on Chromium's software Vulkan
 */
export function inWholeChannels(
  { x, filter, image, window }: Convolved,
  writer: GraphWriter,
): readonly [x: string, filter: string] {
  const [out = 1, channels = 1, height = 1, width = 1] = window;
  const isMixed =
    writer.execution.provider === 'webgpu' &&
    image[1] === channels &&
    channels > 3 &&
    channels % 3 === 0 &&
    channels % VECTOR !== 0 &&
    out % VECTOR === 0 &&
    height * width > 1;
  if (!isMixed) return [x, filter];
  const missing = VECTOR - (channels % VECTOR);
  const ends = writer.integers([0, 0, 0, 0, 0, missing, 0, 0]);
  return [writer.node('Pad', [x, ends]), writer.node('Pad', [filter, ends])];
}
