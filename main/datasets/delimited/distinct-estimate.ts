const REGISTER_BITS = 12;
const REGISTERS = 2 ** REGISTER_BITS;
/** @source Flajolet et al., "HyperLogLog", 2007, figure 3 */
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

/**
 * Estimates how many different numbers there are, by some 2 %, in 4 KiB.
 * @source Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation
 * algorithm", 2007
 */
export class DistinctEstimate {
  readonly #registers = new Uint8Array(REGISTERS);

  /** Takes numbers; NaN is none. */
  add(values: Float64Array): void {
    const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
    const registers = this.#registers;
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      // Zero has two signs.
      const high = value === 0 ? 0 : (halves[2 * at + 1] ?? 0);
      const hash = mixed(halves[2 * at] ?? 0, high);
      const register = hash >>> (32 - REGISTER_BITS);
      const rank = Math.clz32((hash << REGISTER_BITS) | (REGISTERS - 1)) + 1;
      if (rank > (registers[register] ?? 0)) registers[register] = rank;
    }
  }

  count(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.#registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty += 1;
    }
    const raw = (ALPHA * REGISTERS * REGISTERS) / sum;
    // Few numbers are told better by the registers that none has come to.
    const few = raw <= 2.5 * REGISTERS && empty > 0;
    if (few) return Math.round(REGISTERS * Math.log(REGISTERS / empty));
    // Of very many, some share a hash.
    const share = Math.min(raw / 2 ** 32, 1 - 1 / 2 ** 32);
    return Math.round(-(2 ** 32) * Math.log1p(-share));
  }
}

/** @source the finaliser of MurmurHash3, applied to both halves in turn */
function mixed(low: number, high: number): number {
  return scrambled(scrambled(low) ^ Math.imul(high, 0x9e3779b1));
}

function scrambled(bits: number): number {
  let mix = bits ^ (bits >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix ^= mix >>> 13;
  mix = Math.imul(mix, 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}
