import type { ImportOptions } from '../../../../app/dataset/dataset.ts';
import { randomStream } from '../../../../app/random.ts';
import type { RunPlan } from '../../../../app/training/run-plan.ts';
import type { TestWorkbench } from '../../../testing/test-workbench.ts';

/** Asks for every label that is doubted. */
export const ALL = { group: null, offset: 0, limit: 1000, token: 'test' };

/** Imports a file, and cross-validates a template on it. */
export async function judged(
  workbench: TestWorkbench,
  path: string,
  options: ImportOptions,
  template: string,
  plan: Partial<RunPlan>,
  folds = 3,
) {
  await workbench.answer('datasets.import', { path, name: 'noisy', options, token: 't' });
  const built = await workbench.answer('templates.build', { template, dataset: 'noisy' });
  const runs = await workbench.answer('runs.start', {
    dataset: 'noisy',
    model: built.model,
    template,
    plan: { ...built.plan, earlyStopping: null, ...plan },
    name: null,
    tags: [],
    folds,
  });
  await done(
    workbench,
    runs.map(({ id }) => id),
  );
  return runs;
}

/** Waits until runs are completed. */
export async function done(workbench: TestWorkbench, ids: readonly string[]) {
  for (const id of ids) {
    const { run } = await workbench.answer('runs.get', { run: id });
    if (run.status !== 'completed')
      await workbench.until(id, ({ status }) => status === 'completed');
  }
}

/** Every so many rows get another of the classes; says which rows. */
export function flip(labels: readonly string[], share: number) {
  const classes = [...new Set(labels)];
  const stream = randomStream(11, 'flip');
  const flipped = new Map<number, string>();
  while (flipped.size < Math.round(share * labels.length)) {
    const row = stream.nextBelow(labels.length);
    const others = classes.filter((name) => name !== labels[row]);
    if (!flipped.has(row)) flipped.set(row, others[stream.nextBelow(others.length)] ?? '');
  }
  return flipped;
}

/** Shares of what was found that is right, and of what is wrong that was found. */
export function scoresOf(found: readonly number[], wrong: ReadonlySet<number>) {
  const right = found.filter((row) => wrong.has(row)).length;
  return { precision: right / found.length, recall: right / wrong.size };
}
