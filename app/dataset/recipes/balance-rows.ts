import { randomStream } from '../../random.ts';
import type { RowClasses, SplitAssignment } from '../split.ts';
import { type RecipeStep, STEP_DEFAULTS } from './recipe-steps.ts';

/** How training rows count so that classes do alike. Rows of other splits are left alone. */
export interface Balance {
  /** Times that each training row stands in the split; null: once. */
  readonly copies: Uint16Array | null;
  /** Weight of a training row, by class; null: 1. */
  readonly classWeights: readonly number[] | null;
}

const MOST_COPIES = 65_535;

/**
 * Works a balance out from the training rows of each class. Weights are rows / (classes × rows of the
 * class), as scikit-learn's `compute_class_weight`; oversampling draws rows of smaller classes again until all
 * have as many as the largest, undersampling keeps as many as the smallest has.
 */
export function balanceRows(
  { method, seed = STEP_DEFAULTS.seed }: RecipeStep<'balance'>,
  labels: RowClasses,
  classes: number,
  assignment: SplitAssignment,
): Balance {
  const rows = Array.from({ length: classes }, (): number[] => []);
  for (const [row, split] of assignment.entries()) {
    if (split === 0) rows[labels[row] ?? 0]?.push(row);
  }
  const sizes = rows.map(({ length }) => length);
  if (method === 'class-weights') {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const classWeights = sizes.map((size) => (size === 0 ? 1 : total / (classes * size)));
    return { copies: null, classWeights };
  }
  const present = sizes.filter((size) => size > 0);
  const wanted = method === 'oversample' ? Math.max(...present) : Math.min(...present);
  const copies = new Uint16Array(assignment.length).fill(1);
  for (const [label, ofClass] of rows.entries()) {
    if (ofClass.length === 0) continue;
    const each = Math.min(MOST_COPIES - 1, Math.floor(wanted / ofClass.length));
    const drawn = new Set(firstShuffled(ofClass, wanted % ofClass.length, seed, label));
    for (const row of ofClass) copies[row] = each + (drawn.has(row) ? 1 : 0);
  }
  return { copies, classWeights: null };
}

/** What each row counts: its own weight (1 where null), times its class's where it trains. */
export function weightedByClass(
  own: ArrayLike<number> | null,
  labels: ArrayLike<number>,
  splits: Uint8Array,
  classWeights: Balance['classWeights'],
): Float32Array {
  return Float32Array.from({ length: splits.length }, (_, row) => {
    const ofClass = splits[row] === 0 ? (classWeights?.[labels[row] ?? 0] ?? 1) : 1;
    return (own?.[row] ?? 1) * ofClass;
  });
}

/** Some of the rows, drawn without replacement. */
function firstShuffled(
  rows: readonly number[],
  count: number,
  seed: number,
  label: number,
): readonly number[] {
  const stream = randomStream(seed, `balance/${label}`);
  const order = [...rows];
  for (let at = 0; at < count; at += 1) {
    const other = at + stream.nextBelow(order.length - at);
    const moved = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = moved;
  }
  return order.slice(0, count);
}
