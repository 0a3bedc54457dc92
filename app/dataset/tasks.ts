import type { Task } from './dataset.ts';

/** Tasks that data can be prepared for; templates exist for these. */
export const PREPARED_TASKS = [
  'classification',
  'regression',
  'image-classification',
  'text-classification',
  'language-modeling',
] as const satisfies readonly Task[];
export type PreparedTask = (typeof PREPARED_TASKS)[number];

export function isPreparedTask(task: Task): task is PreparedTask {
  return PREPARED_TASKS.some((prepared) => prepared === task);
}
