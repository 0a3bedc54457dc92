import { formatAge, formatDate, formatNumber, formatPercent } from '../../../format.ts';
import type { Language } from '../../../language.ts';
import { type MessageKey, type MessageValues, text } from '../../../text.ts';
import { assumptionWords } from '../../decision/assumption-words.ts';
import type { Decision, DecisionOption } from '../../decision/decision.ts';
import type { InputId } from '../../decision/inputs.ts';
import { type DecisionMoney, shownValue } from '../../decision/shown-input.ts';
import { DecisionWords } from '../../decision/words.ts';
import type { Outlook } from '../../outlook/outlook.ts';
import type { FigureSource } from '../../run-cost.ts';
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
export class ReportWords extends DecisionWords {
  readonly currency: string;
  readonly #money: DecisionMoney;
  readonly #today: string;

  constructor({ language, decision, today }: Pick<ReportInput, 'language' | 'decision' | 'today'>) {
    const money = { currency: decision.currency, perUsd: decision.currencyPerUsd };
    super(language, money);
    this.currency = money.currency;
    this.#money = money;
    this.#today = today;
  }

  say(key: MessageKey, values: MessageValues = {}): string {
    return text(this.language, key, values);
  }

  /** Kind and name: `Own: 2 × RTX 4090`. */
  named(option: Pick<DecisionOption, 'kind' | 'name' | 'capacity'>): string {
    const { kind } = option;
    return this.say('report.named', { option: this.option(kind), name: this.what(option) });
  }

  number(value: number, digits = 4): string {
    return formatNumber(value, this.language, digits);
  }

  percent(share: number, decimals = 0): string {
    return formatPercent(share, this.language, decimals);
  }

  month(iso: string): string {
    return formatDate(iso, this.language);
  }

  moneyCell(usd: number | null): NumberCell | null {
    if (usd === null) return null;
    return { value: usd * this.#money.perUsd, text: this.money(usd), format: 'money' };
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
    const shown = shownValue(id, value, this.#money);
    return { value: shown, text: this.number(shown), format: 'number' };
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
}
