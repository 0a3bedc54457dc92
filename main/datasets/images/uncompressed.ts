import { type FileHandle, open } from 'node:fs/promises';
import type { SampleInput } from '../../../app/dataset/dataset.ts';
import { readBmpHeader } from './bmp.ts';
import { readNetpbmHeader } from './netpbm.ts';
import type { UncompressedHeader, UncompressedReader } from './uncompressed-header.ts';

/** Such pictures are decoded whole, several at a time: fewer pixels than of those that sharp streams. */
export const MOST_UNCOMPRESSED_PIXELS = 50_000_000;
/** Headers, palettes and comments all lie within. */
const HEAD_BYTES = 4096;
const STRIP_BYTES = 1024 ** 2;

const READERS: readonly UncompressedReader[] = [readBmpHeader, readNetpbmHeader];

/**
 * The header of a BMP, PPM or PGM file, null for any other.
 * @param head at least the file's first 4 KB, where it has so many
 */
export function readUncompressedHeader(
  head: Uint8Array,
  fileBytes: number,
): UncompressedHeader | null {
  for (const read of READERS) {
    const header = read(head);
    if (header === null) continue;
    const { height, rowBytes, lastRowBytes, offsetBytes } = header;
    return offsetBytes + rowBytes * (height - 1) + lastRowBytes <= fileBytes ? header : null;
  }
  return null;
}

/** Decodes a file without compression, row by row; null for any other. */
export async function decodeUncompressed(path: string): Promise<{
  readonly pixels: Uint8Array;
  readonly size: Extract<SampleInput, { kind: 'image' }>;
} | null> {
  const file = await open(path, 'r');
  try {
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    const { size: fileBytes } = await file.stat();
    const header = readUncompressedHeader(head.subarray(0, bytesRead), fileBytes);
    if (header === null || header.height * header.width > MOST_UNCOMPRESSED_PIXELS) return null;
    const { height, width, channels } = header;
    return {
      pixels: await readRows(file, header),
      size: { kind: 'image', height, width, channels },
    };
  } finally {
    await file.close();
  }
}

async function readRows(file: FileHandle, header: UncompressedHeader): Promise<Uint8Array> {
  const { height, width, channels, offsetBytes, rowBytes, bottomUp } = header;
  const pixels = new Uint8Array(height * width * channels);
  const rowsAtOnce = Math.min(height, Math.max(1, Math.floor(STRIP_BYTES / rowBytes)));
  const strip = new Uint8Array(rowsAtOnce * rowBytes);
  for (let first = 0; first < height; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, height - first);
    await file.read(strip, 0, rows * rowBytes, offsetBytes + first * rowBytes);
    for (let row = 0; row < rows; row += 1) {
      const line = bottomUp ? height - 1 - first - row : first + row;
      const bytes = strip.subarray(row * rowBytes, (row + 1) * rowBytes);
      header.decodeRow(bytes, pixels, line * width * channels);
    }
  }
  return pixels;
}
