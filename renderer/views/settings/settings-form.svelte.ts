import type { AppError } from '../../../app/errors.ts';
import type { Settings } from '../../../app/settings.ts';
import type { Locale } from '../../locale.svelte.ts';
import type { Page } from '../../page.svelte.ts';

/** Settings are stored one by one, as each field is left; a refusal stands at its field. */
export class SettingsForm {
  /** What went wrong and belongs to no field. */
  failure = $state.raw<AppError | null>(null);
  #errors = $state.raw<Readonly<Partial<Record<string, AppError>>>>({});
  readonly #page: Page;
  readonly #locale: Locale;

  constructor(page: Page, locale: Locale) {
    this.#page = page;
    this.#locale = locale;
  }

  get settings(): Settings {
    return this.#page.settings;
  }

  /** Why the host refused the last value of a field, in words. */
  error(key: keyof Settings): string | undefined {
    const error = this.#errors[key];
    return error === undefined ? undefined : this.#locale.error(error);
  }

  async set(changes: Partial<Settings>): Promise<void> {
    this.failure = null;
    this.#errors = {};
    const result = await this.#page.changeSettings(changes);
    if (result.ok) return;
    if (result.error.code === 'settings/invalid') {
      this.#errors = { [result.error.key]: result.error };
    } else {
      this.failure = result.error;
    }
  }
}
