import type { UncompressedHeader } from './uncompressed-header.ts';

/** Mark, width, height and largest value, with comments between them and one blank behind. */
const GAP = '(?:\\s|#[^\\n]*\\n)+';
const HEADER = new RegExp(`^P([56])${GAP}(\\d{1,9})${GAP}(\\d{1,9})${GAP}(\\d{1,5})\\s`);
const LARGEST_VALUE = 65_535;
const HEAD_BYTES = 1024;

/**
 * Reads the header of a binary PGM (grey) or PPM (coloured) file; null for any other.
 * @source Netpbm, "pgm" and "ppm" format specifications
 */
export function readNetpbmHeader(head: Uint8Array): UncompressedHeader | null {
  if (head[0] !== 0x50) return null;
  const text = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('latin1');
  const [whole, kind, ...told] = HEADER.exec(text) ?? [];
  const [width = 0, height = 0, most = 0] = told.map(Number);
  if (whole === undefined || width < 1 || height < 1 || most < 1 || most > LARGEST_VALUE) {
    return null;
  }
  const channels = kind === '5' ? 1 : 3;
  const values = width * channels;
  const valueBytes = most > 255 ? 2 : 1;
  return {
    height,
    width,
    channels,
    offsetBytes: whole.length,
    rowBytes: values * valueBytes,
    lastRowBytes: values * valueBytes,
    bottomUp: false,
    decodeRow(row, pixels, at) {
      for (let value = 0; value < values; value += 1) {
        const place = value * valueBytes;
        const high = row[place] ?? 0;
        const read = valueBytes === 2 ? high * 256 + (row[place + 1] ?? 0) : high;
        pixels[at + value] = Math.round((Math.min(read, most) * 255) / most);
      }
    },
  };
}
