import type { ClassCount, ImportOptions, Recipe } from '../../../app/dataset/dataset.ts';
import { assignRows, LEFT_OUT } from '../../../app/dataset/recipes/assign-rows.ts';
import { type Balance, balanceRows } from '../../../app/dataset/recipes/balance-rows.ts';
import { correctionsOf, invalid, togetherOf } from '../../../app/dataset/recipes/corrections.ts';
import { keepTogether, type RowGroup } from '../../../app/dataset/recipes/keep-together.ts';
import {
  assignSplits,
  DEFAULT_FRACTIONS,
  DEFAULT_SPLIT_SEED,
  type SplitAssignment,
} from '../../../app/dataset/split.ts';
import type { Task } from '../../../app/dataset/tasks.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { excludeRows } from '../recipes/correct-rows.ts';
import { relabelImages } from './relabel-images.ts';

/** Pictures as their source has them, by its rows. */
export interface PictureRows {
  /** Class of every picture; 0 where they have none. */
  readonly labels: Int32Array;
  /** Empty where pictures have none. */
  readonly classes: readonly string[];
  /** Split that each stands in, `LEFT_OUT` where a dataset no longer keeps it; left out for a source, which has all. */
  readonly stands?: SplitAssignment | undefined;
}

/** Where each picture goes, and how it counts. */
export interface DealtPictures extends Balance {
  /** As they are corrected. */
  readonly labels: Int32Array;
  readonly assignment: SplitAssignment;
}

/**
 * Deals pictures out as a recipe says: groups together, some with another label or left out, classes balanced. Fails with
 * `recipe/invalid` for what it says of pictures that are not so, and with `dataset/split-empty`.
 * @param deal deals all pictures out, each of the groups into one split
 */
export function dealPictures(
  { labels: given, classes, stands }: PictureRows,
  recipe: Pick<Recipe, 'steps' | 'split'>,
  task: Task,
  deal: (together: readonly RowGroup[]) => Result<SplitAssignment>,
): Result<DealtPictures> {
  const { steps } = recipe;
  const corrections = correctionsOf(steps, task);
  if (!corrections.ok) return corrections;
  const together = togetherOf(recipe, task);
  if (!together.ok) return together;
  const beyond = together.value.flat().find((row) => row >= given.length);
  if (beyond !== undefined) {
    return fail(invalid('steps.groups', String(beyond), `integer in [0, ${given.length - 1}]`));
  }
  const dealt = deal(together.value);
  if (!dealt.ok) return dealt;
  const labels = given.slice();
  const fault = relabelImages(labels, classes, corrections.value, stands);
  if (fault !== null) return fail(fault);
  const kept = excludeRows(dealt.value, corrections.value);
  if (!kept.ok) return kept;
  const assignment = kept.value;
  const step = steps.find(({ kind }) => kind === 'balance');
  const balance =
    step?.kind === 'balance'
      ? balanceRows(step, labels, classes.length, assignment)
      : { copies: null, classWeights: null };
  return ok({ labels, assignment, ...balance });
}

/** What an import deals pictures out by. */
interface SourceRows {
  /** One class per picture; all zero where they have none. */
  readonly labels: Int32Array;
  readonly classCounts: readonly ClassCount[];
  /** Split of each where the source has splits. */
  readonly given: SplitAssignment | undefined;
}

/** Deals pictures of a source out: by the recipe's split, else as the source has them, else at random. */
export function dealSource(
  { labels, classCounts, given }: SourceRows,
  { split }: Pick<Recipe, 'split'>,
  {
    splitFractions: fractions = DEFAULT_FRACTIONS,
    splitSeed: seed = DEFAULT_SPLIT_SEED,
  }: ImportOptions,
  together: readonly RowGroup[],
): Result<SplitAssignment> {
  if (split !== undefined) {
    const facts = { labels, classCounts, groups: null, times: null, given: null, together };
    return assignRows(split, facts);
  }
  const dealt = assignSplits({ labels, classCounts, given, fractions, seed });
  return dealt.ok ? ok(keepTogether(dealt.value, together, labels, LEFT_OUT)) : dealt;
}
