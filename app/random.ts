/**
 * Random numbers from a counter, not from a hidden state: the same (seed, stream name, position)
 * gives the same number on every machine, in every order, and streams never touch each other.
 * Generator: Philox 4×32, 10 rounds.
 * @source Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011, §3.3
 */
const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
/** Golden ratio and √3 − 1, as 32-bit fractions: the key schedule's Weyl increments. */
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;

const WORD = 2 ** 32;
/** Of a shuffle's stream at a time, a multiple of a block. */
const DRAWN_WORDS = 1024;

export type Words4 = readonly [number, number, number, number];
export type Words2 = readonly [number, number];

/** Upper 32 bits of a 32 × 32-bit product, signed; `Math.imul` has the lower. */
function multiplyHigh(left: number, right: number): number {
  const leftLow = left & 0xffff;
  const leftHigh = left >>> 16;
  const rightLow = right & 0xffff;
  const rightHigh = right >>> 16;
  // Whole 32-bit arithmetic throughout: plain products would become floating-point ones.
  const cross = Math.imul(leftLow, rightHigh);
  const otherCross = Math.imul(leftHigh, rightLow);
  const carry = (Math.imul(leftLow, rightLow) >>> 16) + (cross & 0xffff) + (otherCross & 0xffff);
  const high = Math.imul(leftHigh, rightHigh);
  return (high + (cross >>> 16) + (otherCross >>> 16) + (carry >>> 16)) | 0;
}

/**
 * One block of four 32-bit words for a counter and a key.
 * @param block where the words go; given by the caller, as a fresh one each time takes twice as long
 */
export function philox(counter: Words4, key: Words2, block: Uint32Array): void {
  const [c0, c1, c2, c3] = counter;
  writeBlock(c0, c1, c2, c3, key[0], key[1], block, 0);
}

/** The same from single words, into a place among others: lists take longer than the arithmetic. */
function writeBlock(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
  words: Uint32Array,
  at: number,
): void {
  let c0 = counter0 | 0;
  let c1 = counter1 | 0;
  let c2 = counter2 | 0;
  let c3 = counter3 | 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + KEY_STEP_0) | 0;
    k1 = (k1 + KEY_STEP_1) | 0;
  }
  words[at] = c0;
  words[at + 1] = c1;
  words[at + 2] = c2;
  words[at + 3] = c3;
}

/** Condenses a name into two words, by passing its UTF-16 code units through the generator itself. */
function nameWords(name: string): Words2 {
  const state = Uint32Array.of(name.length, 0, 0, 0);
  for (let at = 0; at < name.length; at += 2) {
    const pair = name.charCodeAt(at) + 0x10000 * (name.charCodeAt(at + 1) || 0);
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = state;
    philox([s0 ^ pair, s1, s2, s3], [KEY_STEP_0, at], state);
  }
  return [state[0] ?? 0, state[1] ?? 0];
}

const seedWords = (seed: number): Words2 => [seed >>> 0, Math.floor(seed / WORD) >>> 0];

/** Numbers of one stream, read in order. */
export interface RandomStream {
  /** Uniform over 0 … 2³² − 1. */
  nextUint32(): number;
  /** Uniform over [0, 1), a multiple of 2⁻²⁴, so that float32 holds it exactly. */
  nextFloat(): number;
  /** Uniform over 0 … bound − 1, without bias. */
  nextBelow(bound: number): number;
}

/**
 * A stream of its own for each name.
 * @param seed any whole number, safe in float64
 * @param name what the numbers are for, e.g. `weight/dense/kernel`
 */
export function randomStream(seed: number, name: string): RandomStream {
  const key = seedWords(seed);
  const [name0, name1] = nameWords(name);
  const block = new Uint32Array(4);
  let position = 0;

  function nextUint32(): number {
    const lane = position % 4;
    if (lane === 0) {
      const index = position / 4;
      philox([index >>> 0, Math.floor(index / WORD) >>> 0, name0, name1], key, block);
    }
    position += 1;
    return block[lane] ?? 0;
  }

  return {
    nextUint32,
    nextFloat: () => (nextUint32() >>> 8) * 2 ** -24,
    nextBelow(bound) {
      // Rejection under a mask: at most two draws on average, and no modulo bias.
      const mask = bound <= 1 ? 0 : 0xffffffff >>> Math.clz32(bound - 1);
      for (;;) {
        const drawn = (nextUint32() & mask) >>> 0;
        if (drawn < bound) return drawn;
      }
    },
  };
}

/** `count` uniform numbers in [low, high) of one stream. */
export function uniformFloats(
  seed: number,
  name: string,
  count: number,
  low = 0,
  high = 1,
): Float32Array {
  const stream = randomStream(seed, name);
  return new Float32Array(count).map(() => low + (high - low) * stream.nextFloat());
}

/**
 * Order in which an epoch visits the rows of a split: a permutation of 0 … rows − 1 (Fisher–Yates).
 * It depends on seed and epoch alone, so a resumed run sees the same order.
 */
export function shuffledRows(seed: number, epoch: number, rows: number): Int32Array {
  const order = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) order[row] = row;
  shuffleInPlace(order, seed, `shuffle/${epoch}`);
  return order;
}

/** Brings values into an order of the stream's (Fisher–Yates). */
export function shuffleInPlace(order: Int32Array | Uint32Array, seed: number, name: string): void {
  const [key0, key1] = seedWords(seed);
  const [name0, name1] = nameWords(name);
  // What `nextBelow` of the stream gives, many words at a time: in a third of the time.
  const words = new Uint32Array(DRAWN_WORDS);
  let at = DRAWN_WORDS;
  let block = 0;
  for (let last = order.length - 1; last > 0; last -= 1) {
    const mask = 0xffffffff >>> Math.clz32(last);
    let other = WORD;
    while (other > last) {
      if (at === DRAWN_WORDS) {
        for (at = 0; at < DRAWN_WORDS; at += 4, block += 1) {
          writeBlock(block, 0, name0, name1, key0, key1, words, at);
        }
        at = 0;
      }
      other = ((words[at] ?? 0) & mask) >>> 0;
      at += 1;
    }
    const moved = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = moved;
  }
}
