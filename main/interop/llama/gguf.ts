/**
 * Writes model files as llama.cpp reads them, for models that tests make up.
 * @source ggml, docs/gguf.md, version 3
 */

export type GgufValue =
  | { readonly type: 'uint32'; readonly value: number }
  | { readonly type: 'float32'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'texts'; readonly value: readonly string[] }
  | { readonly type: 'float32s'; readonly value: readonly number[] }
  | { readonly type: 'int32s'; readonly value: readonly number[] };

export interface GgufTensor {
  readonly name: string;
  /** The fastest running axis first. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const MAGIC = 0x46554747;
const VERSION = 3;
const ALIGNMENT = 32;
const UINT32 = 4;
const INT32 = 5;
const FLOAT32 = 6;
const TEXT = 8;
const ARRAY = 9;
/** Of tensors. */
const F32 = 0;

export function ggufFile(
  metadata: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufTensor[],
): Uint8Array {
  const head = new ByteWriter();
  head.uint32(MAGIC);
  head.uint32(VERSION);
  head.uint64(tensors.length);
  head.uint64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    head.text(key);
    writeValue(head, value);
  }
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    head.text(name);
    head.uint32(shape.length);
    for (const size of shape) head.uint64(size);
    head.uint32(F32);
    head.uint64(offset);
    offset = aligned(offset + data.byteLength);
  }
  const begin = aligned(head.length);
  const file = new Uint8Array(begin + offset);
  file.set(head.bytes());
  let at = begin;
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at = aligned(at + data.byteLength);
  }
  return file;
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

function writeValue(writer: ByteWriter, given: GgufValue): void {
  switch (given.type) {
    case 'uint32':
      writer.uint32(UINT32);
      writer.uint32(given.value);
      return;
    case 'float32':
      writer.uint32(FLOAT32);
      writer.float32(given.value);
      return;
    case 'text':
      writer.uint32(TEXT);
      writer.text(given.value);
      return;
    case 'texts':
      writeArray(writer, TEXT, given.value, (value) => writer.text(value));
      return;
    case 'float32s':
      writeArray(writer, FLOAT32, given.value, (value) => writer.float32(value));
      return;
    case 'int32s':
      writeArray(writer, INT32, given.value, (value) => writer.uint32(value));
      return;
  }
}

function writeArray<T>(
  writer: ByteWriter,
  type: number,
  values: readonly T[],
  write: (value: T) => void,
): void {
  writer.uint32(ARRAY);
  writer.uint32(type);
  writer.uint64(values.length);
  for (const value of values) write(value);
}

/** Little-endian. */
class ByteWriter {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  uint32(value: number): void {
    this.#number(4, (view) => view.setUint32(0, value, true));
  }

  uint64(value: number): void {
    this.#number(8, (view) => view.setBigUint64(0, BigInt(value), true));
  }

  float32(value: number): void {
    this.#number(4, (view) => view.setFloat32(0, value, true));
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.uint64(bytes.length);
    this.#add(bytes);
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  #number(size: number, write: (view: DataView) => void): void {
    const bytes = new Uint8Array(size);
    write(new DataView(bytes.buffer));
    this.#add(bytes);
  }

  #add(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }
}
