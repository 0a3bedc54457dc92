import { LARGEST_NUMBER } from '../../../app/dataset/raw-value.ts';
import { DistinctEstimate } from './distinct-estimate.ts';

/** What the numbers of a column are like, counted row after row in the order of the source. */
export interface NumberFacts {
  readonly numbers: number;
  readonly missing: number;
  /** Cells that hold something else. */
  readonly others: number;
  readonly integers: number;
  /** Estimated, by some 2 %. */
  readonly distinct: number;
  /** Characters of whole numbers as they are usually written, on average. */
  readonly meanDigits: number;
  readonly countsRows: boolean;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly mean: number | null;
  /** Of the population. */
  readonly stddev: number | null;
}

/** Gathers facts about a column of numbers piece by piece; a piece is read while it is in the cache. */
export class NumberSum {
  readonly #distinct = new DistinctEstimate();
  #numbers = 0;
  #missing = 0;
  #others = 0;
  #integers = 0;
  #digits = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;
  #leastAhead = Number.POSITIVE_INFINITY;
  #mostAhead = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #squares = 0;

  /**
   * @param values NaN where a cell is missing, infinite where it holds something else, which becomes NaN
   * @param firstRow number of the first row
   */
  add(values: Float64Array, firstRow: number): void {
    const before = this.#numbers;
    let sum = 0;
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] ?? Number.NaN;
      if (!(Math.abs(value) <= LARGEST_NUMBER)) {
        if (Number.isNaN(value)) this.#missing += 1;
        else this.#others += 1;
        values[at] = Number.NaN;
        continue;
      }
      this.#numbers += 1;
      sum += value;
      if (value < this.#minimum) this.#minimum = value;
      if (value > this.#maximum) this.#maximum = value;
      if (value !== Math.trunc(value)) continue;
      this.#integers += 1;
      this.#digits += digitsOf(value);
      const ahead = value - (firstRow + at);
      if (ahead < this.#leastAhead) this.#leastAhead = ahead;
      if (ahead > this.#mostAhead) this.#mostAhead = ahead;
    }
    this.#distinct.add(values);
    const added = this.#numbers - before;
    if (added > 0) this.#merge(values, sum / added, added);
  }

  /** @source Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979 */
  #merge(values: Float64Array, mean: number, added: number): void {
    let squares = 0;
    for (let at = 0; at < values.length; at += 1) {
      const off = (values[at] ?? 0) - mean;
      if (!Number.isNaN(off)) squares += off * off;
    }
    const before = this.#numbers - added;
    const apart = mean - this.#mean;
    this.#mean += (apart * added) / this.#numbers;
    this.#squares += squares + (apart * apart * before * added) / this.#numbers;
  }

  facts(): NumberFacts {
    const numbers = this.#numbers;
    const some = numbers > 0;
    const whole = this.#integers === numbers && some;
    const inStep = whole && this.#leastAhead === this.#mostAhead;
    return {
      numbers,
      missing: this.#missing,
      others: this.#others,
      integers: this.#integers,
      distinct: Math.min(numbers, this.#distinct.count()),
      meanDigits: this.#integers > 0 ? this.#digits / this.#integers : 0,
      countsRows: inStep && (this.#minimum === 0 || this.#minimum === 1),
      minimum: some ? this.#minimum : null,
      maximum: some ? this.#maximum : null,
      mean: some ? this.#mean : null,
      stddev: some ? Math.sqrt(this.#squares / numbers) : null,
    };
  }
}

function digitsOf(whole: number): number {
  let digits = whole < 0 ? 2 : 1;
  for (let size = Math.abs(whole); size >= 10; size /= 10) digits += 1;
  return digits;
}
