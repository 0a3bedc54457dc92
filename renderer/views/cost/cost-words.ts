import type { OptionKind } from '../../../app/cost/decision/decision.ts';
import type { DecisionMoney } from '../../../app/cost/decision/shown-input.ts';
import { DecisionWords } from '../../../app/cost/decision/words.ts';
import type { Locale } from '../../locale.svelte.ts';

/** Places in the palette of eight: an option has its colour in every chart. */
export const OPTION_COLOURS: Readonly<Record<OptionKind, number>> = {
  own: 0,
  rent: 4,
  api: 3,
  hybrid: 2,
};

/** Words of a decision on the page, in the reader's language. */
export class CostWords extends DecisionWords {
  readonly locale: Locale;

  constructor(locale: Locale, money: DecisionMoney) {
    super(locale.language, money);
    this.locale = locale;
  }

  /** An amount that may not exist. */
  moneyOr(usd: number | null, otherwise = '—'): string {
    return usd === null ? otherwise : this.money(usd);
  }

  /** `January 2027`, of `2027-01`. */
  month(month: string): string {
    return this.locale.date(month);
  }

  /** `Nov 2026`, for an axis. */
  shortMonth(month: string): string {
    const format = new Intl.DateTimeFormat(this.locale.language === 'zh' ? 'zh-CN' : 'en-GB', {
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    });
    return format.format(new Date(`${month}-01T00:00:00Z`));
  }

  /** What share of something falls in a year: `62 % a year`. */
  perYear(share: number): string {
    return this.locale.text('scenario.per-year', { share: this.locale.percent(share, 0) });
  }
}
