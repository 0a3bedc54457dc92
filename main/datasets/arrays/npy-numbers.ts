import type { NpyHeader } from './npy-header.ts';

/** Numbers of an array in the machine's own form. @param bytes whole items, as the file has them */
export function npyNumbers(
  bytes: Uint8Array,
  { kind, itemBytes, bigEndian }: Pick<NpyHeader, 'kind' | 'itemBytes' | 'bigEndian'>,
): ArrayLike<number> {
  const own = new Uint8Array(bytes);
  if (bigEndian && itemBytes > 1) own.set(swapped(own, itemBytes));
  const { buffer } = own;
  switch (`${kind}${itemBytes}`) {
    case 'i1':
      return new Int8Array(buffer);
    case 'i2':
      return new Int16Array(buffer);
    case 'i4':
      return new Int32Array(buffer);
    case 'i8':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case 'u2':
      return new Uint16Array(buffer);
    case 'u4':
      return new Uint32Array(buffer);
    case 'u8':
      return Float64Array.from(new BigUint64Array(buffer), Number);
    case 'f2':
      return Float32Array.from(new Uint16Array(buffer), halfNumber);
    case 'f4':
      return new Float32Array(buffer);
    case 'f8':
      return new Float64Array(buffer);
    default:
      // Bytes, and booleans.
      return own;
  }
}

function swapped(bytes: Uint8Array, itemBytes: number): Uint8Array {
  const copy = Buffer.from(bytes);
  if (itemBytes === 2) return copy.swap16();
  return itemBytes === 4 ? copy.swap32() : copy.swap64();
}

/** A number of two bytes. @source IEEE 754-2019, binary16 */
function halfNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}
