import { FALSE_TEXTS, TRUE_TEXTS } from '../../../app/dataset/raw-value.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { KeptColumn } from './kept-columns.ts';

export type KeptTexts = Extract<KeptColumn, { kind: 'texts' }>;

/**
 * A kept column's facts: without its own way of reading cells, so null where some need interpreting, as
 * those of numbers among which something else stands, or of texts that may be numbers or times.
 */
export function profileKept(
  name: string,
  rows: number,
  column: KeptColumn | undefined,
): ColumnProfile | null {
  if (column?.kind === 'texts') return profileTexts(name, rows, column);
  if (column === undefined || column.facts.others > 0 || column.facts.numbers === 0) return null;
  const { missing: _, others: __, meanDigits, ...facts } = column.facts;
  return {
    ...facts,
    name,
    rows,
    present: facts.numbers,
    booleans: 0,
    datetimes: 0,
    meanLength: meanDigits,
  };
}

const WORDS = new Set([...TRUE_TEXTS, ...FALSE_TEXTS]);
/** Texts that begin so may be numbers or times. */
const INTERPRETED = /^([^:-\uffff]|epoch|inf)/i;

function profileTexts(name: string, rows: number, column: KeptTexts): ColumnProfile | null {
  const counts = countTexts(column);
  let present = 0;
  let booleans = 0;
  let characters = 0;
  for (const [text, count] of counts) {
    if (INTERPRETED.test(text)) return null;
    present += count;
    characters += count * lengthOf(text);
    if (WORDS.has(text.toLowerCase())) booleans += count;
  }
  return {
    name,
    rows,
    present,
    distinct: counts.size,
    numbers: 0,
    integers: 0,
    booleans,
    datetimes: 0,
    meanLength: present > 0 ? characters / present : 0,
    countsRows: false,
    minimum: null,
    maximum: null,
    mean: null,
    stddev: null,
  };
}

/** Rows of each present text. */
export function countTexts({ texts, counts }: KeptTexts): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [code, text] of texts.entries()) {
    if (text !== null) found.set(text, (found.get(text) ?? 0) + (counts[code] ?? 0));
  }
  return found;
}

/** Characters as DuckDB counts them: a pair of surrogates is one. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) length -= 1;
  }
  return length;
}

/** Most frequent first; of equally many, in the order of their UTF-8 bytes, as DuckDB has it. */
export function byFrequency(
  counts: ReadonlyMap<string, number>,
): readonly (readonly [string, number])[] {
  return [...counts].toSorted(
    ([left, often], [right, other]) => other - often || compareBytes(left, right),
  );
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
