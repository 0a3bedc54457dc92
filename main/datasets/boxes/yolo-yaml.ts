import { throwBoxes } from './annotations.ts';

/** What is read of a data file: names of the classes in order, and where each split's pictures are. */
export interface YoloData {
  /** Null where only their number is said. */
  readonly names: readonly string[] | null;
  /** As they stand there: paths of folders or of lists. */
  readonly splits: Readonly<Partial<Record<'train' | 'val' | 'test', readonly string[]>>>;
  /** Whether boxes come with the points of a pose. */
  readonly poses: boolean;
}

const MOST_CLASSES = 10_000;
const LONGEST_NAME = 200;

/**
 * Reads the part of YAML that data files of YOLO are written in: `key: value` lines, lists and maps in
 * brackets or indented, quoted words, comments. Anything else (anchors, tags, several documents) is refused.
 */
export function readYoloYaml(path: string, text: string): YoloData {
  const blocks = topBlocks(path, text);
  const names = blocks.get('names');
  if (names === undefined && !blocks.has('nc')) {
    return throwBoxes(path, 'names', 'missing', 'names');
  }
  const splits: Partial<Record<'train' | 'val' | 'test', readonly string[]>> = {};
  for (const split of ['train', 'val', 'test'] as const) {
    const block = blocks.get(split);
    const entries = block === undefined ? [] : entriesOf(path, block);
    const paths = entries.map(({ value }) => value).filter((value) => value !== '');
    if (paths.length > 0) splits[split] = paths;
  }
  const poses = blocks.has('kpt_shape');
  return { names: names === undefined ? null : namesOf(path, names), splits, poses };
}

interface Line {
  /** From 1. */
  readonly row: number;
  readonly text: string;
}

interface Block {
  readonly row: number;
  /** What stands behind the colon. */
  readonly value: string;
  /** Indented lines below. */
  readonly lines: readonly Line[];
}

function topBlocks(path: string, text: string): ReadonlyMap<string, Block> {
  const blocks = new Map<string, { row: number; value: string; lines: Line[] }>();
  let current: { row: number; value: string; lines: Line[] } | null = null;
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const row = at + 1;
    const line = withoutComment(raw);
    if (line.trim() === '' || (row === 1 && line.trim() === '---')) continue;
    if (/^\s*[&*!%@`]|:\s*[&*!|>]|^(---|\.\.\.)/.test(line)) refuse(path, row, raw);
    if (/^(\s|-)/.test(line)) {
      if (current === null) refuse(path, row, raw);
      current.lines.push({ row, text: line });
      continue;
    }
    const found = /^("[^"]*"|'[^']*'|[^:\s][^:]*?)\s*:(?:\s+(.*)|)$/.exec(line);
    if (found === null) {
      // A list in brackets may go on in the next lines, also without being indented.
      if (current === null || !isOpen(current)) refuse(path, row, raw);
      current.lines.push({ row, text: line });
      continue;
    }
    const key = unquoted(found[1] ?? '');
    if (blocks.has(key)) return throwBoxes(path, `${row}`, 'key-twice', key);
    current = { row, value: (found[2] ?? '').trim(), lines: [] };
    blocks.set(key, current);
  }
  return blocks;
}

function isOpen({ value, lines }: Block): boolean {
  const all = [value, ...lines.map(({ text }) => text)].join(' ');
  return /^\s*[[{]/.test(all) && !/[\]}]\s*$/.test(all);
}

interface Entry {
  readonly row: number;
  readonly key: string | null;
  readonly value: string;
}

/** A value's entries: one for a plain word, several for lists and maps. */
function entriesOf(path: string, { row, value, lines }: Block): readonly Entry[] {
  const whole = [value, ...lines.map(({ text }) => text.trim())].join(' ').trim();
  if (/^[[{]/.test(whole)) return bracketed(path, row, whole);
  if (value !== '') {
    if (lines.length > 0) refuse(path, lines[0]?.row ?? row, lines[0]?.text ?? '');
    return [{ row, key: null, value: unquoted(value) }];
  }
  return lines.map((line) => {
    const item = /^\s*-\s+(.+)$/.exec(line.text);
    if (item !== null) return { row: line.row, key: null, value: unquoted(item[1] ?? '') };
    const pair = /^\s+("[^"]*"|'[^']*'|[^:]+?)\s*:\s+(.+)$/.exec(line.text);
    if (pair === null) return refuse(path, line.row, line.text);
    return { row: line.row, key: unquoted(pair[1] ?? ''), value: unquoted(pair[2] ?? '') };
  });
}

function bracketed(path: string, row: number, whole: string): readonly Entry[] {
  const isMap = whole.startsWith('{');
  if (!whole.endsWith(isMap ? '}' : ']')) return refuse(path, row, whole);
  const inside = whole.slice(1, -1);
  const parts = inside.match(/("[^"]*"|'[^']*'|[^,"'])+/g) ?? [];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      if (/^[[{]/.test(part)) return refuse(path, row, part);
      if (!isMap) return { row, key: null, value: unquoted(part) };
      const pair = /^("[^"]*"|'[^']*'|[^:]+?)\s*:\s*(.+)$/.exec(part);
      if (pair === null) return refuse(path, row, part);
      return { row, key: unquoted(pair[1] ?? ''), value: unquoted(pair[2] ?? '') };
    });
}

/** Names in order: as listed, or by the numbers that they are given, which must leave none out. */
function namesOf(path: string, block: Block): readonly string[] {
  const entries = entriesOf(path, block);
  if (entries.length === 0) return throwBoxes(path, `${block.row}`, 'names', '');
  if (entries.length > MOST_CLASSES) throwBoxes(path, `${block.row}`, 'names', entries.length);
  const names = new Array<string | null>(entries.length).fill(null);
  for (const [at, { row, key, value }] of entries.entries()) {
    const place = key === null ? at : Number(key);
    if (!(place in names) || names[place] !== null)
      throwBoxes(path, `${row}`, 'names', key ?? value);
    if (value === '' || value.length > LONGEST_NAME) throwBoxes(path, `${row}`, 'name', value);
    names[place] = value;
  }
  return names.map((name) => name ?? '');
}

function withoutComment(line: string): string {
  if (!line.includes('#')) return line;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && (at === 0 || /\s/.test(line[at - 1] ?? '')))
      return line.slice(0, at);
  }
  return line;
}

function unquoted(word: string): string {
  const trimmed = word.trim();
  const quoted = /^(["'])(.*)\1$/.exec(trimmed);
  return quoted === null ? trimmed : (quoted[2] ?? '');
}

function refuse(path: string, row: number, found: string): never {
  return throwBoxes(path, `${row}`, 'yaml', found.trim());
}
