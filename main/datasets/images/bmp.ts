import type { UncompressedHeader } from './uncompressed-header.ts';

const FILE_HEADER_BYTES = 14;
/** Of OS/2, whose sizes are two bytes and whose colours three. */
const CORE_BYTES = 12;
const INFO_BYTES = [40, 52, 56, 64, 108, 124];
const BITS = [1, 4, 8, 16, 24, 32];
/** Colours by masks, without and with one for opacity. */
const MASKED = [3, 6];
/** Red, green and blue where no masks are given. */
const USUAL_MASKS: Readonly<Record<number, readonly number[]>> = {
  16: [0x7c00, 0x03e0, 0x001f],
  32: [0xff0000, 0x00ff00, 0x0000ff],
};
/** Red, green and blue of a pixel of three bytes. */
const ORDER = [2, 1, 0];

/**
 * Reads the header of a Windows bitmap of 1, 4, 8, 16, 24 or 32 bits a pixel without compression; null for any other
 * file. Opacity is passed over, as most programs do.
 * @source Microsoft, "Bitmap Storage", BITMAPFILEHEADER, BITMAPCOREHEADER to BITMAPV5HEADER
 */
export function readBmpHeader(head: Uint8Array): UncompressedHeader | null {
  if (head[0] !== 0x42 || head[1] !== 0x4d || head.length < 26) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const headerBytes = view.getUint32(14, true);
  const core = headerBytes === CORE_BYTES;
  if (!core && (!INFO_BYTES.includes(headerBytes) || head.length < 54)) return null;
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const rows = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(core ? 24 : 28, true);
  const compression = core ? 0 : view.getUint32(30, true);
  const masked = MASKED.includes(compression) && (bits === 16 || bits === 32);
  const height = Math.abs(rows);
  if (width < 1 || height < 1 || !BITS.includes(bits) || (compression !== 0 && !masked)) {
    return null;
  }
  const common = {
    height,
    width,
    offsetBytes: view.getUint32(10, true),
    rowBytes: Math.ceil((bits * width) / 32) * 4,
    lastRowBytes: Math.ceil((bits * width) / 8),
    bottomUp: rows > 0,
  };
  if (bits <= 8) {
    const colours = readColours(head, headerBytes, core ? 0 : view.getUint32(46, true), bits);
    return colours === null ? null : { ...common, ...byColours(colours, bits, width) };
  }
  if (bits === 24) return { ...common, channels: 3, decodeRow: byBytes(width) };
  if (masked && head.length < 66) return null;
  const masks = masked ? [54, 58, 62].map((at) => view.getUint32(at, true)) : USUAL_MASKS[bits];
  if (masks === undefined || masks.includes(0)) return null;
  return { ...common, channels: 3, decodeRow: byMasks(masks, bits / 8, width) };
}

/** The palette as red, green, blue; null where the file ends within it. */
function readColours(
  head: Uint8Array,
  headerBytes: number,
  told: number,
  bits: number,
): Uint8Array | null {
  const most = 2 ** bits;
  const colours = told === 0 ? most : Math.min(told, most);
  const step = headerBytes === CORE_BYTES ? 3 : 4;
  const begin = FILE_HEADER_BYTES + headerBytes;
  if (head.length < begin + colours * step) return null;
  return Uint8Array.from({ length: colours * 3 }, (_, at) => {
    const entry = begin + Math.floor(at / 3) * step;
    return head[entry + (ORDER[at % 3] ?? 0)] ?? 0;
  });
}

/** Pixels that are numbers of colours, several in a byte, the first in its highest bits. */
function byColours(
  colours: Uint8Array,
  bits: number,
  width: number,
): Pick<UncompressedHeader, 'channels' | 'decodeRow'> {
  const grey = colours.every((value, at) => value === colours[at - (at % 3)]);
  const channels = grey ? 1 : 3;
  const perByte = 8 / bits;
  return {
    channels,
    decodeRow(row, pixels, at) {
      for (let x = 0; x < width; x += 1) {
        const byte = row[Math.floor(x / perByte)] ?? 0;
        const colour = (byte >> (8 - bits * ((x % perByte) + 1))) & (2 ** bits - 1);
        for (let channel = 0; channel < channels; channel += 1) {
          pixels[at + x * channels + channel] = colours[colour * 3 + channel] ?? 0;
        }
      }
    },
  };
}

function byBytes(width: number): UncompressedHeader['decodeRow'] {
  return (row, pixels, at) => {
    for (let x = 0; x < width * 3; x += 3) {
      pixels[at + x] = row[x + 2] ?? 0;
      pixels[at + x + 1] = row[x + 1] ?? 0;
      pixels[at + x + 2] = row[x] ?? 0;
    }
  };
}

/** Pixels of two or four bytes, of which masks say which bits are red, green and blue. */
function byMasks(
  masks: readonly number[],
  pixelBytes: number,
  width: number,
): UncompressedHeader['decodeRow'] {
  const parts = masks.map((mask) => {
    const shift = 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift };
  });
  return (row, pixels, at) => {
    const view = new DataView(row.buffer, row.byteOffset, row.length);
    for (let x = 0; x < width; x += 1) {
      const place = x * pixelBytes;
      const value = pixelBytes === 2 ? view.getUint16(place, true) : view.getUint32(place, true);
      for (const [channel, { mask, shift, most }] of parts.entries()) {
        pixels[at + x * 3 + channel] = Math.round((((value & mask) >>> shift) * 255) / most);
      }
    }
  };
}
