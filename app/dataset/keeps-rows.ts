import type { Dataset } from './dataset.ts';
import type { Task } from './tasks.ts';

/** Tasks whose samples are made of a table's rows without being a row of numbers. */
const OF_ROWS: readonly Task[] = ['text-classification', 'translation', 'recommendation'];

/** Whether the rows that a dataset was made of lie beside it: of images and one long text they do not. */
export function keepsRows({ input, task }: Pick<Dataset, 'input' | 'task'>): boolean {
  return input.kind === 'tabular' || input.kind === 'series' || OF_ROWS.includes(task);
}

/** Whether a dataset can be prepared again by another recipe: of what it keeps, or of pictures that are still there. */
export function canPrepareAgain(dataset: Pick<Dataset, 'input' | 'task'>): boolean {
  const { input, task } = dataset;
  return keepsRows(dataset) || task === 'language-modeling' || input.kind === 'image';
}
