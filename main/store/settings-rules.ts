import { expectedText, type Field, readField } from '../../app/field.ts';
import { LANGUAGES } from '../../app/language.ts';
import type { Settings } from '../../app/settings.ts';

/** What a setting may hold. */
export interface SettingRule {
  /** As errors hold it; `expectedWords` words it. */
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** One rule for each setting. */
export const SETTING_RULES: Readonly<Record<keyof Settings, SettingRule>> = {
  language: rule({ kind: 'choice', choices: ['system', ...LANGUAGES] }),
  theme: rule({ kind: 'choice', choices: ['system', 'light', 'dark'] }),
  tariffRegion: orNull({ expected: 'tariff region', accepts: isText }),
  tariffUsdPerKwh: orNull(rule({ kind: 'number', minimum: 0 })),
  currency: orNull({
    expected: 'ISO 4217 code',
    accepts: (value) => isText(value) && CURRENCIES.has(value),
  }),
  vat: rule({ kind: 'number', minimum: 0, maximum: 1 }),
  machineWatts: orNull(rule({ kind: 'number', above: 0 })),
  machinePriceUsd: orNull(rule({ kind: 'number', minimum: 0 })),
  machineLifeYears: rule({ kind: 'number', above: 0 }),
  machineHoursPerYear: rule({ kind: 'number', above: 0, maximum: 8784 }),
  threads: rule({ kind: 'integer', minimum: 0 }),
  runsAtOnce: rule({ kind: 'integer', minimum: 1, maximum: 64 }),
  device: orNull({ expected: 'text', accepts: isText }),
  continueOnCpu: rule({ kind: 'boolean' }),
  keepCheckpoints: rule({ kind: 'integer', minimum: 0 }),
  pruneAfterDays: rule({ kind: 'integer', minimum: 0 }),
};

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function rule(field: Field): SettingRule {
  return { expected: expectedText(field), accepts: (value) => readField(field, value).ok };
}

function orNull({ expected, accepts }: SettingRule): SettingRule {
  return { expected: `${expected} | null`, accepts: (value) => value === null || accepts(value) };
}
