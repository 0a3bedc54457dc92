import type { Column } from './dataset.ts';
import type { DateOrder } from './recipes/recipe-steps.ts';

/** The part of a column that guesses look at. */
export type GuessColumn = Pick<
  Column,
  'name' | 'type' | 'role' | 'distinctEstimated' | 'missing'
> & {
  readonly distinct: number;
  /** Whether every value is a whole number. */
  readonly integer: boolean;
  /** Of dates whose year stands last: whether the day or the month comes first. */
  readonly dateOrder?: DateOrder | undefined;
};
