import { decodeMarketScenario } from '../../../app/contract/decode.ts';
import type { StoredMarketScenario } from '../../../app/contract/scenarios.ts';
import type { ParameterRow } from '../../../app/cost/fact-sheets.ts';
import type { AppError, Result } from '../../../app/errors.ts';
import type { ScenarioId } from '../../../app/ids.ts';
import {
  type LabDraws,
  labWork,
  type MarketFacts,
  type MarketLab,
} from '../../../app/market/lab.ts';
import type { LabParameterId } from '../../../app/market/market-parameters.ts';
import { DEFAULT_MARKET_SCENARIO, type MarketScenario } from '../../../app/market/scenario.ts';
import { LatestOnly } from '../../outlook/latest-only.ts';
import { workerPort } from '../../outlook/worker-port.ts';
import type { BandsQuestion } from './bands-worker.ts';

/** Waits so long after the last change before the many draws are made. */
const REST_MS = 250;

/** The scenario that is looked at and its answer, which follows every change at once. */
export class MarketPage {
  /** Replaced whole, never mutated. */
  scenario = $state.raw<MarketScenario>(DEFAULT_MARKET_SCENARIO);
  /** From the draws, with the scenario they belong to; late by a moment. */
  #drawn = $state.raw<{ readonly scenario: MarketScenario; readonly draws: LabDraws }>();
  /** The last answer that there was, so that a slip of the keyboard does not empty the page. */
  #last: MarketLab | null = null;
  /** Of the kept scenario that this one is, or was before it was changed. */
  keptId = $state.raw<ScenarioId | null>(null);
  readonly facts: MarketFacts;
  readonly today: string;

  readonly #answer: Result<MarketLab> = $derived.by(() => {
    const work = labWork(this.scenario, this.facts, this.today);
    return work.ok ? { ok: true, value: work.value.lab } : work;
  });
  readonly error: AppError | null = $derived(this.#answer.ok ? null : this.#answer.error);
  readonly lab: MarketLab | null = $derived.by(() => {
    if (this.#answer.ok) this.#last = this.#answer.value;
    return this.#last;
  });
  /** Null while they do not belong to what is shown. */
  readonly bands: MarketLab['bands'] = $derived(
    this.#drawn?.scenario === this.scenario ? this.#drawn.draws.bands : null,
  );
  /** The last that were worked out: they change slowly, and a chart that comes and goes is hard to read. */
  readonly effects: MarketLab['effects'] = $derived(this.#drawn?.draws.effects ?? null);

  constructor(facts: MarketFacts, today: string) {
    this.facts = facts;
    this.today = today;
  }

  change(changes: Partial<MarketScenario>): void {
    this.scenario = { ...this.scenario, ...changes };
  }

  setParameter(id: LabParameterId, base: number): void {
    const { parameters } = this.scenario;
    const note = parameters[id]?.note;
    this.change({
      parameters: { ...parameters, [id]: note === undefined ? { base } : { base, note } },
    });
  }

  noteParameter(id: LabParameterId, note: string): void {
    const own = this.scenario.parameters[id];
    if (own === undefined) return;
    this.change({ parameters: { ...this.scenario.parameters, [id]: { ...own, note } } });
  }

  resetParameter(id: LabParameterId): void {
    const { [id]: _, ...rest } = this.scenario.parameters;
    this.change({ parameters: rest });
  }

  /** What the sheet says of a parameter; undefined of one that follows from the history. */
  sheetValue(id: LabParameterId): ParameterRow | undefined {
    return this.facts.marketParameters.find(({ symbol }) => symbol === id);
  }

  setLink(link: string, on: boolean): void {
    const rest = this.scenario.linksOff.filter((other) => other !== link);
    this.change({ linksOff: on ? rest : [...rest, link] });
  }

  /** @param equation null: the model's own */
  setEquation(variable: string, equation: string | null): void {
    const { [variable]: _, ...rest } = this.scenario.equations;
    this.change({ equations: equation === null ? rest : { ...rest, [variable]: equation } });
  }

  openKept({ id, scenario }: StoredMarketScenario): void {
    this.scenario = scenario;
    this.keptId = id;
  }

  /** A scenario from a file; the page stays as it is where the file will not do. */
  open(text: string): Result<MarketScenario> {
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch {
      content = undefined;
    }
    const decoded = decodeMarketScenario(content);
    if (!decoded.ok) return decoded;
    const work = labWork(decoded.value, this.facts, this.today);
    if (!work.ok) return work;
    this.scenario = decoded.value;
    this.keptId = null;
    return decoded;
  }

  /** Draws behind the page's back, the newest scenario only, until the returned function is called. */
  follow(): () => void {
    const questions = new LatestOnly<BandsQuestion, LabDraws | null>(() =>
      workerPort(new Worker(new URL('./bands-worker.ts', import.meta.url), { type: 'module' })),
    );
    const end = $effect.root(() => {
      $effect(() => {
        const { scenario, facts, today } = this;
        if (this.error !== null || scenario.draws === 0) return;
        const timer = setTimeout(() => {
          void questions.ask({ scenario, facts, today }).then((draws) => {
            if (draws !== null) this.#drawn = { scenario, draws };
          });
        }, REST_MS);
        return () => clearTimeout(timer);
      });
    });
    return () => {
      end();
      questions.close();
    };
  }
}
