const INFINITY_BITS = 0x7c00;
const NAN_BITS = 0x7e00;
const LARGEST = 65_504;
const SMALLEST_NORMAL = 2 ** -14;
const SMALLEST = 2 ** -24;
const MANTISSA_STEPS = 1024;

/**
 * The bits of the float16 nearest to a number, ties to even.
 * @source IEEE 754-2008, binary16: 1 sign, 5 exponent and 10 mantissa bits
 */
export function halfBits(value: number): number {
  if (Number.isNaN(value)) return NAN_BITS;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  // Halfway to the number that would come after the largest one.
  if (size >= LARGEST + 16) return sign | INFINITY_BITS;
  if (size < SMALLEST_NORMAL) return sign | roundedToEven(size / SMALLEST);
  const exponent = Math.floor(Math.log2(size));
  // Mantissas that round up to 2 carry into the exponent, as the bits do by themselves.
  const mantissa = roundedToEven((size / 2 ** exponent - 1) * MANTISSA_STEPS);
  return sign | ((exponent + 15) * MANTISSA_STEPS + mantissa);
}

function roundedToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
