import { untrack } from 'svelte';
import type { Decision } from '../../../../app/cost/decision/decision.ts';
import { INPUT_IDS, INPUTS, type InputId } from '../../../../app/cost/decision/inputs.ts';
import type {
  ResolvedInput,
  ResolvedInputs,
} from '../../../../app/cost/decision/resolved-inputs.ts';
import type {
  Scenario,
  ScenarioChoices,
  ScenarioInput,
  ScenarioWeights,
} from '../../../../app/cost/decision/scenario.ts';
import { keptInput, ownValue, roundedDefault } from '../../../../app/cost/decision/shown-input.ts';
import { DOLLARS, type Money } from '../../../../app/cost/money.ts';
import type { AppError, Result } from '../../../../app/errors.ts';
import type { Locale } from '../../../locale.svelte.ts';
import { convertMoney } from './convert-money.ts';

const NEEDED: ReadonlySet<InputId> = new Set(
  INPUT_IDS.filter((id) => INPUTS[id].origin.from === 'user'),
);

/** Where work is done, and the money that follows from it or was chosen. */
export type ScenarioPlace = Pick<Scenario, 'region' | 'currency' | 'inputs'>;

/** What answers a scenario; pure, and fast enough to be asked with every key pressed. */
export interface DecisionMaker {
  readonly resolve: (scenario: Scenario) => Result<ResolvedInputs>;
  readonly decide: (inputs: ResolvedInputs) => Decision;
  /** What a scenario of such a place is shown in. */
  readonly money: (place: ScenarioPlace) => Result<Money>;
  /** Fetches sheets and settings again. */
  readonly refresh: () => Promise<void>;
}

/** A scenario being edited, and its answer, which follows each key. */
export class ScenarioEditor {
  scenario: Scenario;
  /** Parts of the form that are unfolded. */
  openParts = $state.raw<ReadonlySet<string>>(new Set(['work']));
  readonly #maker: DecisionMaker;
  readonly #locale: Locale;
  readonly #onchange: (scenario: Scenario) => void;
  readonly #resolved: Result<ResolvedInputs> = $derived.by(() =>
    this.#maker.resolve(this.scenario),
  );
  /** What defaults follow from; the figures themselves hardly move them, and are typed often. */
  readonly #defaultsKey = $derived.by(() => {
    const { work, region, currency, choices, inputs } = this.scenario;
    return JSON.stringify([work, region, currency, choices, Object.keys(inputs)]);
  });
  readonly #defaults: Result<ResolvedInputs> = $derived.by(() => {
    void this.#defaultsKey;
    const scenario = untrack(() => this.scenario);
    return this.#maker.resolve({ ...scenario, inputs: neededInputs(scenario) });
  });
  /** The last inputs that could be resolved: while one is at fault, its neighbours keep their figures. */
  #lastResolved: ResolvedInputs | null = null;
  #lastDecision: Decision | null = null;

  readonly resolved: ResolvedInputs | null = $derived.by(() => {
    if (this.#resolved.ok) this.#lastResolved = this.#resolved.value;
    return this.#lastResolved;
  });
  /** The answer; that of the last valid inputs while one is at fault. */
  readonly decision: Decision | null = $derived.by(() => {
    if (this.#resolved.ok) this.#lastDecision = this.#maker.decide(this.#resolved.value);
    return this.#lastDecision;
  });
  /** Why there is no newer answer. */
  readonly failure: AppError | null = $derived.by(() =>
    this.#resolved.ok ? null : this.#resolved.error,
  );
  readonly money: Money = $derived.by(() => {
    const money = this.#maker.money(this.scenario);
    return money.ok ? money.value : DOLLARS;
  });
  /** What it would be, if it followed the country. */
  readonly localMoney: Money = $derived.by(() => {
    const money = this.#maker.money({ region: this.scenario.region, currency: null, inputs: {} });
    return money.ok ? money.value : DOLLARS;
  });

  constructor(
    initial: Scenario,
    maker: DecisionMaker,
    locale: Locale,
    onchange: (scenario: Scenario) => void,
  ) {
    this.#maker = maker;
    this.#locale = locale;
    this.#onchange = onchange;
    this.scenario = $state.raw(initial);
  }

  /** The money that typed amounts are kept in: that of the settings may change, so where it holds it is USD. */
  readonly #kept: Money = $derived.by(() => keptMoney(this.scenario, this.money));

  own(id: InputId): ScenarioInput | undefined {
    return this.scenario.inputs[id];
  }

  value(id: InputId): ResolvedInput | undefined {
    return this.resolved?.values[id];
  }

  /** What the input would be without the user's figure. */
  original(id: InputId): ResolvedInput | undefined {
    const found = this.#defaults.ok ? this.#defaults.value.values[id] : undefined;
    return found?.isOwn === false && !NEEDED.has(id) ? found : undefined;
  }

  /** As it stands in its field; null where there is no figure. */
  shown(id: InputId): number | null {
    const own = this.own(id);
    if (own !== undefined) return ownValue(id, own, this.money);
    const resolved = this.value(id);
    return resolved === undefined ? null : roundedDefault(id, resolved.base, this.money);
  }

  /** What is wrong with an input, in words. */
  error(id: InputId): string | undefined {
    const { failure } = this;
    if (failure === null || !('input' in failure) || failure.input !== id) return undefined;
    return this.#locale.error(failure);
  }

  /** What is wrong with a choice, in words. */
  choiceError(choice: keyof ScenarioChoices): string | undefined {
    const { failure } = this;
    if (failure === null || !('choice' in failure) || failure.choice !== choice) return undefined;
    return this.#locale.error(failure);
  }

  /** What is wrong with the place or its money, in words. */
  placeError(code: 'cost/tariff-unknown' | 'cost/rate-missing'): string | undefined {
    return this.failure?.code === code ? this.#locale.error(this.failure) : undefined;
  }

  set(id: InputId, shown: number): void {
    const { note } = this.own(id) ?? {};
    this.#setInput(id, { ...keptInput(id, shown, this.money, this.#kept), ...(note && { note }) });
  }

  note(id: InputId, note: string): void {
    const { note: _, ...own } = this.own(id) ?? { base: this.value(id)?.base ?? 0 };
    this.#setInput(id, note === '' ? own : { ...own, note });
  }

  /** The user's own range, for the uncertainty of the answer. */
  setRange(id: InputId, shown: { readonly low?: number; readonly high?: number }): void {
    const own = this.own(id);
    if (own === undefined) return;
    const kept = Object.entries(shown).map(([end, value]) => [
      end,
      keptInput(id, value, this.money, this.#kept).base,
    ]);
    this.#setInput(id, { ...own, ...Object.fromEntries(kept) });
  }

  reset(id: InputId): void {
    const { [id]: _, ...inputs } = this.scenario.inputs;
    this.change({ inputs });
  }

  choose(choices: Partial<ScenarioChoices>): void {
    this.change({ choices: { ...this.scenario.choices, ...choices } });
  }

  weigh(weights: Partial<ScenarioWeights>): void {
    this.change({ weights: { ...this.scenario.weights, ...weights } });
  }

  /** Goes elsewhere or to another currency; amounts that the user typed in one are converted. */
  async place(changes: Partial<Omit<ScenarioPlace, 'inputs'>>): Promise<void> {
    const elsewhere = { ...this.scenario, ...changes, inputs: {} };
    // Its rate may have been given a moment ago.
    if (!this.#maker.money(elsewhere).ok) await this.#maker.refresh();
    const money = this.#maker.money(elsewhere);
    if (!money.ok) return;
    const kept = keptMoney(elsewhere, money.value);
    const inputs = Object.entries(this.scenario.inputs).map(([id, input]) => [
      id,
      this.#inMoney(input, kept),
    ]);
    this.change({ ...changes, inputs: Object.fromEntries(inputs) });
  }

  /** An amount typed in a currency, in another; what is in USD or has no currency stays as it is. */
  #inMoney(input: ScenarioInput, money: Money): ScenarioInput {
    const { currency } = input;
    if (currency === undefined || currency === 'USD' || currency === money.currency) return input;
    const from = this.#maker.money({ region: null, currency, inputs: {} });
    return from.ok ? convertMoney(input, from.value, money) : input;
  }

  change(changes: Partial<Scenario>): void {
    this.scenario = { ...this.scenario, ...changes };
    this.#onchange(this.scenario);
  }

  fold(part: string, open: boolean): void {
    if (this.openParts.has(part) === open) return;
    const parts = new Set(this.openParts);
    if (open) parts.add(part);
    else parts.delete(part);
    this.openParts = parts;
  }

  #setInput(id: InputId, input: ScenarioInput): void {
    this.change({ inputs: { ...this.scenario.inputs, [id]: input } });
  }
}

/** What a scenario follows of the settings may change, so that amounts typed there are kept in USD. */
function keptMoney({ region, currency }: Scenario, shown: Money): Money {
  return region === null && currency === null ? DOLLARS : shown;
}

/** Inputs that nothing but the user gives: without them there are no defaults either. */
function neededInputs({ inputs }: Scenario): Scenario['inputs'] {
  return Object.fromEntries(Object.entries(inputs).filter(([id]) => NEEDED.has(id as InputId)));
}
