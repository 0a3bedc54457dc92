import { formatNumber } from './format.ts';
import type { Language } from './language.ts';
import { isMessageKey, text } from './text.ts';

/** Prices keep their cents, whatever their size. */
const PRICE_DIGITS = 6;

/** The name of a sheet's column as people read it; without its unit. */
export function columnName(column: string, language: Language): string {
  const key = `prices.column.${column}`;
  return isMessageKey(key) ? text(language, key) : column;
}

/** The name of a sheet as people read it. */
export function sheetTitle(sheet: string, language: Language): string {
  const key = `prices.sheet.${sheet}`;
  return isMessageKey(key) ? text(language, key) : sheet;
}

/** A cell of a sheet as people read it; years and dates stay as they are. */
export function cellWords(value: unknown, unit: string | null, language: Language): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'number') {
    return unit === 'year' ? String(value) : formatNumber(value, language, PRICE_DIGITS);
  }
  if (typeof value === 'boolean') return text(language, value ? 'prices.yes' : 'prices.no');
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return value.length === 0 ? '—' : value.join(', ');
  }
  return JSON.stringify(value);
}

/** What the audit found, in words. */
export function findingWords(
  finding: {
    readonly rule: string;
    readonly column: string | null;
    readonly values: Readonly<Record<string, string | number>>;
  },
  language: Language,
): string {
  const key = `prices.audit.${finding.rule}`;
  if (!isMessageKey(key)) return finding.rule;
  const values = Object.entries(finding.values).map(([name, value]) => [
    name,
    typeof value === 'number' ? formatNumber(value, language, PRICE_DIGITS) : value,
  ]);
  const column = finding.column === null ? '' : columnName(finding.column, language);
  return text(language, key, { column, ...Object.fromEntries(values) });
}

/** A change by its fraction: `+25 %`, `−6.9 %`; nothing where there is none. */
export function changeWords(fraction: number | null, language: Language): string {
  if (fraction === null) return '';
  const sign = fraction < 0 ? '−' : '+';
  return `${sign}${formatNumber(Math.abs(fraction) * 100, language, 3)} %`;
}
