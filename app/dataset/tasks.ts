/** What a dataset is for. */
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
