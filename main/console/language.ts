import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { Language } from '../../app/language.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The language of the user's system: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set.
 * Windows sets none of them; its language comes from the runtime.
 */
export function systemLanguage(
  env: Environment = process.env,
  locale: string = Intl.DateTimeFormat().resolvedOptions().locale,
): Language {
  const named = env.LC_ALL || env.LC_MESSAGES || env.LANG || locale;
  return named.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** The language that the home is set to, or the system's. */
export async function homeLanguage(client: HostClient): Promise<Language> {
  const settings = await client.request('settings.get', null);
  if (!settings.ok || settings.value.language === 'system') return systemLanguage();
  return settings.value.language;
}
