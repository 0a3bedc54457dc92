import type { BlockSize } from '../execution-plan.ts';
import { encode, valueInfo } from './edges.ts';
import { GraphWriter } from './graph-writer.ts';

/** The largest block there is, and two places: enough to tell the sizes apart. */
const CHANNELS = 16;
const WIDTH = 2;

/** Domain of the operators that ONNX Runtime's blocked kernels are in. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

/** What the probe's input `image` is, channel by channel: 0, 1, 2, … */
export const PROBE_IMAGE = {
  shape: [1, CHANNELS, 1, WIDTH],
  data: Float32Array.from({ length: CHANNELS * WIDTH }, (_, place) => place),
} as const;

/**
 * A model that reorders an image into blocks, `blocked`. The operator is internal to ONNX Runtime,
 * which builds it for some processors only and never tells the size: no session, no blocks.
 */
export function blockSizeProbe(): Uint8Array {
  const type = { dtype: 'float32', shape: PROBE_IMAGE.shape } as const;
  const writer = new GraphWriter('probe');
  const blocked = writer.node('ReorderInput', ['image'], {}, { domain: BLOCKED_DOMAIN });
  writer.namedNode('Identity', [blocked], ['blocked']);
  return encode(writer.finish('probe', [valueInfo('image', type)], [valueInfo('blocked', type)]));
}

const SIZES = [8, 16] as const;

/** The block size that the numbers of `blocked` betray; 0 if none that is known. */
export function probedBlockSize(blocked: ArrayLike<number | bigint>): BlockSize {
  const values = Array.from(blocked, Number);
  return SIZES.find((size) => isBlocked(values, size)) ?? 0;
}

/** Whether the numbers of the image stand in [block, width, channel in block] order. */
function isBlocked(values: readonly number[], size: number): boolean {
  return (
    values.length === CHANNELS * WIDTH &&
    values.every((value, place) => {
      const channel = Math.floor(place / (size * WIDTH)) * size + (place % size);
      return value === channel * WIDTH + (Math.floor(place / size) % WIDTH);
    })
  );
}
