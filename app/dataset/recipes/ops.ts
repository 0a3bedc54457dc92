import { fill, hash, oneHot, ordinal, targetMeans, words } from './category-ops.ts';
import { datePartNames, dateParts } from './date-ops.ts';
import type { OpEntries, OpName, OpOutput } from './fitted-table.ts';
import type { FrameType } from './frame.ts';
import { type Apply, clip, log1p, quantiles, scale } from './number-ops.ts';

/** What an operation does to one column, and what the column becomes. */
export interface Op<Entry> {
  /** Replaces the column by these, in its place. */
  readonly outputs: (entry: Entry, type: FrameType) => readonly OpOutput[];
  readonly apply: Apply<Entry>;
}

interface Named {
  readonly column: string;
}

/** The column stays what it is. */
const same = (entry: Named, type: FrameType) => [{ name: entry.column, type }];
const becomes = (type: FrameType) => (entry: Named) => [{ name: entry.column, type }];

/** Every operation by its name. */
export const OPS: { readonly [Name in OpName]: Op<OpEntries[Name]> } = {
  drop: { outputs: () => [], apply: () => [] },
  rename: { outputs: ({ to }, type) => [{ name: to, type }], apply: (vector) => [vector] },
  require: { outputs: same, apply: (vector) => [vector] },
  fill: {
    outputs: ({ column, flag }, type) => [
      { name: column, type },
      ...(flag === null ? [] : [{ name: flag, type: 'encoded' } as const]),
    ],
    apply: fill,
  },
  clip: { outputs: same, apply: clip },
  scale: { outputs: same, apply: scale },
  log1p: { outputs: same, apply: log1p },
  quantiles: { outputs: same, apply: quantiles },
  'one-hot': { outputs: becomes('encoded'), apply: oneHot },
  ordinal: { outputs: becomes('number'), apply: ordinal },
  'target-means': {
    outputs: ({ outputs }) => outputs.map((name) => ({ name, type: 'number' })),
    apply: targetMeans,
  },
  hash: { outputs: becomes('encoded'), apply: hash },
  'date-parts': {
    outputs: (entry) => datePartNames(entry).map((name) => ({ name, type: 'number' })),
    apply: dateParts,
  },
  words: { outputs: becomes('encoded'), apply: words },
};

/** Feature names of what operations encode as a whole. */
const ENCODED_NAMES: {
  readonly [Name in OpName]?: (entry: OpEntries[Name]) => readonly string[];
} = {
  'one-hot': ({ column, categories, other }) => [
    ...categories.map((category) => `${column}=${category}`),
    ...(other ? [`${column}=…`] : []),
  ],
  hash: ({ column, buckets }) => numbered(column, buckets),
  words: ({ column, vocabulary, features }) =>
    vocabulary?.map((word) => `${column}:${word}`) ?? numbered(column, features),
};

function numbered(column: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${column}#${index}`);
}

/** Names of the features of an operation's first output, where it has several. */
export function encodedNames<Name extends OpName>(
  name: Name,
  entry: OpEntries[Name],
): readonly string[] | null {
  const names: ((entry: OpEntries[Name]) => readonly string[]) | undefined = ENCODED_NAMES[name];
  return names?.(entry) ?? null;
}
