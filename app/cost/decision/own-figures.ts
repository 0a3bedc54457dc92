import { boundsText, isWithin } from '../../bounds.ts';
import { type AppError, fail, ok, type Result } from '../../errors.ts';
import { TEMPLATE_REASON } from './assumption-words.ts';
import type { Figure } from './figure.ts';
import { rangeAround } from './figure.ts';
import { INPUTS, type InputId, isMoney } from './inputs.ts';
import type { ScenarioInput } from './scenario.ts';
import type { DecisionMoney } from './shown-input.ts';
import { isTemplateFigure } from './templates/template-figure.ts';

/** What a value of an input may be, in the notation of all failures: `integer in [1, 1024]`. */
export function expectedOf(id: InputId): string {
  const { isInteger, bounds } = INPUTS[id];
  return `${isInteger === true ? 'integer' : 'number'}${boundsText(bounds)}`;
}

/**
 * A figure that the user set, in USD where it is money. Without a range of its own it keeps the
 * default's, moved along with base (rates by difference, all else in proportion): a better middle does
 * not make a figure exact.
 * Fails at the input with `cost/input-invalid`, `cost/range-invalid` or `cost/currency-mixed`.
 * @param money the one currency besides USD that amounts may be in
 */
export function ownFigure(
  id: InputId,
  given: ScenarioInput,
  byDefault: Figure | undefined,
  money: DecisionMoney,
): Result<Figure> {
  const rate = rateOf(id, given, money);
  if (!rate.ok) return rate;
  const { base, low, high } = given;
  for (const value of [base, low, high]) {
    if (value !== undefined && !isAllowed(id, value / rate.value)) {
      return fail(invalid(id, value));
    }
  }
  const inUsd = base / rate.value;
  const range = movedRange(id, inUsd, byDefault);
  const figure: Figure = {
    base: inUsd,
    low: low === undefined ? range.low : low / rate.value,
    high: high === undefined ? range.high : high / rate.value,
    source: isTemplateFigure(id, given)
      ? { source: TEMPLATE_REASON, asOf: null, kind: 'assumption' }
      : { source: given.note ?? 'scenario', asOf: null, kind: 'user' },
  };
  const [lowest, highest] = [
    low === undefined ? Math.min(figure.low, inUsd) : figure.low,
    high === undefined ? Math.max(figure.high, inUsd) : figure.high,
  ];
  if (lowest > inUsd || highest < inUsd) {
    return fail({
      code: 'cost/range-invalid',
      input: id,
      low: low ?? base,
      base,
      high: high ?? base,
    });
  }
  return ok({ ...figure, low: lowest, high: highest });
}

export function invalid(input: InputId, value: number): AppError {
  return { code: 'cost/input-invalid', input, value: `${value}`, expected: expectedOf(input) };
}

function isAllowed(id: InputId, value: number): boolean {
  const { bounds, isInteger } = INPUTS[id];
  return isWithin(value, bounds) && (isInteger !== true || Number.isInteger(value));
}

function rateOf(
  id: InputId,
  given: ScenarioInput,
  { currency, perUsd }: DecisionMoney,
): Result<number> {
  if (given.currency === undefined || given.currency === 'USD') return ok(1);
  if (!isMoney(id) || given.currency !== currency) {
    return fail({
      code: 'cost/currency-mixed',
      input: id,
      currency: given.currency,
      expected: isMoney(id) ? currency : 'absent',
    });
  }
  return ok(perUsd);
}

function movedRange(
  id: InputId,
  base: number,
  byDefault: Figure | undefined,
): { readonly low: number; readonly high: number } {
  if (byDefault === undefined) return rangeAround(id, base);
  const { bounds } = INPUTS[id];
  const within = (value: number): number =>
    Math.min(bounds.maximum ?? value, Math.max(bounds.minimum ?? value, value));
  if (byDefault.base === 0 || INPUTS[id].unit === '1/year') {
    const moved = base - byDefault.base;
    return { low: within(byDefault.low + moved), high: within(byDefault.high + moved) };
  }
  const scale = base / byDefault.base;
  const [first, second] = [within(byDefault.low * scale), within(byDefault.high * scale)];
  return { low: Math.min(first, second), high: Math.max(first, second) };
}
