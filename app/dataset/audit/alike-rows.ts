/** Rows that are alike, and what is alike to these: none of them can go to another split without the others. */
export class AlikeRows {
  readonly #above: Uint32Array;

  constructor(rows: number) {
    this.#above = Uint32Array.from({ length: rows }, (_, at) => at);
  }

  join(one: number, other: number): void {
    this.#above[this.#rootOf(other)] = this.#rootOf(one);
  }

  areJoined(one: number, other: number): boolean {
    return this.#rootOf(one) === this.#rootOf(other);
  }

  /** All rows of the groups that hold one of these; rows ascend. */
  groupsOf(some: readonly number[]): readonly (readonly number[])[] {
    const groups = new Map(some.map((at) => [this.#rootOf(at), [] as number[]]));
    for (let at = 0; at < this.#above.length; at += 1) groups.get(this.#rootOf(at))?.push(at);
    return [...groups.values()];
  }

  /** All groups of several rows. */
  groups(): readonly (readonly number[])[] {
    const joined = Array.from(this.#above.keys()).filter((at) => this.#rootOf(at) !== at);
    return this.groupsOf(joined);
  }

  #rootOf(at: number): number {
    let root = at;
    while (this.#above[root] !== root) {
      const up = this.#above[root] ?? root;
      // Halving the way keeps later ones short.
      this.#above[root] = this.#above[up] ?? up;
      root = this.#above[root] ?? root;
    }
    return root;
  }
}
