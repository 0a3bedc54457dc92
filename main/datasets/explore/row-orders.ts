/** Bytes of orders that are kept, 4 for each row; the one in use is kept whatever it takes. */
const MOST_BYTES = 128 * 1024 ** 2;
const MOST_TOTALS = 200;

/** Rows in the orders that were asked for lately, so that scrolling through one sorts once. */
export class RowOrders {
  readonly #orders = new Map<string, Promise<Uint32Array>>();
  readonly #sizes = new Map<string, number>();
  readonly #totals = new Map<string, number>();

  /** Whether it was asked for before, and went well. */
  knows(key: string): boolean {
    return this.#sizes.has(key) || this.#totals.has(key);
  }

  /** How many rows an order has, where that is known. */
  total(key: string): number | null {
    return this.#totals.get(key) ?? null;
  }

  keepTotal(key: string, total: number): number {
    const [oldest] = this.#totals.keys();
    if (oldest !== undefined && this.#totals.size >= MOST_TOTALS) this.#totals.delete(oldest);
    this.#totals.set(key, total);
    return total;
  }

  /** Numbers of the rows, from 1; `read` appends them piece by piece where they are not known. */
  async order(
    key: string,
    read: (append: (rows: Uint32Array) => void) => Promise<void>,
  ): Promise<Uint32Array> {
    const known = this.#orders.get(key);
    // The last one used is the last to go.
    if (known !== undefined) {
      this.#orders.delete(key);
      this.#orders.set(key, known);
      return known;
    }
    const made = gather(read);
    this.#orders.set(key, made);
    try {
      const order = await made;
      this.#sizes.set(key, order.byteLength);
      this.keepTotal(key, order.length);
      this.#letGo(key);
      return order;
    } catch (cause) {
      this.#orders.delete(key);
      throw cause;
    }
  }

  #letGo(kept: string): void {
    let bytes = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const key of [...this.#orders.keys()]) {
      const size = this.#sizes.get(key);
      if (bytes <= MOST_BYTES || key === kept || size === undefined) continue;
      this.#orders.delete(key);
      this.#sizes.delete(key);
      bytes -= size;
    }
  }
}

async function gather(
  read: (append: (rows: Uint32Array) => void) => Promise<void>,
): Promise<Uint32Array> {
  const pieces: Uint32Array[] = [];
  await read((rows) => pieces.push(rows));
  const order = new Uint32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let from = 0;
  for (const piece of pieces) {
    order.set(piece, from);
    from += piece.length;
  }
  return order;
}
