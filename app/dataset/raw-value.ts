/** Texts that stand for "no value", compared exactly after trimming; `None` is not one: it names classes. */
export const MISSING_TEXTS: readonly string[] = [
  '',
  '?',
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  'NaN',
  'nan',
  'NAN',
  'NULL',
  'null',
];

/** Larger magnitudes overflow when a deviation is squared, so they do not count as numbers. */
export const LARGEST_NUMBER = 1e100;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A raw cell without the space around it, or null where it stands for no value. */
export function presentText(raw: string | null | undefined): string | null {
  const trimmed = raw?.trim() ?? '';
  return MISSING_TEXTS.includes(trimmed) ? null : trimmed;
}

/** The number a trimmed cell holds, or null where it holds none. */
export function parseNumber(present: string): number | null {
  if (!NUMBER.test(present)) return null;
  const value = Number(present);
  return Math.abs(value) <= LARGEST_NUMBER ? value : null;
}

/** Words for true and false, lower case. */
export const TRUE_TEXTS: readonly string[] = ['true', 'yes', 't', 'y'];
export const FALSE_TEXTS: readonly string[] = ['false', 'no', 'f', 'n'];
