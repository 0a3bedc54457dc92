import { DEFAULT_FRACTIONS, DEFAULT_SPLIT_SEED, type SplitFractions } from '../split.ts';
import type { SplitChoice, SplitSpec } from './recipe-spec.ts';

/** Says by default from which folder a file came, and a usual name of such a column. */
export const SPLIT_COLUMN = 'split';

interface Shares {
  readonly splitFractions?: SplitFractions | undefined;
  readonly splitSeed?: number | undefined;
}

/** What columns a split may go by where none is said. */
export interface SplitColumns {
  readonly user: string | undefined;
  readonly seriesId: string | undefined;
  /** That orders a series, or says when something was rated. */
  readonly time: string | undefined;
}

/** A chosen split with nothing left to guess; a column that nothing says is '', which no table has. */
export function chosenSplit(
  { kind, column, time }: SplitChoice,
  known: SplitColumns,
  { splitFractions: fractions = DEFAULT_FRACTIONS, splitSeed: seed = DEFAULT_SPLIT_SEED }: Shares,
): SplitSpec {
  const usualTime = known.time ?? '';
  switch (kind) {
    case 'stratified':
    case 'random':
      return { kind, fractions, seed };
    case 'grouped':
      return { kind, column: column ?? known.user ?? known.seriesId ?? '', fractions, seed };
    case 'time':
      return { kind, column: column ?? usualTime, fractions };
    case 'sequential':
      return { kind, fractions };
    case 'leave-last-out':
      return { kind, user: column ?? known.user ?? '', time: time ?? usualTime };
    case 'column':
      return { kind, column: column ?? SPLIT_COLUMN };
  }
}
