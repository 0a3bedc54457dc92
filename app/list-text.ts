import type { Language } from './language.ts';
import { text } from './text.ts';

/** Things one after the other, as a sentence lists them. */
export function listText(things: readonly string[], language: Language): string {
  return things.join(text(language, 'text.list-join'));
}
