import { formatCount, formatMoney, formatNumber, formatPercent } from '../../format.ts';
import type { Language } from '../../language.ts';
import { isMessageKey, type MessageKey, type MessageValues, text } from '../../text.ts';
import type { CostBasis } from '../run-cost.ts';
import {
  type Decision,
  type DecisionOption,
  OPTION_KINDS,
  type OptionCapacity,
  type OptionKind,
} from './decision.ts';
import { groupOf, INPUT_IDS, INPUTS, type InputId, isMoney } from './inputs.ts';
import { type DecisionMoney, shownValue } from './shown-input.ts';

/** Amounts from this on are shown without cents. */
const WHOLE_FROM = 100;
/** A threshold of tokens is a count to the last digit. */
const TOKEN_DIGITS = 9;
/** What never happened in the fewest draws may still happen three times in four thousand. */
const LEAST_ODDS = 0.001;

/** On which side of a volume owning pays, and that volume: `Owning pays up to`, `23.1 runs a month`. */
interface BreakEvenTold {
  readonly label: string;
  /** Null where there is no such volume. */
  readonly amount: string | null;
}

/** What a decision says, for page, command line and report: money in its own currency, whatever the settings say. */
export class DecisionWords {
  readonly language: Language;
  readonly #money: DecisionMoney;

  constructor(language: Language, money: DecisionMoney) {
    this.language = language;
    this.#money = money;
  }

  /** Units of the money shown for one USD. */
  get perUsd(): number {
    return this.#money.perUsd;
  }

  money(usd: number): string {
    return this.amount(usd * this.perUsd);
  }

  /** An amount that is in the money shown already. */
  amount(shown: number): string {
    return formatMoney(shown, this.language, this.#money.currency, WHOLE_FROM);
  }

  /** A probability counted in draws: never certain, and finer near the ends. */
  odds(share: number): string {
    if (share < LEAST_ODDS) return `< ${this.#percent(LEAST_ODDS, 1)}`;
    if (share > 1 - LEAST_ODDS) return `> ${this.#percent(1 - LEAST_ODDS, 1)}`;
    return this.#percent(share, share < 0.1 || share > 0.9 ? 1 : 0);
  }

  /** The same with its standard error, where it is no extreme. */
  oddsWithError(share: number, standardError: number): string {
    if (share < LEAST_ODDS || share > 1 - LEAST_ODDS) return this.odds(share);
    const error = this.#percent(standardError, standardError < LEAST_ODDS / 2 ? 2 : 1);
    return `${this.odds(share)} ± ${error}`;
  }

  option(kind: OptionKind): string {
    return text(this.language, `cost.option.${kind}`);
  }

  /** What an option consists of, with the number of one's own machines where it is not one: a hybrid's name has it. */
  what({ kind, name, capacity }: Pick<DecisionOption, 'kind' | 'name' | 'capacity'>): string {
    return kind === 'own' && capacity !== null ? this.#machines(name, capacity) : name;
  }

  /** Why an option has no figure to compare; null where it has one. */
  whyNot({
    feasible,
    usdPerMonth,
    reasons,
  }: Pick<DecisionOption, 'feasible' | 'usdPerMonth' | 'reasons'>): string | null {
    if (feasible && usdPerMonth !== null) return null;
    return reasons.map((reason) => this.sentence(reason)).join(' ') || null;
  }

  /** The volume at which owning turns cheaper or dearer; as the load is entered, by the day or by the month. */
  breakEven({ work, breakEven }: Pick<Decision, 'work' | 'breakEven'>): BreakEvenTold {
    const { ownWins, perDay, unitsPerMonth } = breakEven;
    const label = text(this.language, `cost.break-even.${ownWins ?? 'none'}`);
    if (perDay === null || unitsPerMonth === null) return { label, amount: null };
    const amount = text(this.language, `cost.break-even.${work}`, {
      perDay: formatNumber(perDay, this.language, 3),
      perMonth: formatNumber(unitsPerMonth, this.language, 3),
    });
    return { label, amount };
  }

  /** An input's name, with the part that it belongs to where others are called the same. */
  name(id: InputId): string {
    const name = text(this.language, `input.name.${id}`);
    const isShared = INPUT_IDS.some(
      (other) => other !== id && text(this.language, `input.name.${other}`) === name,
    );
    if (!isShared) return name;
    const option = text(this.language, `input.group.${groupOf(id)}`);
    return text(this.language, 'report.named', { option, name });
  }

  /** The unit that an input is read in: `CNY/kWh`, `%`; nothing where things are counted. */
  unit(id: InputId): string {
    const { unit } = INPUTS[id];
    if (unit === 'count') return '';
    return text(this.language, `input.unit.${unit}`, { currency: this.#money.currency });
  }

  /** A value of an input without its unit. */
  bare(id: InputId, value: number): string {
    return formatNumber(shownValue(id, value, this.#money), this.language, 3);
  }

  /** A value of an input with its unit: `0.29 EUR/kWh`, `62 % a year`. */
  input(id: InputId, value: number): string {
    return `${this.bare(id, value)} ${this.unit(id)}`.trimEnd();
  }

  /**
   * A sentence with its figures. What a figure is, its name says: `…Usd` is money, `…Share` a part of a whole,
   * `…Tokens` a count to the last digit, `value` one of `input`; a `name` with `machines` is said with their number; the names of options are put into words.
   */
  sentence({ key, values }: CostBasis): string {
    const input = INPUT_IDS.find((id) => id === values.input);
    const full = input === undefined ? key : `${key}.${input}`;
    // A price that falls by less than nothing rises.
    const { value } = values;
    const risen = `${full}-rise`;
    if (typeof value === 'number' && value < 0 && isMessageKey(risen)) {
      const rise = formatPercent(Math.expm1(-value), this.language, 0);
      return this.#told(risen, values, { value: rise }, input);
    }
    if (!isMessageKey(full)) return full;
    return this.#told(full, values, {}, input);
  }

  #machines(
    name: string,
    { machines, machinesAtEnd }: Pick<OptionCapacity, 'machines' | 'machinesAtEnd'>,
  ): string {
    if (machines === 1 && machinesAtEnd === 1) return name;
    return text(
      this.language,
      machines === machinesAtEnd ? 'cost.machines' : 'cost.machines-growing',
      {
        machines: formatCount(machines, this.language),
        machinesAtEnd: formatCount(machinesAtEnd, this.language),
        name,
      },
    );
  }

  #told(
    key: MessageKey,
    values: CostBasis['values'],
    already: MessageValues,
    input?: InputId,
  ): string {
    const worded = Object.entries(values).map(([name, value]) => [
      name,
      this.#value(name, value, input),
    ]);
    const { name, machines, machinesAtEnd } = values;
    const counted =
      typeof name === 'string' && typeof machines === 'number' && typeof machinesAtEnd === 'number'
        ? { name: this.#machines(name, { machines, machinesAtEnd }) }
        : {};
    return text(this.language, key, { ...Object.fromEntries(worded), ...counted, ...already });
  }

  #value(name: string, value: string | number, input: InputId | undefined): string {
    if (typeof value === 'string') {
      const option = OPTION_KINDS.find((kind) => kind === value);
      return option === undefined ? value : this.option(option);
    }
    if (name.endsWith('Usd')) return this.money(value);
    if (name.endsWith('Share')) return formatPercent(value, this.language, 0);
    if (name.endsWith('Tokens')) return formatNumber(value, this.language, TOKEN_DIGITS);
    if (name === 'value' && input !== undefined) return this.#figure(input, value);
    // Less than ten a day is no whole number of them.
    return name.endsWith('PerDay') && Math.abs(value) >= 10
      ? formatCount(value, this.language)
      : formatNumber(value, this.language, 3);
  }

  /** A value of an input whose unit the sentence says itself. */
  #figure(id: InputId, value: number): string {
    if (isMoney(id)) return this.money(value);
    const shown = shownValue(id, value, this.#money);
    if (['share', '1/year'].includes(INPUTS[id].unit)) {
      return formatPercent(shown / 100, this.language, Math.abs(shown) < 10 ? 1 : 0);
    }
    return formatNumber(shown, this.language, 3);
  }

  #percent(share: number, decimals: number): string {
    return formatPercent(share, this.language, decimals);
  }
}
