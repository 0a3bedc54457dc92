import { createContext } from 'svelte';
import { DOLLARS, type Money } from '../app/cost/money.ts';
import { errorText } from '../app/error-text.ts';
import type { AppError } from '../app/errors.ts';
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDate,
  formatDuration,
  formatEnergy,
  formatFlops,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRate,
} from '../app/format.ts';
import type { Language } from '../app/language.ts';
import { type MessageKey, type MessageValues, text } from '../app/text.ts';
import { formatMoment, formatTimeAgo } from './moments.ts';

/**
 * Words and figures for the reader: language, currency and their conventions.
 * Everything read through it follows a change of language at once.
 */
export class Locale {
  language = $state<Language>('en');
  /** What amounts are shown in. */
  shownMoney = $state.raw<Money>(DOLLARS);

  /** ISO 4217. */
  get currency(): string {
    return this.shownMoney.currency;
  }

  /** Units of `currency` for one USD. */
  get usdRate(): number {
    return this.shownMoney.perUsd;
  }

  text(key: MessageKey, values?: MessageValues): string {
    return text(this.language, key, values);
  }

  error(error: AppError): string {
    return errorText(error, this.language);
  }

  number(value: number, significantDigits?: number): string {
    return formatNumber(value, this.language, significantDigits);
  }

  count(count: number): string {
    return formatCount(count, this.language);
  }

  percent(fraction: number, decimals?: number): string {
    return formatPercent(fraction, this.language, decimals);
  }

  bytes(bytes: number): string {
    return formatBytes(bytes, this.language);
  }

  duration(seconds: number): string {
    return formatDuration(seconds, this.language);
  }

  energy(kwh: number): string {
    return formatEnergy(kwh, this.language);
  }

  flops(flops: number): string {
    return formatFlops(flops, this.language);
  }

  rate(perSecond: number): string {
    return formatRate(perSecond, this.language);
  }

  /** An amount stored in USD, in the user's currency. */
  money(usd: number): string {
    return this.amount(usd * this.usdRate);
  }

  /** An amount that is in the user's currency already. */
  amount(shown: number): string {
    return formatMoney(shown, this.language, this.currency);
  }

  /** The date of a source, as precise as it gives it. */
  date(iso: string): string {
    return formatDate(iso, this.language);
  }

  /** How old a dated figure is: `14 months old`. */
  figureAge(iso: string): string {
    return formatAge(iso, new Date().toISOString(), this.language);
  }

  /** A moment on the reader's clock. */
  moment(iso: string): string {
    return formatMoment(iso, this.language);
  }

  /** How long ago a moment was: `3 hours ago`. */
  timeAgo(iso: string): string {
    return formatTimeAgo(iso, Date.now(), this.language);
  }

  /** Things one after the other: `a, b`; `甲、乙`. */
  list(items: readonly string[]): string {
    return items.join(this.language === 'zh' ? '、' : ', ');
  }
}

export const [getLocale, setLocale] = createContext<Locale>();
