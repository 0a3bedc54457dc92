import type { FoldMeans } from './apply-table.ts';
import type { FittedOp, OpEntries } from './fitted-table.ts';
import type { FrameColumn, FrameType } from './frame.ts';
import type { RecipeStep, StepKind } from './recipe-steps.ts';
import type { RecipeFault } from './select-columns.ts';
import type { TrainingFacts } from './training-facts.ts';

/** What fitting a step works with. */
export interface FitContext {
  readonly facts: TrainingFacts;
  readonly target: FitTarget;
}

/** The target as encodings see it. */
export interface FitTarget {
  readonly column: string;
  /** Null for a quantity. */
  readonly classes: readonly string[] | null;
}

/** Operations that a step becomes. */
export interface FittedStep {
  readonly ops: readonly FittedOp[];
  readonly outOfFold?: ReadonlyMap<OpEntries['target-means'], FoldMeans> | undefined;
}

/** One kind of step that works on columns. */
export interface StepRule<Kind extends StepKind> {
  /** Column types that it takes with these arguments. */
  readonly accepts: (step: RecipeStep<Kind>) => readonly FrameType[];
  /** Arguments that do not go together; `place` is the step's. */
  readonly fault?: (step: RecipeStep<Kind>, place: string) => RecipeFault | null;
  readonly fit: (
    step: RecipeStep<Kind>,
    columns: readonly FrameColumn[],
    context: FitContext,
  ) => Promise<FittedStep>;
}

export const TEXT_TYPES: readonly FrameType[] = ['category', 'boolean', 'text'];
export const NUMBER_TYPES: readonly FrameType[] = ['number'];
