import type { Recipe } from '../../../../app/dataset/dataset.ts';
import type { StepField } from './step-fields.ts';

export type FamilyStepKind =
  | 'text-column'
  | 'normalise'
  | 'tokenise'
  | 'cut'
  | 'text-windows'
  | 'series-columns'
  | 'windows'
  | 'series-scale'
  | 'rating-columns'
  | 'rating-minimum'
  | 'rating-learnt'
  | 'picture-size'
  | 'picture-crop'
  | 'picture-colours'
  | 'picture-values'
  | 'picture-changes';

export type Section = 'text' | 'targetText' | 'ratings' | 'series' | 'images';

export type Arguments = Readonly<Record<string, unknown>>;

/** How a step's arguments stand in a recipe. */
export interface StepArguments {
  /** Argument of the section that holds them all; left out where each is one of the section's. */
  readonly within?: string;
  readonly read: (recipe: Recipe) => Arguments;
  /**
   * What a recipe says with another argument; undefined leaves it out.
   * @param usualFrom the rating that choices begin at, until another is said
   */
  readonly write: (
    recipe: Recipe,
    name: string,
    value: unknown,
    usualFrom: number,
  ) => Partial<Recipe>;
}

/** A part of a recipe that is always there, shown as a step: some arguments of one of its sections. */
export interface FamilyStep {
  readonly kind: FamilyStepKind;
  readonly section: Section;
  /** Which side of a translation it is about. */
  readonly side?: 'source' | 'target';
  readonly fields: readonly StepField[];
  /** What stands between its arguments where they are told in a few words, if not a point. */
  readonly join?: string;
  /** Where its arguments are not simply those of its section. */
  readonly arguments?: StepArguments;
}

/** Without what is undefined: it is left open. */
export function said(given: Arguments): Arguments {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
