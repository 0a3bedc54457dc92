import type { Language } from '../language.ts';
import { text } from '../text.ts';
import type { GuessedLanguage } from './guess-language.ts';

/** What a language is called in the reader's own. */
export function languageName(guessed: GuessedLanguage, language: Language): string {
  if (guessed === 'und') return text(language, 'profile.language-unclear');
  return new Intl.DisplayNames(language, { type: 'language' }).of(guessed) ?? guessed;
}

/** Of the texts whose language was guessed, the share of each, most frequent first. */
export function languageShares(
  languages: readonly { readonly language: GuessedLanguage; readonly rows: number }[],
): readonly { readonly language: GuessedLanguage; readonly share: number }[] {
  const total = languages.reduce((sum, { rows }) => sum + rows, 0);
  return languages.map(({ language, rows }) => ({ language, share: rows / Math.max(1, total) }));
}
