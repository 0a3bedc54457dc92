import type { Column } from './dataset.ts';

/** The part of a column that guesses look at. */
export type GuessColumn = Pick<Column, 'name' | 'type' | 'role' | 'distinct' | 'missing'> & {
  /** Whether every value is a whole number. */
  readonly integer: boolean;
};
