import { type Bounds, isWithin } from './bounds.ts';

/**
 * What an argument may be: a number; one of some words, the first of which is usual; or whole numbers
 * such as axes, written `[0, 1]`, or `0` for one alone.
 */
export type Parameter =
  | ({ readonly usual: number } & Bounds)
  | readonly string[]
  | { readonly usual: readonly number[] };

type Argument = number | string | readonly number[];

/** Functions by name, and their arguments by theirs in order. */
export type FunctionTable = Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** A function with all its arguments, those left out being as usual. */
export interface FunctionCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, Argument>>;
}

/**
 * Reads a function with its arguments, written as `he_normal`, `l2(0.01)` or
 * `random_uniform(minval=-0.1, maxval=0.1)`: those without a name come first and in order.
 * @returns null for anything else, such as an unknown name or a number out of its bounds
 */
export function readCall(table: FunctionTable, text: string): FunctionCall | null {
  const [, name = '', inside] = /^\s*(\w+)\s*(?:\((.*)\)\s*)?$/.exec(text) ?? [];
  if (!Object.hasOwn(table, name)) return null;
  const parameters = Object.entries(table[name] ?? {});
  const given = new Map<string, Argument>();
  // Commas part arguments, but not what stands in brackets.
  const written = inside === undefined || inside.trim() === '' ? [] : inside.split(/,(?![^[]*\])/);
  let byPlace = true;
  for (const [place, part] of written.entries()) {
    const [, own, value = ''] = /^\s*(?:(\w+)\s*=)?\s*(.*?)\s*$/.exec(part) ?? [];
    if (own === undefined && !byPlace) return null;
    byPlace = own === undefined;
    const key = own ?? parameters[place]?.[0];
    const parameter = parameters.find(([each]) => each === key)?.[1];
    const read = parameter === undefined ? null : readArgument(parameter, value);
    if (key === undefined || read === null || given.has(key)) return null;
    given.set(key, read);
  }
  const all = parameters.map(([key, parameter]) => [key, given.get(key) ?? usual(parameter)]);
  return { name, arguments: Object.fromEntries(all) };
}

/** How a function is written with its usual arguments: `he_normal`, `l2(l2=0.01)`. */
export function signatureText(table: FunctionTable, name: string): string {
  const parameters = Object.entries(table[name] ?? {});
  if (parameters.length === 0) return name;
  const written = parameters.map(([key, parameter]) => `${key}=${argumentText(usual(parameter))}`);
  return `${name}(${written.join(', ')})`;
}

/** An argument that is a number. */
export function numberArgument(call: FunctionCall, name: string): number {
  const value = call.arguments[name];
  if (typeof value !== 'number') throw new Error(`${call.name} has no number ${name}`);
  return value;
}

/** An argument that is a list of whole numbers. */
export function listArgument(call: FunctionCall, name: string): readonly number[] {
  const value = call.arguments[name];
  if (!isList(value)) throw new Error(`${call.name} has no list ${name}`);
  return value;
}

const isWords = (parameter: Parameter): parameter is readonly string[] => Array.isArray(parameter);
const isNumber = (
  parameter: Exclude<Parameter, readonly string[]>,
): parameter is { readonly usual: number } & Bounds => typeof parameter.usual === 'number';
const isList = (value: Argument | undefined): value is readonly number[] => Array.isArray(value);

function usual(parameter: Parameter): Argument {
  return isWords(parameter) ? (parameter[0] ?? '') : parameter.usual;
}

function argumentText(value: Argument): string {
  return isList(value) && value.length !== 1 ? `[${value.join(', ')}]` : String(value);
}

function readArgument(parameter: Parameter, text: string): Argument | null {
  if (isWords(parameter)) return parameter.includes(text) ? text : null;
  if (!isNumber(parameter)) return readList(text);
  const value = numberIn(text);
  return isWithin(value, parameter) ? value : null;
}

function readList(text: string): readonly number[] | null {
  const inside = /^\[(.*)\]$/.exec(text)?.[1];
  const values = (inside?.split(',') ?? [text]).map((part) => numberIn(part.trim()));
  return values.every(Number.isInteger) ? values : null;
}

const numberIn = (text: string): number => (text === '' ? Number.NaN : Number(text));
