import type { AlikeRows } from './alike-rows.ts';
import type { AuditTable } from './audit-table.ts';
import { inSplitOrder, Repeats } from './repeats.ts';

/** Bits of 64 that may differ: what scaling and compressing again changes, hardly ever another picture. */
export const HASH_DISTANCE = 4;
/**
 * Mean difference of brightness, of 255, up to which two pictures with close hashes are called alike:
 * small pictures, such as digits of 8 × 8 pixels, share hashes without being the same.
 */
export const MEAN_DIFFERENCE = 6;
const SIDE = 8;

/** Pictures of one size, one after the other: uint8 [pictures, height, width, channels]. */
export interface AuditImages extends Pick<AuditTable, 'splits' | 'sourceRows'> {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Pictures that look like one of a split before theirs, but are equal to none.
 * @param alike takes in all pictures that look alike, whatever their splits
 */
export function nearImages(images: AuditImages, alike: AlikeRows): Repeats {
  const { splits, pixels, height, width, channels } = images;
  const size = height * width * channels;
  const hashes = new Uint32Array(2 * splits.length);
  for (const at of splits.keys()) {
    hashes.set(differenceHash(pixels.subarray(at * size, (at + 1) * size), images), 2 * at);
  }
  const order = inSplitOrder(splits);
  const repeats = new Repeats(images);
  for (const [place, at] of order.entries()) {
    let twin = -1;
    let isEqual = false;
    for (let before = 0; before < place; before += 1) {
      const other = order[before] ?? 0;
      if (!closeHashes(hashes, at, other)) continue;
      const isApart = splits[other] !== splits[at];
      if (!isApart && alike.areJoined(at, other)) continue;
      const difference = meanDifference(pixels, size, at, other);
      if (difference > MEAN_DIFFERENCE) continue;
      alike.join(other, at);
      // Equal ones are told as exact duplicates.
      if (isApart && difference === 0) isEqual = true;
      else if (isApart) twin = other;
    }
    if (twin >= 0 && !isEqual) repeats.add(twin, at, '');
  }
  return repeats;
}

/**
 * 64 bits of a picture: whether brightness falls from each of 9 × 8 fields to the one on its right.
 * @returns two words of 32 bits
 * @source Krawetz, "Kind of Like That" (dHash), 2013
 */
export function differenceHash(
  pixels: Uint8Array,
  { height, width, channels }: Pick<AuditImages, 'height' | 'width' | 'channels'>,
): Uint32Array {
  const field = (row: number, column: number): number => {
    const top = Math.floor((row * height) / SIDE);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / SIDE));
    const left = Math.floor((column * width) / (SIDE + 1));
    const right = Math.max(left + 1, Math.floor(((column + 1) * width) / (SIDE + 1)));
    let sum = 0;
    for (let y = top; y < bottom; y += 1) {
      const start = (y * width + left) * channels;
      const end = (y * width + right) * channels;
      for (let at = start; at < end; at += 1) sum += pixels[at] ?? 0;
    }
    return sum / ((bottom - top) * (right - left));
  };
  const hash = new Uint32Array(2);
  for (let row = 0; row < SIDE; row += 1) {
    let before = field(row, 0);
    for (let column = 0; column < SIDE; column += 1) {
      const next = field(row, column + 1);
      const bit = row * SIDE + column;
      const word = bit >> 5;
      if (before > next) hash[word] = ((hash[word] ?? 0) | (1 << (bit & 31))) >>> 0;
      before = next;
    }
  }
  return hash;
}

function closeHashes(hashes: Uint32Array, left: number, right: number): boolean {
  const low = ones((hashes[2 * left] ?? 0) ^ (hashes[2 * right] ?? 0));
  if (low > HASH_DISTANCE) return false;
  return low + ones((hashes[2 * left + 1] ?? 0) ^ (hashes[2 * right + 1] ?? 0)) <= HASH_DISTANCE;
}

/** Bits set in a word of 32. */
function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function meanDifference(pixels: Uint8Array, size: number, left: number, right: number): number {
  let sum = 0;
  for (let at = 0; at < size; at += 1) {
    sum += Math.abs((pixels[left * size + at] ?? 0) - (pixels[right * size + at] ?? 0));
  }
  return sum / size;
}
