import type { AnyRow } from './read-row.ts';

/** What prices of long prompts cannot do without. */
const NEEDED = [
  'long_prompt_above_tokens',
  'long_prompt_input_usd_per_mtok',
  'long_prompt_output_usd_per_mtok',
] as const;
const ALL = [...NEEDED, 'long_prompt_cached_input_usd_per_mtok', 'long_prompt_billing'] as const;

/**
 * The column that is missing where a row says something of long prompts, but not enough to price them; null where
 * all or nothing is said. A file with such a row is refused; one's own figures, which come one by one, are kept, and
 * the audit says so.
 */
export function longPromptGap(row: AnyRow): string | null {
  const isGiven = (column: string): boolean => (row[column] ?? null) !== null;
  if (!ALL.some(isGiven)) return null;
  return NEEDED.find((column) => !isGiven(column)) ?? null;
}
