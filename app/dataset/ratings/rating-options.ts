import type { DateOrder } from '../recipes/recipe-steps.ts';

export const NEGATIVE_DRAWS = ['uniform', 'popularity'] as const;
export type NegativeDraw = (typeof NEGATIVE_DRAWS)[number];

/** How it is learnt what users choose, where nobody says what they do not like. */
export interface ImplicitOptions {
  /** Ratings below are left out; every row is a choice where left out. */
  readonly positiveFrom?: number | undefined;
  /** Items drawn for each that a user chose. */
  readonly negatives?: number | undefined;
  /** Each item alike, or by how often it was chosen to the power of 0.75. */
  readonly draw?: NegativeDraw | undefined;
}

/** He et al. 2017, arXiv:1708.05031, §4.1, draw as many, each item alike. */
export const DEFAULT_NEGATIVES = 4;
export const DEFAULT_DRAW: NegativeDraw = 'uniform';
export const MOST_NEGATIVES = 100;

/** Which columns of a table say who rated what, found by their names where left out, and what of it is learnt. */
export interface RatingOptions {
  readonly user?: string | undefined;
  readonly item?: string | undefined;
  /** Path of a table that describes the items; one known to lie beside ratings is taken where left out, none where null. */
  readonly items?: string | null | undefined;
  /** Given, choices are learnt instead of ratings. */
  readonly implicit?: ImplicitOptions | undefined;
  /**
   * Ratings that a user must have, and an item. What has fewer leaves, until nothing does: the k-core.
   * @source Ni, Li, McAuley 2019, D19-1018, §3, whose data has 5 of both
   */
  readonly minimumPerUser?: number | undefined;
  readonly minimumPerItem?: number | undefined;
  /** How dates are read that do not tell their order, of the column that says when something was rated. */
  readonly dateOrder?: DateOrder | undefined;
}

/** Why a rating is in no split; `nameless` are those without a user or an item. */
export const RATING_FATES = ['nameless', 'below', 'few-of-user', 'few-of-item'] as const;
export type RatingFate = (typeof RATING_FATES)[number];

export const MOST_MINIMUM = 1000;
