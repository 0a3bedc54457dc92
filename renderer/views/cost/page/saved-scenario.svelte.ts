import type { StoredScenario } from '../../../../app/contract/scenarios.ts';
import type { Scenario } from '../../../../app/cost/decision/scenario.ts';
import type { AppError } from '../../../../app/errors.ts';
import type { Bridge } from '../../../bridge.ts';

/** A pause this long in typing ends a version. */
const PAUSE_MS = 600;

/** Keeps a scenario in the home while it is edited. */
export class SavedScenario {
  state = $state<'saved' | 'saving'>('saved');
  failure = $state.raw<AppError | null>(null);
  readonly #bridge: Bridge;
  readonly #id: StoredScenario['id'];
  #wanted: Scenario | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge, { id }: StoredScenario) {
    this.#bridge = bridge;
    this.#id = id;
  }

  change(scenario: Scenario): void {
    this.#wanted = scenario;
    this.state = 'saving';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Stores what is not stored yet, at once. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const scenario = this.#wanted;
    if (scenario === null) return;
    this.#wanted = null;
    const result = await this.#bridge.request('scenarios.save', { id: this.#id, scenario });
    if (!result.ok) {
      this.failure = result.error;
      this.#wanted ??= scenario;
      return;
    }
    this.failure = null;
    if (this.#wanted === null) this.state = 'saved';
  }
}
