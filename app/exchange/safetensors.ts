import { elementCount, type Shape } from '../shape.ts';

/** A weight by its name, float32. */
export interface NamedWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

/** The header's length is a uint64 ahead of it. */
const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;
/** Readers map files into memory: the tensors begin where any number may lie. */
const ALIGNMENT = 8;

/**
 * Weights as the bytes of a .safetensors file: a JSON header, then the numbers, little-endian, row-major.
 * @param metadata texts by name, which the file tells of itself
 * @source github.com/huggingface/safetensors, "Format", as of version 0.4
 */
export function encodeSafetensors(
  weights: readonly NamedWeight[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const { name, shape } of weights) {
    const begin = end;
    end += elementCount(shape) * FLOAT_BYTES;
    header[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
  }
  const json = asciiJson(header);
  const headerBytes = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  // What is left of the header is blank.
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  for (let place = 0; place < json.length; place += 1) {
    bytes[LENGTH_BYTES + place] = json.charCodeAt(place);
  }
  let offset = LENGTH_BYTES + headerBytes;
  for (const { shape, values } of weights) {
    const size = elementCount(shape);
    new Float32Array(bytes.buffer, offset, size).set(values);
    offset += size * FLOAT_BYTES;
  }
  return bytes;
}

/** JSON in which every character is one byte. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
