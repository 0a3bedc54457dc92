const FIRST_ROOM = 1024;

/** Whole numbers one after the other, as many as come: a plain array of them would take three times as much. */
export class NumberList {
  #numbers = new Int32Array(FIRST_ROOM);
  #length = 0;

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const wider = new Int32Array(2 * this.#length);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[this.#length] = number;
    this.#length += 1;
  }

  finish(): Int32Array {
    return this.#numbers.subarray(0, this.#length);
  }
}
