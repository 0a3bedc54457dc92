import {
  formatAge,
  formatDate,
  formatMoney,
  formatNumber,
  formatPercent,
} from '../../../format.ts';
import type { Language } from '../../../language.ts';
import { type MessageKey, type MessageValues, text } from '../../../text.ts';
import { assumptionWords } from '../../decision/assumption-words.ts';
import type { Decision, DecisionOption, OptionKind } from '../../decision/decision.ts';
import type { InputUnit } from '../../decision/input-rule.ts';
import type { InputId } from '../../decision/inputs.ts';
import { INPUTS } from '../../decision/inputs.ts';
import { DecisionWords } from '../../decision/words.ts';
import type { Outlook } from '../../outlook/outlook.ts';
import type { CostBasis, FigureSource } from '../../run-cost.ts';
import { sourceName } from '../../source-name.ts';
import type { NumberCell } from '../report.ts';

/** What the sections of a report are written from. */
export interface ReportInput {
  readonly name: string;
  readonly decision: Decision;
  readonly outlook: Outlook;
  /** ISO date that ages are counted to. */
  readonly today: string;
  readonly language: Language;
}

/** Words and figures in the report's language and currency. */
export class ReportWords {
  readonly language: Language;
  readonly currency: string;
  readonly #perUsd: number;
  readonly #today: string;
  readonly #words: DecisionWords;

  constructor({ language, decision, today }: Pick<ReportInput, 'language' | 'decision' | 'today'>) {
    this.language = language;
    this.currency = decision.currency;
    this.#perUsd = decision.currencyPerUsd;
    this.#today = today;
    this.#words = new DecisionWords(language, {
      currency: decision.currency,
      perUsd: decision.currencyPerUsd,
    });
  }

  say(key: MessageKey, values: MessageValues = {}): string {
    return text(this.language, key, values);
  }

  option(kind: OptionKind): string {
    return this.#words.option(kind);
  }

  /** Kind and name: `Own: 2 × RTX 4090`. */
  named({ kind, name }: Pick<DecisionOption, 'kind' | 'name'>): string {
    return this.say('report.named', { option: this.option(kind), name });
  }

  /** A sentence that came with the data, as the page words it. */
  basis(basis: CostBasis): string {
    return this.#words.sentence(basis);
  }

  /** An amount of USD in the report's currency; whole units from a hundred on. */
  money(usd: number): string {
    return formatMoney(usd * this.#perUsd, this.language, this.currency, WHOLE_FROM);
  }

  number(value: number, digits = 4): string {
    return formatNumber(value, this.language, digits);
  }

  percent(share: number, decimals = 0): string {
    return formatPercent(share, this.language, decimals);
  }

  /** A probability counted in draws: never certain, and finer near the ends. */
  odds(share: number): string {
    if (share < LEAST_ODDS) return `< ${this.percent(LEAST_ODDS, 1)}`;
    if (share > 1 - LEAST_ODDS) return `> ${this.percent(1 - LEAST_ODDS, 1)}`;
    return this.percent(share, share < 0.1 || share > 0.9 ? 1 : 0);
  }

  /** The same with its standard error, where it is no extreme. */
  oddsWithError(share: number, standardError: number): string {
    const isExtreme = share < LEAST_ODDS || share > 1 - LEAST_ODDS;
    return isExtreme ? this.odds(share) : `${this.odds(share)} ± ${this.percent(standardError, 1)}`;
  }

  month(iso: string): string {
    return formatDate(iso, this.language);
  }

  moneyCell(usd: number | null): NumberCell | null {
    if (usd === null) return null;
    return { value: usd * this.#perUsd, text: this.money(usd), format: 'money' };
  }

  numberCell(value: number | null, digits = 4): NumberCell | null {
    return value === null ? null : { value, text: this.number(value, digits), format: 'number' };
  }

  percentCell(share: number | null, decimals = 0): NumberCell | null {
    if (share === null) return null;
    return { value: share, text: this.percent(share, decimals), format: 'percent' };
  }

  /** The value of an input in the unit that people read it in. */
  inputCell(id: InputId, value: number): NumberCell {
    const shown = this.#shown(id, value);
    return { value: shown, text: this.number(shown), format: 'number' };
  }

  inputName(id: InputId): string {
    return this.say(`input.name.${id}`);
  }

  inputUnit(id: InputId): string {
    const { unit } = INPUTS[id];
    return unit === 'count' ? '' : this.say(`input.unit.${unit}`, { currency: this.currency });
  }

  /** Value and unit: `0.29 USD/kWh`. */
  inputText(id: InputId, value: number): string {
    return `${this.number(this.#shown(id, value), 3)} ${this.inputUnit(id)}`.trim();
  }

  source(from: FigureSource): string {
    const { source, asOf, kind } = from;
    if (kind === 'user') {
      return asOf === null ? this.say('report.source.own') : sourceName(from, this.language);
    }
    if (kind === 'measured') return this.say('cost.source-measured');
    return kind === 'assumption' && asOf === null ? assumptionWords(source, this.language) : source;
  }

  /** Date and age of a figure; nothing where it has none. */
  dated({ asOf }: FigureSource): string {
    if (asOf === null) return '';
    return `${this.month(asOf)} (${formatAge(asOf, this.#today, this.language)})`;
  }

  #shown(id: InputId, value: number): number {
    // The rate of a falling price is an exponent, shown as the share by which it falls in a year.
    if (id.startsWith('market.')) return 100 * -Math.expm1(-value);
    const { unit } = INPUTS[id];
    return value * (SCALES[unit] ?? 1) * (unit.startsWith('USD') ? this.#perUsd : 1);
  }
}

/** What never happened in the fewest draws may still happen three times in four thousand. */
const LEAST_ODDS = 0.001;

/** Cents of larger amounts are noise beside their uncertainty. */
const WHOLE_FROM = 100;

/** What a value is multiplied by where its unit is shown in another size. */
const SCALES: Readonly<Partial<Record<InputUnit, number>>> = {
  share: 100,
  '1/year': 100,
  parameters: 1e-9,
};
