import { type Bounds, boundsText, isWithin } from './bounds.ts';
import { type FunctionTable, readCall, signatureText } from './function-text.ts';

/**
 * One value that users set, as data: validation, forms and documentation all follow from it.
 * A field without a default must be given.
 */
export type Field =
  /** A default of null makes null a value, also for text; it is written `null` or `off`. */
  | ({ readonly kind: 'integer'; readonly default?: number | null } & Bounds)
  | ({ readonly kind: 'number'; readonly default?: number | null } & Bounds)
  | { readonly kind: 'boolean'; readonly default?: boolean }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default?: string }
  /** Several of the choices, each once; an empty list is written as the word for it. */
  | {
      readonly kind: 'choices';
      readonly choices: readonly string[];
      readonly none: string;
      readonly default?: readonly string[];
    }
  | { readonly kind: 'text'; readonly default?: string | null }
  /** A named function with its arguments, as text: `he_normal`, `l2(0.01)`. */
  | {
      readonly kind: 'function';
      readonly functions: FunctionTable;
      readonly default?: string | null;
    }
  /** One size for each of `rank` axes, each within the bounds; one integer stands for all. */
  | ({
      readonly kind: 'sizes';
      readonly rank: 1 | 2 | 3;
      readonly default?: readonly number[] | null;
    } & Bounds)
  /**
   * What is added or cut off at both ends of `rank` axes, each within the bounds: `[before, after]`
   * for one axis, a pair of these for two. One integer stands for all ends, or for both of an axis.
   */
  | ({
      readonly kind: 'borders';
      readonly rank: 1 | 2;
      readonly default?: Border | readonly [Border, Border];
    } & Bounds)
  /** Sizes along 1 to `maximumRank` axes, each within the bounds. */
  | ({
      readonly kind: 'shape';
      readonly maximumRank: number;
      readonly default?: readonly number[];
    } & Bounds)
  /** Sizes along some axes, each within the bounds; null leaves one open. */
  | ({
      readonly kind: 'open-shape';
      readonly default?: readonly (number | null)[] | null;
    } & Bounds)
  /** Axes by number, all different, each within the bounds; one integer stands for a list of one. */
  | ({
      readonly kind: 'axes';
      readonly default?: readonly number[] | null;
    } & Bounds)
  /** Numbers, each within the bounds; a single one stands for a list of one. */
  | ({
      readonly kind: 'numbers';
      /** Stands in place of a list. */
      readonly word?: string;
      readonly default?: readonly number[] | null;
    } & Bounds)
  /** An axis of each of two inputs; one integer stands for both. */
  | ({ readonly kind: 'axis-pair'; readonly default?: readonly [number, number] } & Bounds);

/** Elements before the first one and after the last one of an axis. */
export type Border = readonly [before: number, after: number];

export type Fields = Readonly<Record<string, Field>>;

/** The value that a field reads to; null only where null is its default. */
export type ValueOf<F extends Field> =
  | (F extends { kind: 'integer' | 'number' }
      ? number
      : F extends { kind: 'boolean' }
        ? boolean
        : F extends { kind: 'choice'; choices: readonly (infer Choice)[] }
          ? Choice
          : F extends { kind: 'numbers'; word: infer Word }
            ? Word | readonly number[]
            : F extends { kind: 'choices'; choices: readonly (infer Choice)[] }
              ? readonly Choice[]
              : F extends { kind: 'text' | 'function' }
                ? string
                : F extends { kind: 'borders'; rank: 1 }
                  ? Border
                  : F extends { kind: 'borders'; rank: 2 }
                    ? readonly [Border, Border]
                    : F extends { kind: 'axis-pair' }
                      ? readonly [number, number]
                      : F extends { kind: 'open-shape' }
                        ? readonly (number | null)[]
                        : readonly number[])
  | (F extends { default: null } ? null : never);

export type ValuesOf<F extends Fields> = { readonly [Key in keyof F]: ValueOf<F[Key]> };

/** Why a value was refused, in the same notation for every language: `integer ≥ 1`, `relu | tanh`. */
export interface Refusal {
  readonly value: string;
  readonly expected: string;
}

type Reading = { readonly ok: true; readonly value: unknown } | { ok: false; refusal: Refusal };

/**
 * Reads one value. What is left out, and null (Keras' None), takes the default.
 * @param value anything, e.g. out of a file
 * @returns the value as `ValueOf` says, or what was expected instead
 */
export function readField(field: Field, value: unknown): Reading {
  if ((value === undefined || value === null) && field.default !== undefined) {
    return { ok: true, value: field.default };
  }
  const read = readGiven(field, value);
  return read === undefined
    ? { ok: false, refusal: { value: valueText(value), expected: expectedText(field) } }
    : { ok: true, value: read };
}

/**
 * Reads a value written as text, as in `--set epochs=20` or a form.
 * Lists are written with commas: `3,3`.
 */
export function parseField(field: Field, text: string): Reading {
  const reading = readField(field, fromText(field, text.trim()));
  return reading.ok ? reading : { ok: false, refusal: { ...reading.refusal, value: text } };
}

const SIZES_NOTATION = {
  1: 'integer',
  2: 'integer or [height, width]',
  3: 'integer or [depth, height, width]',
} as const;

const BORDERS_NOTATION = {
  1: 'integer or [before, after]',
  2: 'integer, [rows, columns] or [[top, bottom], [left, right]]',
} as const;

/** What a field takes, e.g. `integer in [1, 64]`; for errors, forms and documentation. */
export function expectedText(field: Field): string {
  switch (field.kind) {
    case 'integer':
    case 'number':
      return `${field.kind}${boundsText(field)}${orNullText(field)}`;
    case 'boolean':
      return 'true | false';
    case 'choice':
      return field.choices.join(' | ');
    case 'choices':
      return `${field.none} or list of ${field.choices.join(', ')}`;
    case 'text':
      return `text${orNullText(field)}`;
    case 'function':
      return [
        ...Object.keys(field.functions).map((name) => signatureText(field.functions, name)),
        ...(field.default === null ? ['null'] : []),
      ].join(' | ');
    case 'sizes':
      return `${SIZES_NOTATION[field.rank]}${boundsText(field)}`;
    case 'borders':
      return `${BORDERS_NOTATION[field.rank]}${boundsText(field)}`;
    case 'shape':
      return `1–${field.maximumRank} integers${boundsText(field)}`;
    case 'open-shape':
      return `sizes or null each${boundsText(field)}`;
    case 'axes':
      return `axis or list of axes${boundsText(field)}`;
    case 'numbers':
      return `${field.word ?? 'number'} or list of numbers${boundsText(field)}${orNullText(field)}`;
    case 'axis-pair':
      return `axis or [first, second]${boundsText(field)}`;
  }
}

const orNullText = (field: Field): string => (field.default === null ? ' | null' : '');

function readGiven(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case 'integer':
      return isInteger(value, field) ? value : undefined;
    case 'number':
      return typeof value === 'number' && isWithin(value, field) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'choice':
      return typeof value === 'string' && field.choices.includes(value) ? value : undefined;
    case 'choices':
      return areChoices(value, field.choices) && new Set(value).size === value.length
        ? value
        : undefined;
    case 'text':
      return typeof value === 'string' && value !== '' ? value : undefined;
    case 'function':
      return typeof value === 'string' && readCall(field.functions, value) ? value : undefined;
    case 'sizes':
      return sizesOf(value, field.rank, field);
    case 'borders':
      return field.rank === 1 ? sizesOf(value, 2, field) : bordersOf(value, field);
    case 'shape':
      return areSizes(value, field) && value.length >= 1 && value.length <= field.maximumRank
        ? value
        : undefined;
    case 'open-shape':
      return Array.isArray(value) && value.every((size) => size === null || isInteger(size, field))
        ? value
        : undefined;
    case 'axis-pair':
      return sizesOf(value, 2, field);
    case 'numbers':
      return value === field.word && value !== undefined ? value : numbersOf(value, field);
    case 'axes': {
      const axes = typeof value === 'number' ? [value] : value;
      return areSizes(axes, field) && axes.length > 0 && new Set(axes).size === axes.length
        ? axes
        : undefined;
    }
  }
}

/** How null is written; a form has it as an empty field. */
const NULL_TEXTS = ['null', 'off', ''];

function fromText(field: Field, text: string): unknown {
  if (field.default === null && NULL_TEXTS.includes(text)) return null;
  switch (field.kind) {
    case 'integer':
    case 'number':
      return text === '' ? text : Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'choice':
    case 'text':
    case 'function':
      return text;
    case 'choices':
      return text === field.none ? [] : text.split(',').map((part) => part.trim());
    case 'shape':
    case 'axes':
      return numbersIn(text);
    case 'open-shape':
      return text.split(',').map((part) => (part.trim() === 'null' ? null : numbersIn(part)[0]));
    case 'numbers':
      return text === field.word ? text : numbersIn(text);
    case 'sizes':
    case 'axis-pair': {
      const sizes = numbersIn(text);
      return sizes.length === 1 ? sizes[0] : sizes;
    }
    case 'borders': {
      const sizes = numbersIn(text);
      if (sizes.length === 1) return sizes[0];
      return sizes.length === 4 ? [sizes.slice(0, 2), sizes.slice(2)] : sizes;
    }
  }
}

function numbersIn(text: string): readonly number[] {
  return text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
}

/** `count` sizes; a single number stands for all of them. */
function sizesOf(value: unknown, count: number, bounds: Bounds): readonly number[] | undefined {
  const sizes = typeof value === 'number' ? Array.from({ length: count }, () => value) : value;
  return areSizes(sizes, bounds) && sizes.length === count ? sizes : undefined;
}

/** `[before, after]` for each of two axes. */
function bordersOf(value: unknown, bounds: Bounds): unknown {
  const axes: readonly unknown[] = typeof value === 'number' ? [value, value] : list(value);
  const borders = axes.map((axis) => sizesOf(axis, 2, bounds));
  return borders.length === 2 && !borders.includes(undefined) ? borders : undefined;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function numbersOf(value: unknown, bounds: Bounds): readonly number[] | undefined {
  const numbers: unknown = typeof value === 'number' ? [value] : value;
  const fit = (each: unknown) => typeof each === 'number' && isWithin(each, bounds);
  return Array.isArray(numbers) && numbers.length > 0 && numbers.every(fit) ? numbers : undefined;
}

function areChoices(value: unknown, choices: readonly string[]): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => choices.includes(each));
}

function isInteger(value: unknown, bounds: Bounds): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && isWithin(value, bounds);
}

function areSizes(value: unknown, bounds: Bounds): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => isInteger(size, bounds));
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
