import type { TargetSource } from '../../app/architecture/model-spec.ts';
import type { FittedRecipe } from '../../app/dataset/recipe.ts';

/** What one standard deviation of an output is in its own unit: only a dataset's target is standardised. */
export function outputStddev(source: TargetSource, { target }: FittedRecipe): number {
  return source === 'target' && target.kind === 'standardize' ? target.stddev : 1;
}
