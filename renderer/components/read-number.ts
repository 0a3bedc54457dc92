import type { MessageKey } from '../../app/text.ts';
import { numberNotation } from '../../app/typed-number.ts';

/** What a number field accepts; `minimum` and `maximum` are allowed values, `above` and `below` are not. */
export interface NumberLimits {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly integer?: boolean | undefined;
  /** Whether it may be left empty. */
  readonly optional?: boolean | undefined;
}

export type NumberReading =
  | { readonly ok: true; readonly value: number | null }
  | { readonly ok: false; readonly problem: MessageKey };

/**
 * Reads what someone typed: `20,000`, `0,5` or `1e-3`, in full-width digits too; see `numberNotation`.
 * The problem is a message with `{minimum}` and `{maximum}`.
 */
export function readNumber(typed: string, limits: NumberLimits): NumberReading {
  if (typed.trim() === '') {
    return limits.optional ? { ok: true, value: null } : problem('field.required');
  }
  const value = Number(numberNotation(typed) ?? Number.NaN);
  if (!Number.isFinite(value)) return problem('field.not-a-number');
  if (limits.integer && !Number.isInteger(value)) return problem('field.not-whole');
  if (limits.above !== undefined && value <= limits.above) return problem('field.above');
  if (limits.below !== undefined && value >= limits.below) return problem('field.below');
  const tooSmall = limits.minimum !== undefined && value < limits.minimum;
  const tooLarge = limits.maximum !== undefined && value > limits.maximum;
  if (!tooSmall && !tooLarge) return { ok: true, value };
  if (tooLarge) {
    if (isNoRule(limits.minimum ?? limits.above)) return problem('field.at-most');
    return problem(limits.above === undefined ? 'field.between' : 'field.above-to');
  }
  if (isNoRule(limits.maximum ?? limits.below)) return problem('field.at-least');
  return problem(limits.below === undefined ? 'field.between' : 'field.from-below');
}

/** Limits from this size on only keep arithmetic sound: nobody needs to be told. */
const BEYOND_TELLING = 1e9;

function isNoRule(limit: number | undefined): boolean {
  return limit === undefined || Math.abs(limit) >= BEYOND_TELLING;
}

function problem(key: MessageKey): NumberReading {
  return { ok: false, problem: key };
}
