import { foldOf } from '../../../app/dataset/recipes/apply-table.ts';
import { type Frame, isMissing, numbersOf, textsOf } from '../../../app/dataset/recipes/frame.ts';
import {
  MOST_TEXTS,
  type Moments,
  type TargetSums,
} from '../../../app/dataset/recipes/training-facts.ts';
import { wordsOf } from '../../../app/dataset/recipes/words.ts';

/** Training rows of a piece of the table. */
export interface TrainingFrame {
  readonly frame: Frame;
  /** Rows of the frame that train. */
  readonly rows: Uint32Array;
  /** Number of the frame's first row in the source. */
  readonly firstRow: number;
}

/**
 * Sums over training rows in the order of the source: the same on every machine, however many threads
 * read the table.
 */
export async function sumMoments(
  frames: AsyncIterable<TrainingFrame>,
  columns: readonly string[],
): Promise<ReadonlyMap<string, Moments>> {
  const sums = columns.map(() => new MomentSum());
  for await (const { frame, rows } of frames) {
    for (const [at, column] of columns.entries()) {
      const vector = frame.columns.get(column);
      if (vector !== undefined) sums[at]?.add(numbersOf(vector), rows);
    }
  }
  return new Map(columns.map((column, at) => [column, sums[at]?.moments() ?? NOTHING]));
}

const NOTHING: Moments = { present: 0, missing: 0, mean: 0, stddev: 0, minimum: 0, maximum: 0 };

/** @source Welford, "Note on a method for calculating corrected sums of squares and products", 1962 */
class MomentSum {
  #present = 0;
  #missing = 0;
  #mean = 0;
  #squares = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;

  add(values: Float64Array, rows: Uint32Array): void {
    let present = this.#present;
    let mean = this.#mean;
    let squares = this.#squares;
    let minimum = this.#minimum;
    let maximum = this.#maximum;
    for (let at = 0; at < rows.length; at += 1) {
      const value = values[rows[at] ?? 0] ?? Number.NaN;
      if (Number.isNaN(value)) {
        this.#missing += 1;
        continue;
      }
      present += 1;
      const off = value - mean;
      mean += off / present;
      squares += off * (value - mean);
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
    }
    this.#present = present;
    this.#mean = mean;
    this.#squares = squares;
    this.#minimum = minimum;
    this.#maximum = maximum;
  }

  moments(): Moments {
    const present = this.#present;
    if (present === 0) return { ...NOTHING, missing: this.#missing };
    return {
      present,
      missing: this.#missing,
      mean: this.#mean,
      stddev: Math.sqrt(this.#squares / present),
      minimum: this.#minimum,
      maximum: this.#maximum,
    };
  }
}

export async function countMissing(
  frames: AsyncIterable<TrainingFrame>,
  columns: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map(columns.map((column) => [column, 0]));
  for await (const { frame, rows } of frames) {
    for (const column of columns) {
      const vector = frame.columns.get(column);
      if (vector === undefined) continue;
      let found = 0;
      for (const row of rows) if (isMissing(vector, row)) found += 1;
      counts.set(column, (counts.get(column) ?? 0) + found);
    }
  }
  return counts;
}

/** Rows of each text. Of very many texts the rarest are forgotten on the way. */
export async function countTexts(
  frames: AsyncIterable<TrainingFrame>,
  column: string,
  partsOf: (text: string) => Iterable<string>,
): Promise<{ readonly rows: number; readonly counts: ReadonlyMap<string, number> }> {
  const counts = new Map<string, number>();
  let total = 0;
  for await (const { frame, rows } of frames) {
    const texts = textsOf(frame.columns.get(column) ?? { kind: 'texts', values: [] });
    for (const row of rows) {
      const text = texts[row] ?? null;
      if (text === null) continue;
      total += 1;
      for (const part of partsOf(text)) counts.set(part, (counts.get(part) ?? 0) + 1);
    }
    forgetRarest(counts);
  }
  return { rows: total, counts };
}

/** Rows of each text, of texts that are few: worked out by their places in the list, where there is one. */
export async function countCategories(
  frames: AsyncIterable<TrainingFrame>,
  column: string,
): Promise<{ readonly rows: number; readonly counts: ReadonlyMap<string, number> }> {
  const counts = new Map<string, number>();
  let total = 0;
  const add = (text: string | null, rows: number) => {
    if (text === null || rows === 0) return;
    total += rows;
    counts.set(text, (counts.get(text) ?? 0) + rows);
  };
  for await (const { frame, rows } of frames) {
    const vector = frame.columns.get(column);
    const coded = vector?.kind === 'texts' ? vector.coded : undefined;
    if (coded === undefined) {
      const texts = textsOf(vector ?? { kind: 'texts', values: [] });
      for (const row of rows) add(texts[row] ?? null, 1);
      continue;
    }
    const ofCode = new Uint32Array(coded.texts.length);
    for (let at = 0; at < rows.length; at += 1) {
      const code = coded.codes[rows[at] ?? 0] ?? 0;
      ofCode[code] = (ofCode[code] ?? 0) + 1;
    }
    for (const [code, count] of ofCode.entries()) add(coded.texts[code] ?? null, count);
  }
  return { rows: total, counts };
}

/** Memory is bounded whatever a file holds; a word among the most frequent is never forgotten for long. */
function forgetRarest(counts: Map<string, number>): void {
  for (let rare = 1; counts.size > 10 * MOST_TEXTS; rare += 1) {
    for (const [text, count] of counts) if (count <= rare) counts.delete(text);
  }
}

/** Every word of a text once. */
export function distinctWords(text: string): Iterable<string> {
  return new Set(wordsOf(text));
}

/**
 * Sums of the target by fold and category.
 * @param width numbers that a target becomes
 * @param targetOf writes them for a row of the source
 */
export async function sumTargets(
  frames: AsyncIterable<TrainingFrame>,
  column: string,
  folds: number,
  width: number,
  targetOf: (frame: Frame, row: number, sourceRow: number, into: Float64Array) => void,
): Promise<TargetSums> {
  const index = new Map<string | null, number>();
  const rowsOf = Array.from({ length: folds }, (): number[] => []);
  const sumsOf = Array.from({ length: folds }, (): number[] => []);
  const target = new Float64Array(width);
  for await (const { frame, rows, firstRow } of frames) {
    const texts = textsOf(frame.columns.get(column) ?? { kind: 'texts', values: [] });
    for (const row of rows) {
      const text = texts[row] ?? null;
      // What is too much to keep counts as missing: towards the overall mean.
      const known = index.get(text) ?? (index.size < MOST_TEXTS ? index.size : index.get(null));
      const category = known ?? index.size;
      if (!index.has(text) && category === index.size) index.set(text, category);
      const fold = foldOf(firstRow + row, folds);
      targetOf(frame, row, firstRow + row, target);
      const counts = rowsOf[fold] ?? [];
      const sums = sumsOf[fold] ?? [];
      counts[category] = (counts[category] ?? 0) + 1;
      for (let output = 0; output < width; output += 1) {
        const at = category * width + output;
        sums[at] = (sums[at] ?? 0) + (target[output] ?? 0);
      }
    }
  }
  return ordered(index, rowsOf, sumsOf, width);
}

/** Categories in the order of their texts, what is missing last. */
function ordered(
  index: ReadonlyMap<string | null, number>,
  rows: readonly (readonly number[])[],
  sums: readonly (readonly number[])[],
  width: number,
): TargetSums {
  const categories = [...index.keys()].filter((text) => text !== null).toSorted();
  const places = [...categories, null].map((text) => index.get(text) ?? -1);
  return {
    categories,
    rows: rows.map((counts) => Float64Array.from(places, (place) => counts[place] ?? 0)),
    sums: sums.map((ofFold) =>
      Float64Array.from(
        places.flatMap((place) =>
          Array.from({ length: width }, (_, output) => ofFold[place * width + output] ?? 0),
        ),
      ),
    ),
  };
}
