import { join } from 'node:path';
import { endingFor } from '../../../app/dataset/formats.ts';
import { entriesOf } from '../folder-entries.ts';
import { isShown, SPLIT_FOLDERS } from '../images/folder-images.ts';
import type { TableFormat } from './stage-work.ts';

/** Formats whose tables come in parts, as exports write them. */
export type PartFormat = Extract<TableFormat, 'csv' | 'tsv' | 'parquet' | 'jsonl'>;
const PART_FORMATS: readonly PartFormat[] = ['csv', 'tsv', 'parquet', 'jsonl'];

/** More files than any export has parts; names of as many are held. */
const MOST_PARTS = 100_000;
/** Beside the parts: what tools note for themselves (`_SUCCESS`), and what people say of them. */
const NO_PART = /^_|^(readme|licen[cs]e|changelog)\b|\.(md|rst|crc|sha256|md5)$/i;
const ORDER = new Intl.Collator('en', { numeric: true });

/** Files of one table in a folder. */
export interface TableParts {
  readonly format: PartFormat;
  /** In natural order: `part-2` before `part-10`. */
  readonly names: readonly string[];
}

/** What a folder holds if that is nothing but two table files or more of one format; null otherwise. */
export async function listParts(folder: string): Promise<TableParts | null> {
  const names: string[] = [];
  for await (const entry of entriesOf(folder)) {
    if (!isShown(entry.name) || NO_PART.test(entry.name)) continue;
    if (!entry.isFile() || names.length === MOST_PARTS) return null;
    names.push(entry.name);
  }
  const format = PART_FORMATS.find((each) =>
    names.every((name) => partEnding(each, name) !== null),
  );
  return format === undefined || names.length < 2 ? null : { format, names: names.sort(naturally) };
}

/** Whether names are the same but for numbers in them, as a program counts its files. */
export function areNumbered(names: readonly string[]): boolean {
  const stems = new Set(names.map((name) => name.toLowerCase().replace(/\d+/g, '#')));
  // Spark gives each of its files a random name besides the number.
  return stems.size === 1 || names.every((name) => /^part-\d+/i.test(name));
}

/** Whether files are called for splits: what one of them holds is not to be mixed with another's. */
export function areSplits(names: readonly string[]): boolean {
  return names.every((name) => SPLIT_FOLDERS[name.toLowerCase().replace(/\..*$/, '')]);
}

/** Where parts lie, in their order. */
export function partPaths(folder: string, { names }: TableParts): readonly string[] {
  return names.map((name) => join(folder, name));
}

function partEnding(format: PartFormat, name: string): string | null {
  return endingFor(format, name.toLowerCase().replace(/\.gz$/, ''));
}

function naturally(left: string, right: string): number {
  return ORDER.compare(left, right) || (left < right ? -1 : 1);
}
