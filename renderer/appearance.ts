import type { Settings } from '../app/settings.ts';

type Appearance = Pick<Settings, 'language' | 'theme'>;

const KEY = 'hearth.appearance';

/** Keeps language and theme in the browser, so that the next start does not flash in others. */
export function rememberAppearance({ language, theme }: Appearance): void {
  localStorage.setItem(KEY, JSON.stringify([language, theme]));
}

/** What was kept; nothing at first, or after it was kept by something else. */
export function recalledAppearance(): Partial<Appearance> {
  const kept = localStorage.getItem(KEY);
  const [, language, theme] = /^\["(system|en|zh)","(system|light|dark)"\]$/.exec(kept ?? '') ?? [];
  if (language === undefined || theme === undefined) return {};
  return { language: language as Appearance['language'], theme: theme as Appearance['theme'] };
}
