import { MOST_CHARACTERS, MOST_CODES } from './kept-columns.ts';

const FIRST_SLOTS = 2 ** 10;
/** No cell has this code. */
const FREE = -1;

/** Numbers the different cells of a column in the order of their first rows; cells are told apart by their bytes. */
export class CellCodes {
  /** Codes by hash, in open addressing: at most half are taken. */
  #slots = new Int32Array(FIRST_SLOTS).fill(FREE);
  #hashes = new Int32Array(FIRST_SLOTS);
  readonly #cells: Uint8Array[] = [];
  #bytes = 0;

  /** Whether there are too many different cells, or too long ones: codes mean nothing then. */
  get given(): boolean {
    return this.#cells.length > MOST_CODES || this.#bytes > MOST_CHARACTERS;
  }

  get size(): number {
    return this.#cells.length;
  }

  /**
   * The code of a cell, a new one if there was none alike.
   * @param hash any number that is the same for the same bytes
   */
  find(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const last = this.#slots.length - 1;
    for (let slot = spread(hash) & last; ; slot = (slot + 1) & last) {
      const code = this.#slots[slot] ?? FREE;
      if (code === FREE) return this.#add(bytes, from, to, hash, slot);
      if (this.#hashes[code] === hash && isSame(this.#cells[code], bytes, from, to)) return code;
    }
  }

  #add(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const code = this.#cells.length;
    if (this.given) return 0;
    this.#cells.push(bytes.slice(from, to));
    this.#bytes += to - from;
    this.#hashes[code] = hash;
    this.#slots[slot] = code;
    if (2 * (code + 1) >= this.#slots.length) this.#grow();
    return code;
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length).fill(FREE);
    const hashes = new Int32Array(slots.length);
    hashes.set(this.#hashes);
    for (let code = 0; code < this.#cells.length; code += 1) {
      let slot = spread(hashes[code] ?? 0) & (slots.length - 1);
      while (slots[slot] !== FREE) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = code;
    }
    this.#slots = slots;
    this.#hashes = hashes;
  }

  /** The cells by their codes. */
  texts(): readonly string[] {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return this.#cells.map((cell) => decoder.decode(cell));
  }
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

function isSame(cell: Uint8Array | undefined, bytes: Uint8Array, from: number, to: number) {
  if (cell === undefined || cell.length !== to - from) return false;
  for (let at = 0; at < cell.length; at += 1) if (cell[at] !== bytes[from + at]) return false;
  return true;
}
