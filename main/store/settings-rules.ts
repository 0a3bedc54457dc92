import { LANGUAGES } from '../../app/language.ts';
import type { Settings } from '../../app/settings.ts';

/** What a setting may hold. */
export interface SettingRule {
  /** For people, in the words of the error message. */
  readonly expected: string;
  accepts(value: unknown): boolean;
}

/** One rule for each setting. */
export const SETTING_RULES: Readonly<Record<keyof Settings, SettingRule>> = {
  language: oneOf(['system', ...LANGUAGES]),
  theme: oneOf(['system', 'light', 'dark']),
  tariffRegion: orNull({ expected: 'a region of the tariff sheet', accepts: isText }),
  tariffUsdPerKwh: orNull(numberFrom(0)),
  currency: {
    expected: 'an ISO 4217 code such as USD',
    accepts: (value) => isText(value) && /^[A-Z]{3}$/.test(value),
  },
  usdRate: numberAbove(0),
  vat: {
    expected: 'a fraction from 0 to 1',
    accepts: (value) => isNumber(value) && value >= 0 && value <= 1,
  },
  machineWatts: orNull(numberAbove(0)),
  machinePriceUsd: orNull(numberFrom(0)),
  machineLifeYears: numberAbove(0),
  machineHoursPerYear: {
    expected: 'hours above 0, at most 8784',
    accepts: (value) => isNumber(value) && value > 0 && value <= 8784,
  },
  threads: wholeNumberFrom(0),
  keepCheckpoints: wholeNumberFrom(0),
  pruneAfterDays: wholeNumberFrom(0),
};

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function oneOf(values: readonly string[]): SettingRule {
  return {
    expected: values.join(' | '),
    accepts: (value) => typeof value === 'string' && values.includes(value),
  };
}

function numberFrom(minimum: number): SettingRule {
  return {
    expected: `a number from ${minimum}`,
    accepts: (value) => isNumber(value) && value >= minimum,
  };
}

function numberAbove(limit: number): SettingRule {
  return {
    expected: `a number above ${limit}`,
    accepts: (value) => isNumber(value) && value > limit,
  };
}

function wholeNumberFrom(minimum: number): SettingRule {
  return {
    expected: `a whole number from ${minimum}`,
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= minimum,
  };
}

function orNull(rule: SettingRule): SettingRule {
  return {
    expected: `${rule.expected}, or null`,
    accepts: (value) => value === null || rule.accepts(value),
  };
}
