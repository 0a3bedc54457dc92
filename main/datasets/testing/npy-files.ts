/** What a test says of an array; unsigned bytes in C order where left out. */
export interface TestArray {
  readonly descr?: string;
  readonly fortran?: boolean;
  readonly version?: 1 | 2 | 3;
  /** The whole dictionary, instead of one that fits. */
  readonly dictionary?: string;
}

/** A NumPy file, padded as NumPy pads it. */
export function npyOf(
  shape: readonly number[],
  data: Uint8Array,
  { descr = '|u1', fortran = false, version = 1, dictionary }: TestArray = {},
): Buffer {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const order = fortran ? 'True' : 'False';
  const text =
    dictionary ?? `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${axes}), }`;
  const sizeBytes = version === 1 ? 2 : 4;
  const used = 8 + sizeBytes + Buffer.byteLength(text) + 1;
  const header = Buffer.from(`${text}${' '.repeat((64 - (used % 64)) % 64)}\n`);
  const size = Buffer.alloc(sizeBytes);
  size.writeUIntLE(header.length, 0, sizeBytes);
  const mark = Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]);
  return Buffer.concat([mark, size, header, data]);
}

/** Images of 2 × 3 whose pixels all hold the row's number. */
export function numberedImages(rows: number, first = 0): Buffer {
  const pixels = Uint8Array.from({ length: rows * 6 }, (_, at) => first + Math.floor(at / 6));
  return npyOf([rows, 2, 3], pixels);
}

/** Labels in turn, as bytes. */
export function labelsInTurn(rows: number, classes = 2): Buffer {
  return npyOf(
    [rows],
    Uint8Array.from({ length: rows }, (_, row) => row % classes),
  );
}

/** The bytes of numbers, as this machine has them. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
