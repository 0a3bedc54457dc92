import type { StoredScenario } from '../../../../app/contract/scenarios.ts';
import type { AppError } from '../../../../app/errors.ts';
import type { Bridge } from '../../../bridge.ts';
import type { Locale } from '../../../locale.svelte.ts';
import type { Toasts } from '../../../toasts.svelte.ts';
import { saveScenarioFile } from '../save-scenario-file.ts';

/** What can be done with a stored scenario from a list; a refusal stands above the list. */
export class ScenarioCommands {
  failure = $state.raw<{ readonly title: string; readonly error: AppError } | null>(null);
  readonly #bridge: Bridge;
  readonly #locale: Locale;
  readonly #toasts: Toasts;
  readonly #changed: () => Promise<void>;

  constructor(bridge: Bridge, locale: Locale, toasts: Toasts, changed: () => Promise<void>) {
    this.#bridge = bridge;
    this.#locale = locale;
    this.#toasts = toasts;
    this.#changed = changed;
  }

  async duplicate({ id, scenario }: StoredScenario): Promise<void> {
    const name = this.#locale.text('scenario.copy-of', { name: scenario.name });
    const result = await this.#bridge.request('scenarios.duplicate', { scenario: id, name });
    if (result.ok) await this.#changed();
    else this.#fail(scenario.name, result.error);
  }

  async delete({ id, scenario }: StoredScenario): Promise<void> {
    const result = await this.#bridge.request('scenarios.delete', { id });
    if (!result.ok) {
      this.#fail(scenario.name, result.error);
      return;
    }
    await this.#changed();
    this.#toasts.show(this.#locale.text('scenario.deleted', { name: scenario.name }), async () => {
      const back = await this.#bridge.request('scenarios.undelete', { id });
      if (!back.ok) this.#fail(scenario.name, back.error);
      await this.#changed();
    });
  }

  export({ scenario }: StoredScenario): void {
    saveScenarioFile(scenario);
  }

  /** Keeps the scenario of a file; null where it is none. */
  async import(file: File): Promise<StoredScenario | null> {
    const result = await this.#bridge.request('scenarios.import', { text: await file.text() });
    if (result.ok) return result.value;
    this.#fail(file.name, result.error);
    return null;
  }

  #fail(name: string, error: AppError): void {
    this.failure = { title: this.#locale.text('scenario.failed', { name }), error };
  }
}
