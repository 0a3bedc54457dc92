import { SHEETS, type SheetDefinition, type SheetName, type SheetRow } from '../fact-sheets.ts';

/** What the generic rules see of a row: any sheet's. */
export type AnyRow = Readonly<Record<string, unknown>>;

/** Which column of a row will not do, and why; no column where the row as a whole will not. */
export interface RowFault {
  readonly column: string | null;
  /** In the notation of `expectedWords`. */
  readonly expected: string;
}

export type RowReading<Row> =
  | { readonly ok: true; readonly row: Row }
  | { readonly ok: false; readonly fault: RowFault };

/** The definition of a sheet for rules that take any. */
export function definitionOf(sheet: SheetName): SheetDefinition {
  return SHEETS[sheet];
}

/**
 * A row as its sheet has it, checked: what it leaves out of the optional columns is null, or an
 * empty list, and a parameter's range is in order.
 */
export function readRow<Name extends SheetName>(
  sheet: Name,
  value: unknown,
): RowReading<SheetRow<Name>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, fault: { column: null, expected: 'JSON object' } };
  }
  const { columns, safeParse } = definitionOf(sheet);
  const missing = Object.entries(columns)
    .filter(([name, { optional }]) => optional && !Object.hasOwn(value, name))
    .map(([name, { kind }]) => [name, kind === 'texts' ? [] : null]);
  const parsed = safeParse(
    missing.length === 0 ? value : { ...value, ...Object.fromEntries(missing) },
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const column = String(unknown ?? issue?.path[0]);
    const { expected } = columns[column] ?? { expected: 'absent' };
    return { ok: false, fault: { column, expected } };
  }
  const fault = rangeFault(parsed.data) ?? currencyFault(parsed.data);
  return fault === null ? { ok: true, row: parsed.data as SheetRow<Name> } : { ok: false, fault };
}

/** What a row is known by, in one line: `OpenAI/gpt-5.5`. A part that is not given is left out. */
export function rowKey(sheet: SheetName, row: AnyRow): string {
  return definitionOf(sheet)
    .key.map((column) => row[column])
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join('/');
}

/** Figures of a range stand in order, as far as they are given. */
function rangeFault({ low, base, high }: AnyRow): RowFault | null {
  const given = [low, base, high].filter((figure) => typeof figure === 'number');
  const ordered = given.every((figure, at) => at === 0 || figure >= (given[at - 1] ?? figure));
  return ordered ? null : { column: 'low', expected: 'low ≤ base ≤ high' };
}

/** A price published in another currency comes with the rate it was converted at. */
function currencyFault({ currency, fx_local_per_usd: rate }: AnyRow): RowFault | null {
  return typeof currency === 'string' && currency !== 'USD' && rate === null
    ? { column: 'fx_local_per_usd', expected: 'rate to USD' }
    : null;
}
