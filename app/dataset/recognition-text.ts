import { formatCount } from '../format.ts';
import type { Language } from '../language.ts';
import { text } from '../text.ts';
import type { HeaderFacts, RecognitionReason } from './recognition.ts';

/** Why a source was taken for its format, in words. */
export function recognitionText(why: RecognitionReason, language: Language): string {
  const { kind, ...facts } = why;
  const values = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'number' ? formatCount(value, language) : String(value),
  ]);
  return text(language, `recognition.${kind}`, Object.fromEntries(values));
}

/** Whether the first row names the columns, and why, in words. */
export function headerText({ header, why }: HeaderFacts, language: Language): string {
  if (why !== 'chosen') return text(language, `recognition.header.${why}`);
  return text(language, header ? 'recognition.header.chosen' : 'recognition.header.chosen-not');
}
