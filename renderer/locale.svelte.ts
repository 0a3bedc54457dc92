import { createContext } from 'svelte';
import type { AppError } from '../app/errors.ts';
import type { Language } from '../app/language.ts';
import { type MessageKey, type MessageValues, text } from '../app/text.ts';
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatLarge,
  formatMoney,
  formatNumber,
  formatPercent,
} from './format.ts';

/**
 * Words and figures for the reader: language, currency and their conventions.
 * Everything read through it follows a change of language at once.
 */
export class Locale {
  language = $state<Language>('en');
  currency = $state('USD');
  /** Units of `currency` for one USD. */
  usdRate = $state(1);

  text(key: MessageKey, values?: MessageValues): string {
    return text(this.language, key, values);
  }

  error(error: AppError): string {
    return error.code;
  }

  number(value: number, digits?: number): string {
    return formatNumber(this.language, value, digits);
  }

  count(value: number): string {
    return formatCount(this.language, value);
  }

  large(value: number): string {
    return formatLarge(this.language, value);
  }

  percent(fraction: number, decimals?: number): string {
    return formatPercent(this.language, fraction, decimals);
  }

  bytes(bytes: number): string {
    return formatBytes(this.language, bytes);
  }

  duration(seconds: number): string {
    return formatDuration(this.language, seconds);
  }

  money(usd: number): string {
    return formatMoney(this.language, usd, this.currency, this.usdRate);
  }

  dateTime(iso: string): string {
    return formatDateTime(this.language, iso);
  }

  age(iso: string): string {
    return formatAge(this.language, iso, Date.now());
  }
}

export const [getLocale, setLocale] = createContext<Locale>();
