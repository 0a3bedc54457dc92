import { join } from 'node:path';
import type { Split } from '../../../app/dataset/dataset.ts';
import { endingFor } from '../../../app/dataset/formats.ts';
import { entriesOf } from '../folder-entries.ts';
import { isShown } from '../images/file-names.ts';
import { findSplitFiles } from '../split-files.ts';
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
  /** Where files are called for splits: which one each is of, and what else lies in the folder. */
  readonly given?: { readonly splits: readonly Split[]; readonly beside: readonly string[] };
}

/**
 * What a folder holds if that is files of one format called for splits, whatever else lies there, or nothing but two
 * table files or more of one format; null otherwise.
 */
export async function listParts(folder: string): Promise<TableParts | null> {
  const names: string[] = [];
  let others = false;
  for await (const entry of entriesOf(folder)) {
    if (!isShown(entry.name) || NO_PART.test(entry.name)) continue;
    if (!entry.isFile()) others = true;
    else if (names.length < MOST_PARTS) names.push(entry.name);
    else return null;
  }
  names.sort(naturally);
  const given = PART_FORMATS.map((format) => splitParts(format, names)).filter((each) => each);
  if (given.length === 1) return given[0] ?? null;
  const format = PART_FORMATS.find((each) =>
    names.every((name) => partEnding(each, name) !== null),
  );
  return format === undefined || names.length < 2 || others ? null : { format, names };
}

/** Files of one format that are called for splits. */
function splitParts(format: PartFormat, names: readonly string[]): TableParts | null {
  const found = findSplitFiles(names.filter((name) => partEnding(format, name) !== null));
  if (found === null) return null;
  const { files } = found;
  const read = files.map(({ name }) => name);
  const beside = names.filter((name) => !read.includes(name));
  return { format, names: read, given: { splits: files.map(({ split }) => split), beside } };
}

/** Whether names are the same but for numbers in them, as a program counts its files. */
export function areNumbered(names: readonly string[]): boolean {
  const stems = new Set(names.map((name) => name.toLowerCase().replace(/\d+/g, '#')));
  // Spark gives each of its files a random name besides the number.
  return stems.size === 1 || names.every((name) => /^part-\d+/i.test(name));
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
