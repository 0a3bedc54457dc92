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

/** A unit as people read it: none for plain numbers. */
export function unitWords(id: string, locale: Locale): string | undefined {
  const unit = unitOf(id);
  if (unit === '1') return undefined;
  return unit
    .replace('Mtok', locale.text('market.unit.mtok'))
    .replace('user', locale.text('market.unit.user'))
    .replace('year^2', locale.text('market.unit.year2'))
    .replace('year', locale.text('market.unit.year'));
}

const PERCENT: ReadonlySet<string> = new Set(['utilisation', 'margin']);

/** Whether a part of the model is an amount of money. */
export function isMoneyUnit(id: string): boolean {
  return ['USD', 'USD/Mtok', 'USD/year'].includes(unitOf(id));
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
