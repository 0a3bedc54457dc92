import { decide } from '../../../../app/cost/decision/decide.ts';
import type { ResolveContext } from '../../../../app/cost/decision/resolve-context.ts';
import { resolveInputs } from '../../../../app/cost/decision/resolve-inputs.ts';
import type { Scenario } from '../../../../app/cost/decision/scenario.ts';
import { moneyOfScenario } from '../../../../app/cost/decision/scenario-money.ts';
import type { Measurement } from '../../../../app/cost/measurement/measurement.ts';
import { ok, type Result } from '../../../../app/errors.ts';
import type { Bridge } from '../../../bridge.ts';
import type { SelectOption } from '../../../components/select-option.ts';
import type { Locale } from '../../../locale.svelte.ts';
import type { DecisionMaker } from './scenario-editor.svelte.ts';
import { factsOf, type ScenarioFacts } from './scenario-facts.ts';

/** Runs offered to be repeated, newest first. */
const MOST_RUNS = 100;

/** What scenarios are decided with, as the host has it: sheets, settings, the measurement and the run chosen. */
export class CostHome {
  context: ResolveContext = $state.raw<ResolveContext>(undefined as never);
  readonly facts: ScenarioFacts;
  /** Servers that were measured. */
  readonly measurements: readonly Measurement[];
  readonly #bridge: Bridge;
  #asked = 0;
  #chosen: { readonly measurement: string | null; readonly run: string | null };

  private constructor(
    bridge: Bridge,
    context: ResolveContext,
    chosen: { measurement: string | null; run: string | null },
    measurements: readonly Measurement[],
    factsIn: (context: ResolveContext) => ScenarioFacts,
  ) {
    this.#bridge = bridge;
    this.context = context;
    this.#chosen = chosen;
    this.measurements = measurements;
    this.facts = $derived(factsIn(this.context));
  }

  static async load(
    bridge: Bridge,
    locale: Locale,
    chosen: { measurement: string | null; run: string | null },
  ): Promise<Result<CostHome>> {
    const [context, measurements, runs] = await Promise.all([
      bridge.request('scenarios.context', chosen),
      bridge.request('measurements.list', null),
      bridge.request('runs.list', {
        status: ['completed', 'stopped'],
        sort: 'createdAt',
        descending: true,
        offset: 0,
        limit: MOST_RUNS,
      }),
    ]);
    if (!context.ok) return context;
    const runOptions: readonly SelectOption[] = runs.ok
      ? runs.value.runs.map(({ id, name }) => ({ value: id, label: name }))
      : [];
    const kept = measurements.ok ? measurements.value : [];
    const measured: readonly SelectOption[] = kept.map(({ id, name }) => ({
      value: id,
      label: name,
    }));
    const factsIn = (newest: ResolveContext) => factsOf(newest, measured, runOptions, locale);
    return ok(new CostHome(bridge, context.value, chosen, kept, factsIn));
  }

  /** What answers scenarios, by what is at hand now. */
  get maker(): DecisionMaker {
    return {
      resolve: (scenario) => resolveInputs(scenario, this.context),
      decide,
      money: (place) => moneyOfScenario(place, this.context),
      refresh: () => this.reload(),
    };
  }

  /** Fetches what a scenario measured, when it chose another measurement or run. */
  async follow({ choices: { measurement, run } }: Scenario): Promise<void> {
    if (measurement === this.#chosen.measurement && run === this.#chosen.run) return;
    this.#chosen = { measurement, run };
    await this.reload();
  }

  /** Fetches it all again, after a sheet changed. A late answer to an earlier question is dropped. */
  async reload(): Promise<void> {
    const question = ++this.#asked;
    const context = await this.#bridge.request('scenarios.context', this.#chosen);
    if (context.ok && question === this.#asked) this.context = context.value;
  }
}
