import { DATASET_FORMATS } from '../../app/dataset/dataset.ts';
import { TASKS } from '../../app/dataset/tasks.ts';
import type { Language } from '../../app/language.ts';
import { listText } from '../../app/list-text.ts';
import { text } from '../../app/text.ts';

export function formatHelp(words: Language): string {
  return text(words, 'cli.help.format', { formats: listText(DATASET_FORMATS, words) });
}

export function taskHelp(words: Language): string {
  return text(words, 'cli.help.task', { tasks: listText(TASKS, words) });
}
