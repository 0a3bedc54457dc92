import type { OpEntries } from './fitted-table.ts';
import { codedVector, isMissing, textsOf, type Vector } from './frame.ts';
import type { Apply } from './number-ops.ts';
import { hashText, wordsOf } from './words.ts';

/** Indexes of the categories of one fit, kept with it: chunks come by the thousand. */
const INDEXES = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

function indexOf(categories: readonly string[]): ReadonlyMap<string, number> {
  const known = INDEXES.get(categories);
  if (known !== undefined) return known;
  const made = new Map(categories.map((category, index) => [category, index]));
  INDEXES.set(categories, made);
  return made;
}

export const fill: Apply<OpEntries['fill']> = (vector, { value, flag }) => {
  const filled = filledWith(vector, value);
  if (flag === null) return [filled];
  const rows = filled.values.length;
  const flags = Float64Array.from({ length: rows }, (_, row) => (isMissing(vector, row) ? 1 : 0));
  return [filled, { kind: 'numbers', values: flags }];
};

/** The vector itself where it has no gap, as most have none. */
function filledWith(
  vector: Vector,
  value: number | string,
): Extract<Vector, { kind: 'numbers' | 'texts' }> {
  if (vector.kind !== 'numbers') {
    const filled = (text: string | null) => text ?? String(value);
    const coded = vector.kind === 'texts' ? vector.coded : undefined;
    if (coded !== undefined) return codedVector({ ...coded, texts: coded.texts.map(filled) });
    return { kind: 'texts', values: textsOf(vector).map(filled) };
  }
  const first = firstGap(vector.values);
  if (first < 0) return vector;
  const values = vector.values.slice();
  for (let row = first; row < values.length; row += 1) {
    if (Number.isNaN(values[row])) values[row] = Number(value);
  }
  return { kind: 'numbers', values };
}

/** The first row without a number, or -1. */
function firstGap(values: Float64Array): number {
  for (let row = 0; row < values.length; row += 1) {
    // Only NaN is not; asking `Number.isNaN` makes an object of each number.
    if (!(Math.abs(values[row] ?? Number.NaN) >= 0)) return row;
  }
  return -1;
}

/** A whole number for each text, worked out once for those that are alike. */
function codesOf(vector: Vector, codeOf: (text: string | null) => number): Int32Array {
  const coded = vector.kind === 'texts' ? vector.coded : undefined;
  if (coded === undefined) return Int32Array.from(textsOf(vector), codeOf);
  const known = Int32Array.from(coded.texts, codeOf);
  const codes = new Int32Array(coded.codes.length);
  for (let row = 0; row < codes.length; row += 1) codes[row] = known[coded.codes[row] ?? 0] ?? 0;
  return codes;
}

export const oneHot: Apply<OpEntries['one-hot']> = (vector, { categories, other }) => {
  const index = indexOf(categories);
  const unknown = other ? categories.length : -1;
  const codes = codesOf(vector, (text) => (text === null ? -1 : (index.get(text) ?? unknown)));
  return [{ kind: 'switches', codes, width: categories.length + (other ? 1 : 0) }];
};

export const ordinal: Apply<OpEntries['ordinal']> = (vector, { categories }) => {
  const index = indexOf(categories);
  const values = Float64Array.from(
    textsOf(vector),
    (text) => (text === null ? undefined : index.get(text)) ?? Number.NaN,
  );
  return [{ kind: 'numbers', values }];
};

export const targetMeans: Apply<OpEntries['target-means']> = (vector, entry) => {
  const { categories, means, prior, outputs } = entry;
  const texts = textsOf(vector);
  const index = indexOf(categories);
  const vectors = outputs.map(() => new Float64Array(texts.length));
  for (const [row, text] of texts.entries()) {
    const category = text === null ? undefined : index.get(text);
    const mean = (category === undefined ? undefined : means[category]) ?? prior;
    for (const [output, values] of vectors.entries()) values[row] = mean[output] ?? 0;
  }
  return vectors.map((values) => ({ kind: 'numbers', values }));
};

export const hash: Apply<OpEntries['hash']> = (vector, { buckets }) => {
  const codes = codesOf(vector, (text) => (text === null ? -1 : hashText(text) % buckets));
  return [{ kind: 'switches', codes, width: buckets }];
};

export const words: Apply<OpEntries['words']> = (vector, entry) => {
  const { vocabulary, features, weighting, idf } = entry;
  const texts = textsOf(vector);
  const index = vocabulary === null ? null : indexOf(vocabulary);
  const starts = new Uint32Array(texts.length + 1);
  const at: number[] = [];
  const values: number[] = [];
  for (const [row, text] of texts.entries()) {
    const counts = new Map<number, number>();
    for (const word of text === null ? [] : wordsOf(text)) {
      const place = index === null ? hashText(word) % features : index.get(word);
      if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    for (const [place, count] of counts) {
      at.push(place);
      values.push(weighting === 'binary' ? 1 : count * (idf?.[place] ?? 1));
    }
    starts[row + 1] = at.length;
  }
  return [{ kind: 'sparse', starts, at, values, width: vocabulary?.length ?? features }];
};
