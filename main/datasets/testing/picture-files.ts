/** A bitmap without compression. */
export function bmpOf(picture: {
  readonly width: number;
  readonly height: number;
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32;
  /** Red, green and blue from the top, or numbers of colours. */
  readonly pixels?: Uint8Array;
  /** Pixels of 16 bits as they are stored. */
  readonly values?: readonly number[];
  readonly colours?: readonly (readonly number[])[];
  readonly masks?: readonly number[];
  readonly topDown?: boolean;
}): Uint8Array {
  const { width, height, bits, pixels = new Uint8Array(0), values = [], masks = [] } = picture;
  const { colours = [], topDown = false } = picture;
  const palette = bits <= 8 ? Array.from({ length: 2 ** bits }, (_, at) => colours[at] ?? []) : [];
  const offset = 54 + palette.length * 4 + masks.length * 4;
  const rowBytes = Math.ceil((bits * width) / 32) * 4;
  const bytes = Buffer.alloc(offset + rowBytes * height);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(offset, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(topDown ? -height : height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(bits, 28);
  bytes.writeUInt32LE(masks.length > 0 ? 3 : 0, 30);
  for (const [at, mask] of masks.entries()) bytes.writeUInt32LE(mask, 54 + at * 4);
  for (const [at, [red = 0, green = 0, blue = 0]] of palette.entries()) {
    bytes.set([blue, green, red], 54 + at * 4);
  }
  for (let y = 0; y < height; y += 1) {
    const row = offset + (topDown ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      if (bits === 16) bytes.writeUInt16LE(values[at] ?? 0, row + x * 2);
      else if (bits >= 24) {
        const [red = 0, green = 0, blue = 0] = pixels.subarray(at * 3);
        bytes.set([blue, green, red], row + (x * bits) / 8);
      } else {
        const place = row + Math.floor((x * bits) / 8);
        const shift = 8 - bits - ((x * bits) % 8);
        bytes[place] = (bytes[place] ?? 0) | ((pixels[at] ?? 0) << shift);
      }
    }
  }
  return bytes;
}

/** A binary PGM or PPM file. @param most the largest value; two bytes each above 255, of which 257 make one more */
export function netpbmOf(picture: {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly most: number;
  readonly pixels: Uint8Array;
}): Uint8Array {
  const { width, height, channels, most, pixels } = picture;
  const head = Buffer.from(
    `P${channels === 1 ? 5 : 6}\n# made here\n${width} ${height}\n${most}\n`,
  );
  const body = Buffer.from(
    most > 255 ? [...pixels].flatMap((value) => [value, value]) : [...pixels],
  );
  return Buffer.concat([head, body]);
}
