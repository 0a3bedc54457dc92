import { formatCount } from '../format.ts';
import type { Language } from '../language.ts';
import { listText } from '../list-text.ts';
import { text } from '../text.ts';
import type { HeaderFacts, RecognitionReason } from './recognition.ts';

/** Files of a folder that are told by name. */
const MOST_NAMES = 6;

/** Why a source was taken for its format, in words. */
export function recognitionText(why: RecognitionReason, language: Language): string {
  const { kind, ...facts } = why;
  const told = (value: string | number | readonly string[]) => {
    if (typeof value === 'number') return formatCount(value, language);
    return typeof value === 'string' ? value : someOf(value, language);
  };
  const values = Object.entries(facts).map(([name, value]) => [name, told(value)]);
  const key = kind === 'split-files' && why.beside.length > 0 ? 'split-files-beside' : kind;
  return text(language, `recognition.${key}`, Object.fromEntries(values));
}

function someOf(names: readonly string[], language: Language): string {
  const shown = names.slice(0, MOST_NAMES);
  return listText(names.length > shown.length ? [...shown, '…'] : shown, language);
}

/** Whether the first row names the columns, and why, in words. */
export function headerText({ header, why }: HeaderFacts, language: Language): string {
  if (why !== 'chosen') return text(language, `recognition.header.${why}`);
  return text(language, header ? 'recognition.header.chosen' : 'recognition.header.chosen-not');
}
