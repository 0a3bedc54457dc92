import { z } from 'zod';

/*
 * Columns of a fact sheet. One description serves all who meet a column: the schema that checks a
 * bundled or imported row, the reading of a CSV cell, the unit beside a figure, and the band outside
 * of which a figure is taken to be in another unit.
 */

/** `texts`: a list of texts. `amounts`: by name, as a tariff by consumption band. `schedule`: by the time of day. */
export const COLUMN_KINDS = [
  'text',
  'choice',
  'flag',
  'number',
  'integer',
  'date',
  'texts',
  'amounts',
  'schedule',
] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

export interface SheetColumn<T = unknown> {
  readonly kind: ColumnKind;
  readonly schema: z.ZodType<T>;
  /** As people write it: `USD/Mtok`; null for what has none. */
  readonly unit: string | null;
  /** Whether a row may leave it out; it is then null, or an empty list. */
  readonly optional: boolean;
  /** No real figure lies outside of it, 0 (unknown) aside. */
  readonly plausible: readonly [low: number, high: number] | null;
  /** What a value must be, in the notation of `expectedWords`. */
  readonly expected: string;
}

/** One step of a price that differs by the time of day, USD per million tokens. */
export interface ScheduledPrice {
  readonly when: string;
  readonly input: number;
  readonly cached_input: number | null;
  readonly output: number;
}

/** Most characters of a text in a sheet: notes run to a few sentences. */
const MAX_TEXT_LENGTH = 2000;
const MAX_LIST_LENGTH = 100;
const line = z.string().max(MAX_TEXT_LENGTH);

function column<T>(
  kind: ColumnKind,
  expected: string,
  schema: z.ZodType<T>,
  more: Partial<Pick<SheetColumn, 'unit' | 'plausible' | 'optional'>> = {},
): SheetColumn<T> {
  return { kind, expected, schema, unit: null, optional: false, plausible: null, ...more };
}

export const text = (): SheetColumn<string> => column('text', 'text, not empty', line.min(1));

/** A text that may be empty. */
export const prefix = (): SheetColumn<string> => column('text', 'text', line);

export const flag = (): SheetColumn<boolean> => column('flag', 'true | false', z.boolean());

export function choice<const Choices extends readonly [string, ...string[]]>(
  choices: Choices,
): SheetColumn<Choices[number]> {
  return column('choice', choices.join(' | '), z.enum(choices));
}

/**
 * A day, month or year: what is not known is left out, so that shorter is earlier in text order.
 * Only days that the calendar has.
 */
export const day = (): SheetColumn<string> => column('date', 'date', z.string().refine(isDate));

/** An amount of at least 0 in a unit, plausible from `low` to `high`. */
export const amount = (unit: string, low: number, high: number): SheetColumn<number> =>
  column('number', 'number ≥ 0', z.number().nonnegative(), { unit, plausible: [low, high] });

/** As `amount`, where 0 cannot be. */
export const positive = (unit: string, low: number, high: number): SheetColumn<number> =>
  column('number', 'number > 0', z.number().positive(), { unit, plausible: [low, high] });

/** A number of any size, for figures whose unit stands in a column of its own. */
export const number = (): SheetColumn<number> => column('number', 'number', z.number());

export const positiveInteger = (unit: string, low: number, high: number): SheetColumn<number> =>
  column('integer', 'integer > 0', z.int().positive(), { unit, plausible: [low, high] });

/** A list of texts; left out, it is empty. */
export const texts = (): SheetColumn<readonly string[]> =>
  column('texts', 'list', z.array(line).max(MAX_LIST_LENGTH), { optional: true });

/** Amounts by name. */
export const amounts = (unit: string): SheetColumn<Readonly<Record<string, number>>> =>
  column('amounts', 'amounts by name', z.record(line.min(1), z.number().nonnegative()), { unit });

export const schedule = (): SheetColumn<readonly ScheduledPrice[]> =>
  column(
    'schedule',
    'price schedule',
    z
      .array(
        z.strictObject({
          when: line.min(1),
          input: z.number().nonnegative(),
          cached_input: z.number().nonnegative().nullable(),
          output: z.number().nonnegative(),
        }),
      )
      .max(MAX_LIST_LENGTH),
    { unit: 'USD/Mtok' },
  );

/** The column, or null where the source does not say. */
export function orNull<T>(of: SheetColumn<T>): SheetColumn<T | null> {
  const expected = `${of.expected} | null`;
  return { ...of, schema: of.schema.nullable(), optional: true, expected };
}

/** Where a row comes from: every row names it. */
export const PROVENANCE = {
  source: text(),
  as_of: day(),
  confidence: choice(['read', 'recalled', 'assumed']),
} as const;

export type SheetColumns = Readonly<Record<string, SheetColumn>>;

/** The row that columns describe. */
export type RowOfColumns<Columns extends SheetColumns> = {
  readonly [Name in keyof Columns]: Columns[Name] extends SheetColumn<infer T> ? T : never;
};

/** Checks a whole row; a column that the sheet does not have is refused. @param more that a row may hold beside its columns */
export function rowSchema<Columns extends SheetColumns>(
  columns: Columns,
  more: Readonly<Record<string, z.ZodType>> = {},
): z.ZodType<RowOfColumns<Columns>> {
  const shape = Object.fromEntries(
    Object.entries(columns).map(([name, { schema }]) => [name, schema]),
  );
  return z.strictObject({ ...shape, ...more }) as unknown as z.ZodType<RowOfColumns<Columns>>;
}

function isDate(value: string): boolean {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(value);
  if (parts === null) return false;
  const [year, month, date] = parts.slice(1).map((part) => Number(part ?? 1));
  if (year === undefined || month === undefined || date === undefined) return false;
  const day = new Date(Date.UTC(year, month - 1, date));
  return day.getUTCMonth() === month - 1 && day.getUTCDate() === date;
}
