import type { AppError } from '../../errors.ts';
import type { Recipe } from '../dataset.ts';
import type { Task } from '../tasks.ts';
import { invalid } from './corrections.ts';
import type { SplitKind } from './recipe-spec.ts';
import type { StepKind } from './recipe-steps.ts';

/** Steps that tasks have whose samples are made of whole texts, windows or ids; those of all others have every kind. */
const STEPS: Readonly<Partial<Record<Task, readonly StepKind[]>>> = {
  'text-classification': ['missing', 'relabel', 'exclude-rows', 'keep-together', 'balance'],
  translation: ['exclude-rows', 'keep-together'],
  'language-modeling': [],
  'image-classification': ['relabel', 'exclude-rows', 'keep-together', 'balance'],
  'object-detection': ['exclude-rows', 'keep-together'],
  recommendation: ['missing', 'exclude-rows', 'keep-together'],
  forecasting: ['type'],
};

/** Parts of a recipe that only some tasks read. */
const SECTIONS = {
  text: ['text-classification', 'translation', 'language-modeling'],
  targetText: ['translation'],
  ratings: ['recommendation'],
  series: ['forecasting'],
  images: ['image-classification', 'object-detection', 'reconstruction'],
} as const satisfies Readonly<Partial<Record<keyof Recipe, readonly Task[]>>>;

/** Ways to deal out that a task takes; of all others every one. */
const SPLITS: Readonly<Partial<Record<Task, readonly SplitKind[]>>> = {
  // Windows of one text that were dealt out at random would overlap in what they say.
  'language-modeling': ['sequential'],
  'image-classification': ['stratified', 'random', 'sequential', 'k-fold'],
  'object-detection': ['random', 'sequential', 'k-fold'],
};

/** What of texts a task does not read: one long text has no columns, and no end that is cut. */
const UNREAD: Readonly<Partial<Record<Task, readonly string[]>>> = {
  'language-modeling': ['column', 'truncating'],
};

/**
 * What a recipe asks for that its task would not do: it is refused rather than passed over. Null: nothing.
 * @param ofPictures whether samples are pictures, also where the task may be of a table
 */
export function recipeFault(recipe: Recipe, task: Task, ofPictures = false): AppError | null {
  if (!ofPictures && recipe.images !== undefined && task === 'reconstruction') {
    return invalid('images', task, 'absent');
  }
  const likePictures = ofPictures && task === 'reconstruction' ? 'object-detection' : task;
  for (const [section, tasks] of Object.entries(SECTIONS)) {
    const given = Object.entries(recipe).some(
      ([name, value]) => name === section && value !== undefined,
    );
    const read: readonly Task[] = tasks;
    if (given && !read.includes(task)) return invalid(section, task, read.join(' | '));
  }
  const split = recipe.split?.kind;
  const splits = SPLITS[likePictures];
  if (split !== undefined && splits !== undefined && !splits.includes(split)) {
    return invalid('split.kind', split, splits.join(' | '));
  }
  const field = Object.keys(recipe.text ?? {}).find((name) => UNREAD[task]?.includes(name));
  if (field !== undefined) return invalid(`text.${field}`, task, 'absent');
  const allowed = STEPS[likePictures];
  if (allowed === undefined) return null;
  for (const [at, step] of recipe.steps.entries()) {
    const expected = allowed.length === 0 ? 'absent' : allowed.join(' | ');
    if (!allowed.includes(step.kind)) return invalid(`steps[${at}].kind`, step.kind, expected);
    // Rows without a target may be left out; no other gap is filled.
    if (step.kind === 'missing' && step.strategy !== 'drop-rows') {
      return invalid(`steps[${at}].strategy`, step.strategy, 'drop-rows');
    }
  }
  return null;
}
