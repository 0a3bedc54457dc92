import { formatCount } from '../format.ts';
import type { Language } from '../language.ts';
import { text } from '../text.ts';
import type { RecognitionReason } from './recognition.ts';

/** Why a source was taken for its format, in words. */
export function recognitionText(why: RecognitionReason, language: Language): string {
  const { kind, ...facts } = why;
  const values = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'number' ? formatCount(value, language) : String(value),
  ]);
  return text(language, `recognition.${kind}`, Object.fromEntries(values));
}
