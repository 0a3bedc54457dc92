/** What a dataset is for; every task Hearth knows, also those without a template yet. */
export const TASKS = [
  'classification',
  'regression',
  'image-classification',
  'object-detection',
  'text-classification',
  'translation',
  'language-modeling',
  'recommendation',
  'forecasting',
  'reconstruction',
] as const;
export type Task = (typeof TASKS)[number];

/** Tasks that data can be prepared for; templates exist for these. */
export const PREPARED_TASKS = [
  'classification',
  'regression',
  'image-classification',
  'object-detection',
  'text-classification',
  'translation',
  'language-modeling',
  'recommendation',
  'forecasting',
  'reconstruction',
] as const satisfies readonly Task[];
export type PreparedTask = (typeof PREPARED_TASKS)[number];

export function isPreparedTask(task: Task): task is PreparedTask {
  return PREPARED_TASKS.some((prepared) => prepared === task);
}

/** Whether a task of tables is to tell a quantity, not a class. */
export function predictsNumber(task: Task): boolean {
  return task === 'regression' || task === 'recommendation' || task === 'forecasting';
}

/** Tasks whose rows are told apart by their classes. */
const TELL_CLASSES: readonly Task[] = [
  'classification',
  'image-classification',
  'text-classification',
];

export function hasClasses(task: Task): boolean {
  return TELL_CLASSES.includes(task);
}

/** Tasks whose models are asked about texts. */
const READ_TEXTS: readonly Task[] = ['text-classification', 'translation', 'language-modeling'];

export function readsTexts(task: Task): boolean {
  return READ_TEXTS.includes(task);
}
