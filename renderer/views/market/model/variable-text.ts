import { MARKET_MODEL } from '../../../../app/market/market-model.ts';
import { LAB_PARAMETERS } from '../../../../app/market/market-parameters.ts';
import type { Locale } from '../../../locale.svelte.ts';

const UNITS = new Map<string, string>([
  ...LAB_PARAMETERS.map(({ id, unit }): [string, string] => [id, unit]),
  ...MARKET_MODEL.stocks.map(({ id, unit }): [string, string] => [id, unit]),
  ...MARKET_MODEL.auxiliaries.map(({ id, unit }): [string, string] => [id, unit]),
  ...MARKET_MODEL.flows.map(({ id, from, to }): [string, string] => {
    const stock = MARKET_MODEL.stocks.find((known) => known.id === (from ?? to));
    return [id, stock === undefined ? '' : perYear(stock.unit)];
  }),
]);

function perYear(unit: string): string {
  return unit.endsWith('/year') ? `${unit}^2` : `${unit}/year`;
}

/** The unit of a variable as equations have it. */
export function unitOf(id: string): string {
  return UNITS.get(id) ?? '1';
}

/** A unit as people read it, of money that which is shown: none for plain numbers. */
export function unitWords(id: string, locale: Locale): string | undefined {
  const unit = unitOf(id);
  return unit === '1' ? undefined : worded(unit, locale).replace('USD', locale.currency);
}

function worded(unit: string, locale: Locale): string {
  return unit
    .replace('Mtok', locale.text('market.unit.mtok'))
    .replace('user', locale.text('market.unit.user'))
    .replace('year^2', locale.text('market.unit.year2'))
    .replace('year', locale.text('market.unit.year'));
}

const PERCENT: ReadonlySet<string> = new Set(['utilisation', 'margin']);

/** Whether a part of the model is an amount of money, which the model has in USD. */
export function isMoneyUnit(id: string): boolean {
  return unitOf(id).startsWith('USD');
}

/** A value in words: money as money, large numbers short. */
export function variableText(id: string, value: number, locale: Locale): string {
  if (PERCENT.has(id)) return locale.percent(value, 0);
  if (isMoneyUnit(id)) return locale.money(value);
  const unit = unitOf(id);
  if (unit === 'user' || unit.startsWith('Mtok/year') || unit === 'Mtok')
    return locale.count(value);
  return locale.number(value, 3);
}

/** A value with its unit: `$ 0.45/Mtok`, `2.1 M user`; the sign of money is its unit. */
export function variableWithUnit(id: string, value: number, locale: Locale): string {
  const text = variableText(id, value, locale);
  if (isMoneyUnit(id)) return `${text}${worded(unitOf(id).slice('USD'.length), locale)}`;
  return [text, unitWords(id, locale)].filter(Boolean).join(' ');
}
