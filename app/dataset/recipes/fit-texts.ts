import { orderNames } from '../classes.ts';
import { FALSE_TEXTS } from '../raw-value.ts';
import type { FoldMeans } from './apply-table.ts';
import type { FittedOp, OpEntries } from './fitted-table.ts';
import type { FrameColumn } from './frame.ts';
import { type BagOfWordsArguments, type EncodeArguments, STEP_DEFAULTS } from './recipe-steps.ts';
import { type FitContext, type FittedStep, type StepRule, TEXT_TYPES } from './step-rule.ts';
import type { TargetSums } from './training-facts.ts';

type Fit = (
  step: EncodeArguments,
  columns: readonly FrameColumn[],
  context: FitContext,
) => Promise<FittedStep>;

const ENCODINGS: Readonly<Record<EncodeArguments['method'], Fit>> = {
  'one-hot': async (step, columns, { facts }) => {
    const names = columns.map(({ name }) => name);
    const texts = await facts.counts(names);
    const missing = await facts.missing(names);
    const encodings: OpEntries['one-hot'][] = [];
    for (const column of columns) {
      const counts = texts.get(column.name) ?? new Map();
      const gaps = missing.get(column.name) ?? 0;
      const kept = mostFrequent(counts, step.maxCategories ?? STEP_DEFAULTS.maxCategories);
      const categories = column.type === 'boolean' && gaps === 0 ? kept.filter(isNotFalse) : kept;
      const other = step.other ?? false;
      encodings.push({ column: column.name, categories: orderNames(categories), other });
    }
    return { ops: [{ op: 'one-hot', columns: encodings }] };
  },
  ordinal: async ({ order }, columns, { facts }) => {
    const names = columns.map(({ name }) => name);
    const texts = order === undefined ? await facts.counts(names) : new Map();
    const encodings = names.map((column) => ({
      column,
      categories: order ?? orderNames([...(texts.get(column) ?? new Map()).keys()]),
    }));
    return { ops: [{ op: 'ordinal', columns: encodings }] };
  },
  target: async (step, columns, { facts, target }) => {
    const { folds = STEP_DEFAULTS.folds, smoothing = STEP_DEFAULTS.smoothing } = step;
    const outOfFold = new Map<OpEntries['target-means'], FoldMeans>();
    for (const { name } of columns) {
      const sums = await facts.targets(name, folds);
      const outputs = targetOutputs(name, target.classes);
      const all = smoothedMeans(sums, outputs.length, smoothing, null);
      const entry = { column: name, outputs, categories: sums.categories, ...all };
      const without = Array.from({ length: folds }, (_, fold) =>
        smoothedMeans(sums, outputs.length, smoothing, fold),
      );
      outOfFold.set(entry, {
        folds,
        means: without.map(({ means }) => means),
        priors: without.map(({ prior }) => prior),
      });
    }
    const op: FittedOp = { op: 'target-means', columns: [...outOfFold.keys()] };
    return { ops: [op], outOfFold };
  },
  hash: async ({ buckets = STEP_DEFAULTS.buckets }, columns) => ({
    ops: [{ op: 'hash', columns: columns.map(({ name }) => ({ column: name, buckets })) }],
  }),
};

function isNotFalse(text: string): boolean {
  return !FALSE_TEXTS.includes(text.toLowerCase());
}

/** Features of a target encoding: the mean, the share of the second of two classes, or each class's share. */
function targetOutputs(column: string, classes: readonly string[] | null): readonly string[] {
  if (classes === null) return [`${column}.mean`];
  const told = classes.length === 2 ? classes.slice(1) : classes;
  return told.map((name) => `${column}.${name}`);
}

/** How many numbers a target encoding sums up: as many as `targetOutputs`. */
export function targetWidth(classes: readonly string[] | null): number {
  return targetOutputs('', classes).length;
}

/**
 * Means of the target in each category, drawn towards the overall mean as if it had `smoothing` further rows.
 * @param without the fold that does not count, or null
 * @source Micci-Barreca, "A preprocessing scheme for high-cardinality categorical attributes", 2001
 */
function smoothedMeans(
  { categories, rows, sums }: TargetSums,
  width: number,
  smoothing: number,
  without: number | null,
): Pick<OpEntries['target-means'], 'means' | 'prior'> {
  const folds = [...rows.keys()].filter((fold) => fold !== without);
  const total = (values: readonly Float64Array[], at: number) =>
    folds.reduce((sum, fold) => sum + (values[fold]?.[at] ?? 0), 0);
  const places = [...categories.keys(), categories.length];
  const allRows = places.reduce((sum, at) => sum + total(rows, at), 0);
  const outputs = Array.from({ length: width }, (_, output) => output);
  const prior = outputs.map((output) => {
    const all = places.reduce((sum, at) => sum + total(sums, at * width + output), 0);
    return allRows === 0 ? 0 : all / allRows;
  });
  const means = [...categories.keys()].map((at) => {
    const weight = total(rows, at) + smoothing;
    return outputs.map((output) => {
      const drawn = total(sums, at * width + output) + smoothing * (prior[output] ?? 0);
      return weight === 0 ? (prior[output] ?? 0) : drawn / weight;
    });
  });
  return { means, prior };
}

/** At most `limit` texts, the most frequent first; of equal ones the smaller text. */
function mostFrequent(counts: ReadonlyMap<string, number>, limit: number): readonly string[] {
  const ordered = [...counts].toSorted(
    ([left, leftCount], [right, rightCount]) =>
      rightCount - leftCount || (left < right ? -1 : left > right ? 1 : 0),
  );
  return ordered.slice(0, limit).map(([text]) => text);
}

/** Arguments that only one method reads. */
const ENCODE_ARGUMENTS = {
  maxCategories: 'one-hot',
  other: 'one-hot',
  order: 'ordinal',
  smoothing: 'target',
  folds: 'target',
  buckets: 'hash',
} as const;
const ARGUMENT_NAMES = [
  'maxCategories',
  'other',
  'order',
  'smoothing',
  'folds',
  'buckets',
] as const satisfies readonly (keyof typeof ENCODE_ARGUMENTS)[];

export const encode: StepRule<'encode'> = {
  accepts: () => TEXT_TYPES,
  fault: (step, place) => {
    const name = ARGUMENT_NAMES.find(
      (argument) => step[argument] !== undefined && ENCODE_ARGUMENTS[argument] !== step.method,
    );
    if (name === undefined) return null;
    return { place: `${place}.${name}`, value: String(step[name]), expected: 'absent' };
  },
  fit: (step, columns, context) => ENCODINGS[step.method](step, columns, context),
};

export const bagOfWords: StepRule<'bag-of-words'> = {
  accepts: () => TEXT_TYPES,
  fault: ({ method, weighting }, place) =>
    method === 'hash' && weighting === 'tf-idf'
      ? { place: `${place}.weighting`, value: weighting, expected: 'binary | count' }
      : null,
  fit: async (step, columns, { facts }) => {
    const { features = STEP_DEFAULTS.features, weighting = 'binary' } = step;
    const entries: OpEntries['words'][] = [];
    for (const { name: column } of columns) {
      const learnt =
        step.method === 'hash'
          ? { vocabulary: null, idf: null }
          : await vocabulary(step, column, facts);
      entries.push({ column, features, weighting, ...learnt });
    }
    return { ops: [{ op: 'words', columns: entries }] };
  },
};

/** Words in the most training rows, and how telling each is: ln((1 + rows) / (1 + rows with it)) + 1. */
async function vocabulary(
  { features = STEP_DEFAULTS.features, weighting }: BagOfWordsArguments,
  column: string,
  facts: FitContext['facts'],
) {
  const { rows, words } = await facts.documents(column);
  const kept = mostFrequent(words, features);
  const idf = kept.map((word) => Math.log((1 + rows) / (1 + (words.get(word) ?? 0))) + 1);
  return { vocabulary: kept, idf: weighting === 'tf-idf' ? idf : null };
}
