import type { Bounds } from '../../bounds.ts';
import type { InputUnit } from './input-rule.ts';
import { INPUTS, type InputId, isMoney } from './inputs.ts';
import type { ScenarioInput } from './scenario.ts';

/** Digits that a figure keeps when it is turned into people's units and back. */
const DIGITS = 9;
/** Digits of a default that has decimals. */
const DEFAULT_DIGITS = 4;
const PARAMETERS_PER_BILLION = 1e9;

/** The money that a decision is shown in. */
export interface DecisionMoney {
  readonly currency: string;
  /** Units of it for one USD. */
  readonly perUsd: number;
}

/** How a figure kept in the model's unit is read and typed by people. */
interface Turned {
  readonly shown: (value: number) => number;
  readonly kept: (shown: number) => number;
}

const AS_IT_IS: Turned = { shown: (value) => value, kept: (shown) => shown };
const PERCENT: Turned = { shown: (value) => value * 100, kept: (shown) => shown / 100 };
const BILLIONS: Turned = {
  shown: (value) => value / PARAMETERS_PER_BILLION,
  kept: (shown) => shown * PARAMETERS_PER_BILLION,
};
/** k of `p(t) = p₀ exp(−k t)`, as the per cent by which the price falls in a year (COST_MODEL §5). */
const FALL_PER_YEAR: Turned = {
  shown: (value) => -Math.expm1(-value) * 100,
  kept: (shown) => -Math.log1p(-shown / 100),
};

const BY_UNIT: Readonly<Partial<Record<InputUnit, Turned>>> = {
  share: PERCENT,
  '1/year': PERCENT,
  parameters: BILLIONS,
};

function turnedOf(id: InputId): Turned {
  if (id.startsWith('market.')) return FALL_PER_YEAR;
  return BY_UNIT[INPUTS[id].unit] ?? AS_IT_IS;
}

/** A figure of the decision, amounts of money in USD, as it stands in its field. */
export function shownValue(id: InputId, value: number, money: DecisionMoney): number {
  const turned = isMoney(id) ? value * money.perUsd : turnedOf(id).shown(value);
  return plain(turned);
}

/**
 * A default in its field: nobody needs the eighth digit of a trend that was fitted, or of a price that was converted.
 * The decision is worked out with the figure as it is.
 */
export function roundedDefault(id: InputId, value: number, money: DecisionMoney): number {
  const shown = shownValue(id, value, money);
  if (Number.isInteger(shown)) return shown;
  const whole = Math.ceil(Math.log10(Math.abs(shown)));
  return Number(shown.toPrecision(Math.min(DIGITS, Math.max(DEFAULT_DIGITS, whole))));
}

/** A figure as the user typed it, which is kept in the currency it was typed in. */
export function ownValue(id: InputId, input: ScenarioInput, money: DecisionMoney): number {
  if (!isMoney(id)) return shownValue(id, input.base, money);
  const isDollars = input.currency === undefined || input.currency === 'USD';
  return plain(isDollars ? input.base * money.perUsd : input.base);
}

/**
 * What is kept of a figure typed in the money shown.
 * @param kept that or USD, in which amounts are kept
 */
export function keptInput(
  id: InputId,
  shown: number,
  money: DecisionMoney,
  kept: DecisionMoney = money,
): Pick<ScenarioInput, 'base' | 'currency'> {
  if (!isMoney(id)) return { base: turnedOf(id).kept(shown) };
  return kept.currency === 'USD'
    ? { base: shown / money.perUsd }
    : { base: shown, currency: kept.currency };
}

/** What may be typed. */
export function shownBounds(id: InputId, money: DecisionMoney): Bounds {
  const { bounds } = INPUTS[id];
  return Object.fromEntries(
    Object.entries(bounds).map(([end, limit]) => [end, shownValue(id, limit, money)]),
  );
}

function plain(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
