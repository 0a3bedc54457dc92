import { type AppError, fail, ok, type Result } from '../../errors.ts';
import { randomStream } from '../../random.ts';
import { type ClassCount, SPLITS } from '../dataset.ts';
import {
  assignSplits,
  countSplits,
  emptyClasses,
  type RowClasses,
  type SplitAssignment,
  type SplitFractions,
} from '../split.ts';
import { keepTogether, type RowGroup, widenGroups } from './keep-together.ts';
import type { SplitSpec } from './recipe-spec.ts';

/** Stands in an assignment for rows that are in no split. */
export const LEFT_OUT = 3;

/** What rows are dealt out by. */
export interface RowFacts {
  /** One class per row; all zero where the task has none. */
  readonly labels: RowClasses;
  readonly classCounts: readonly ClassCount[];
  /** Group or user of each row, numbered in order of appearance; where the split goes by one. */
  readonly groups: Int32Array | null;
  /** A number that grows with time; where the split goes by one. */
  readonly times: Float64Array | null;
  /** Split that the source names for each row; where the split goes by it. */
  readonly given: SplitAssignment | null;
  /** Rows that are to stand in one split; none where left out. */
  readonly together?: readonly RowGroup[] | undefined;
}

type Assign<Kind extends SplitSpec['kind']> = (
  spec: Extract<SplitSpec, { kind: Kind }>,
  facts: RowFacts,
) => Result<SplitAssignment>;

/** Assigns every row to a split. Fails with `dataset/split-empty` or as `assignSplits`. */
export function assignRows(spec: SplitSpec, facts: RowFacts): Result<SplitAssignment> {
  const dealt = assignBy(spec, facts);
  if (!dealt.ok) return dealt;
  const assigned = keepTogether(dealt.value, togetherOf(spec, facts), facts.labels, LEFT_OUT);
  const counts = countSplits(assigned);
  const empty = SPLITS.find((split) => counts[split] === 0);
  return empty === undefined ? ok(assigned) : fail({ code: 'dataset/split-empty', split: empty });
}

function assignBy(spec: SplitSpec, facts: RowFacts): Result<SplitAssignment> {
  switch (spec.kind) {
    case 'stratified':
      return assignSplits({ ...spec, ...labelsOf(facts) });
    case 'random':
      return assignSplits({ ...spec, ...alike(facts) });
    case 'grouped':
      return byGroup(spec, facts);
    case 'time':
      return byTime(spec, facts);
    case 'sequential':
      return inOrder(spec, facts);
    case 'leave-last-out':
      return leaveLastOut(spec, facts);
    case 'column':
      return byColumn(spec, facts);
    case 'k-fold':
      return byFold(spec, facts);
  }
}

function labelsOf({ labels, classCounts }: RowFacts) {
  return { labels, classCounts };
}

function alike({ labels }: RowFacts) {
  const count = labels.length;
  return { labels: emptyClasses(1, count), classCounts: [{ name: '', count }] };
}

/** Groups of rows, and where rows are dealt out by a column, all that its groups add to them. */
function togetherOf(spec: SplitSpec, { together = [], groups }: RowFacts): readonly RowGroup[] {
  const isGrouped = spec.kind === 'grouped' || (spec.kind === 'k-fold' && spec.group !== undefined);
  return isGrouped ? widenGroups(together, present(groups)) : together;
}

const byGroup: Assign<'grouped'> = ({ fractions, seed }, { groups }) => {
  const of = present(groups);
  const splits = dealGroups(groupSizes(of), fractions, seed);
  return ok(Uint8Array.from(of, (group) => splits[group] ?? 0));
};

/** Groups in random order, each to the split in whose share its middle row falls. */
function dealGroups(sizes: readonly number[], fractions: SplitFractions, seed: number): Uint8Array {
  const order = shuffled(sizes.length, seed, 'split/groups');
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const splits = new Uint8Array(sizes.length);
  let before = 0;
  for (const group of order) {
    const size = sizes[group] ?? 0;
    const middle = (before + size / 2) / rows;
    splits[group] = middle < fractions.train ? 0 : middle < fractions.train + fractions.val ? 1 : 2;
    before += size;
  }
  return splits;
}

/** Rows of one time stay together, in the earlier split. */
const byTime: Assign<'time'> = ({ fractions }, facts) => {
  const times = present(facts.times);
  const sorted = times.slice().sort();
  const until = (share: number) => sorted[Math.max(0, Math.round(share * times.length) - 1)] ?? 0;
  const train = until(fractions.train);
  const val = until(fractions.train + fractions.val);
  return ok(Uint8Array.from(times, (time) => (time <= train ? 0 : time <= val ? 1 : 2)));
};

const inOrder: Assign<'sequential'> = ({ fractions }, { labels }) => {
  const ends = [fractions.train, fractions.train + fractions.val].map((share) =>
    Math.round(share * labels.length),
  );
  return ok(Uint8Array.from(labels, (_, row) => ends.filter((end) => row >= end).length));
};

/** A user with one row trains, with two trains and tests. */
const leaveLastOut: Assign<'leave-last-out'> = (_, facts) => {
  const users = present(facts.groups);
  const times = present(facts.times);
  const sizes = groupSizes(users);
  const last = new Int32Array(sizes.length).fill(-1);
  const before = new Int32Array(sizes.length).fill(-1);
  // Of rows of one time, the later in the source is the later.
  const isLater = (row: number, than: number) =>
    than < 0 || (times[row] ?? 0) >= (times[than] ?? 0);
  for (const [row, user] of users.entries()) {
    if (isLater(row, last[user] ?? -1)) {
      before[user] = last[user] ?? -1;
      last[user] = row;
    } else if (isLater(row, before[user] ?? -1)) before[user] = row;
  }
  const assignment = new Uint8Array(users.length);
  for (const [user, size] of sizes.entries()) {
    if (size > 1) assignment[last[user] ?? 0] = 2;
    if (size > 2) assignment[before[user] ?? 0] = 1;
  }
  return ok(assignment);
};

/** A split that the source lacks is cut from its training rows, in the default shares. */
const byColumn: Assign<'column'> = (_, facts) => {
  const given = present(facts.given);
  const counts = countSplits(given);
  if (SPLITS.every((split) => counts[split] > 0)) return ok(given);
  const fractions = { train: 0.7, val: 0.15, test: 0.15 };
  return assignSplits({ ...labelsOf(facts), fractions, seed: 1, given });
};

/** The share of the other folds, for `assignSplits`, which wants all three. */
function foldFractions(val: number): SplitFractions {
  return { train: (1 - val) / 2, val: val / 2, test: 0.5 };
}

const byFold: Assign<'k-fold'> = (spec, facts) => {
  const { folds, fold, val, seed, group } = spec;
  // In one fold, so that each row tests once over all folds.
  const whole = (dealt: Uint8Array) =>
    keepTogether(dealt, togetherOf(spec, facts), facts.labels, folds);
  if (group !== undefined) {
    const of = present(facts.groups);
    const sizes = groupSizes(of);
    const dealt = foldGroups(sizes, folds, seed);
    const foldOfGroup = dealt.slice();
    for (const [row, at] of whole(Uint8Array.from(of, (which) => dealt[which] ?? 0)).entries()) {
      foldOfGroup[of[row] ?? 0] = at;
    }
    const others = sizes.map((size, at) => (foldOfGroup[at] === fold ? 0 : size));
    const inner = dealGroups(others, { train: 1 - val, val, test: 0 }, seed);
    const splits = foldOfGroup.map((at, which) =>
      at === fold ? 2 : Math.min(1, inner[which] ?? 0),
    );
    return ok(Uint8Array.from(of, (which) => splits[which] ?? 0));
  }
  const given = whole(foldRows(facts, folds, seed)).map((at) => (at === fold ? 2 : 0));
  return assignSplits({ ...labelsOf(facts), fractions: foldFractions(val), seed, given });
};

/** Fold of each row: every class is dealt out in turn, going on where the class before ended. */
function foldRows({ labels, classCounts }: RowFacts, folds: number, seed: number): Uint8Array {
  const order = shuffled(labels.length, seed, 'split/folds');
  const next = new Uint32Array(classCounts.length);
  let offset = 0;
  for (const [label, { count }] of classCounts.entries()) {
    next[label] = offset;
    offset += count;
  }
  const fold = new Uint8Array(labels.length);
  for (const row of order) {
    const label = labels[row] ?? 0;
    fold[row] = (next[label] ?? 0) % folds;
    next[label] = (next[label] ?? 0) + 1;
  }
  return fold;
}

/** Fold of each group: in random order, each to the fold with the fewest rows. */
function foldGroups(sizes: readonly number[], folds: number, seed: number): Uint8Array {
  const filled = new Array<number>(folds).fill(0);
  const fold = new Uint8Array(sizes.length);
  for (const group of shuffled(sizes.length, seed, 'split/group-folds')) {
    const emptiest = filled.indexOf(Math.min(...filled));
    fold[group] = emptiest;
    filled[emptiest] = (filled[emptiest] ?? 0) + (sizes[group] ?? 0);
  }
  return fold;
}

function groupSizes(groups: Int32Array): readonly number[] {
  const sizes: number[] = [];
  for (const group of groups) sizes[group] = (sizes[group] ?? 0) + 1;
  return sizes;
}

function shuffled(count: number, seed: number, name: string): Uint32Array {
  const stream = randomStream(seed, name);
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = stream.nextBelow(last + 1);
    const moved = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = moved;
  }
  return order;
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error('The split lacks the column it goes by');
  return value;
}

/** Words that a column of splits uses, lower case. */
const SPLIT_WORDS: Readonly<Record<string, number>> = {
  train: 0,
  training: 0,
  训练: 0,
  val: 1,
  valid: 1,
  validation: 1,
  dev: 1,
  验证: 1,
  test: 2,
  testing: 2,
  测试: 2,
};

/** Split that a value of the column names: an index into `SPLITS`, or null for none. */
export function namedSplit(
  { values }: Extract<SplitSpec, { kind: 'column' }>,
  text: string | null,
): number | null {
  if (text === null) return null;
  if (values !== undefined) {
    const at = SPLITS.findIndex((split) => values[split].includes(text));
    return at < 0 ? null : at;
  }
  const word = text.toLowerCase();
  return Object.hasOwn(SPLIT_WORDS, word) ? (SPLIT_WORDS[word] ?? null) : null;
}

/** Columns that a split goes by, with the field that names each. */
export function splitColumns(spec: SplitSpec): readonly { field: string; column: string }[] {
  switch (spec.kind) {
    case 'grouped':
    case 'time':
    case 'column':
      return [{ field: 'column', column: spec.column }];
    case 'leave-last-out':
      return [
        { field: 'user', column: spec.user },
        { field: 'time', column: spec.time },
      ];
    case 'k-fold':
      return spec.group === undefined ? [] : [{ field: 'group', column: spec.group }];
    default:
      return [];
  }
}

/** Fails with `recipe/invalid` where a split contradicts itself. */
export function splitFault(spec: SplitSpec): AppError | null {
  if (spec.kind !== 'k-fold' || spec.fold < spec.folds) return null;
  const expected = `integer in [0, ${spec.folds - 1}]`;
  return { code: 'recipe/invalid', place: 'split.fold', value: String(spec.fold), expected };
}
