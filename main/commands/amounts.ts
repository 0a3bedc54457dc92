import type { HostClient } from '../../app/contract/dispatcher.ts';
import { DOLLARS, type Money, moneyBasis } from '../../app/cost/money.ts';
import type { CostBasis, FigureSource } from '../../app/cost/run-cost.ts';
import { sourceName } from '../../app/cost/source-name.ts';
import { formatAge, formatDate, formatMoney } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { isMessageKey, text } from '../../app/text.ts';

/** Amounts of USD at a terminal, in the money that the settings show, as on the page. */
export class Amounts {
  readonly money: Money;
  readonly #language: Language;

  constructor(money: Money, language: Language) {
    this.money = money;
    this.#language = language;
  }

  of(usd: number): string {
    return formatMoney(usd * this.money.perUsd, this.#language, this.money.currency);
  }

  /** The rate with its source and age, or why amounts are in USD; null where they are so by choice. */
  get rate(): string | null {
    const basis = moneyBasis(this.money);
    return basis === null ? null : basisLine(basis, this.#language);
  }
}

/** Asks the host what amounts are shown in; a host that cannot say leaves them in USD. */
export async function amountsHere(client: HostClient, language: Language): Promise<Amounts> {
  const shown = await client.request('money.shown', null);
  return new Amounts(shown.ok ? shown.value : DOLLARS, language);
}

/** A sentence that an amount rests on, with its source where it has one. */
function basisLine({ key, values, source }: CostBasis, language: Language): string {
  const sentence = isMessageKey(key) ? text(language, key, values) : key;
  return source === null
    ? sentence
    : `${sentence}${language === 'zh' ? '' : ' '}${datedSource(source, language)}`;
}

function datedSource(source: FigureSource, language: Language): string {
  const name = sourceName(source, language);
  if (source.asOf === null) return name;
  return text(language, 'cost.source-dated', {
    source: name,
    date: formatDate(source.asOf, language),
    age: formatAge(source.asOf, new Date().toISOString(), language),
  });
}
