import { isUtf8 } from 'node:buffer';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { readHead, type SourceFile } from '../open-bytes.ts';
import type { StageWork } from '../tables/stage-work.ts';
import { endsPlainly } from '../tables/table-end.ts';
import { BLOCK_ROWS } from './column-store.ts';
import { newColumnSums } from './column-sums.ts';
import { copiedLines } from './copied-lines.ts';
import { decodeToUtf8, SURVEYED_DELIMITERS, UndecodableError } from './encoding.ts';
import { FEWEST_ROWS, FIRST_ROWS, MOST_COLUMNS, mostlyNumbers, newStore } from './keep-columns.ts';
import { KeptColumns } from './kept-columns.ts';
import { makeLateRows, SOURCE_COPY, writeAboutRows } from './late-rows.ts';
import type { NumberFacts } from './number-facts.ts';
import { type Sniffed, sniffLayout } from './sniff.ts';
import { nameColumns, ROWS_FILE, type StagedTable } from './stage.ts';
import { TypedColumn } from './typed-column.ts';
import { TypedScanner } from './typed-scanner.ts';

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const DOUBLE_QUOTE = '"';
/** What delimiter and header are sniffed from, and which columns hold numbers: the shortest of these with enough rows. */
const HEADS_BYTES = [2 ** 16, 2 ** 20];
/** The copy of a larger file would take long to be read again: its rows are staged at once. */
const MOST_BYTES = 1024 ** 3;
/** Two digits, a delimiter and an end. */
const SHORTEST_ROW_BYTES = 4;
/** Columns are held in memory up to there, all together. */
const MOST_HELD_BYTES = 64 * 1024 ** 2;

type TypedWork = Pick<
  StageWork,
  'session' | 'options' | 'folders' | 'signal' | 'onProgress' | 'thread'
>;

/**
 * Reads a plain delimited file once, straight into numbers and codes, while its bytes are copied beside; `rows.parquet`
 * is made from the copy when somebody asks for it (`storedRows`). Several times as fast as staging first.
 * @returns null where the file is not so plain, or too small or large for it to pay; nothing is left then
 */
export async function stageTyped(
  work: TypedWork,
  file: SourceFile,
  fewestRows = FEWEST_ROWS,
): Promise<StagedTable | null> {
  const { session, options, folders, signal } = work;
  const { sizeBytes } = file;
  if (file.gzip || sizeBytes > MOST_BYTES || sizeBytes < SHORTEST_ROW_BYTES * fewestRows)
    return null;
  if (session.scratch === null || options.dialect?.encoding !== undefined) return null;
  const sniffed = await sniffHead(file, options, signal);
  if (sniffed === null) return null;
  const { layout, firstRecords } = sniffed;
  const named = nameColumns(sniffed.firstRecord, layout.header, file.path);
  if (!named.ok || !canBeTyped(sniffed, named.value.length)) return null;
  if (!(await endsPlainly(file, layout.delimiter))) return null;
  const names = named.value;
  const first = firstRecords.slice(layout.header ? 1 : 0).slice(0, FIRST_ROWS);
  const columns = names.map((_, index) => {
    const numeric = mostlyNumbers(first.map((record) => record[index] ?? null));
    return new TypedColumn(newStore(session.scratch ?? '', index), numeric);
  });
  const copyPath = join(folders.output, SOURCE_COPY);
  let kept: KeptColumns | null = null;
  try {
    kept = await readColumns(work, file, copyPath, columns, layout);
    if (kept !== null && kept.rows < fewestRows) kept = null;
  } finally {
    if (kept === null) {
      for (const { store } of columns) await store.close();
      await rm(copyPath, { force: true });
    }
  }
  if (kept === null) return null;
  work.thread?.beginSync(copyPath);
  const { rows } = kept;
  await writeAboutRows(folders.output, { dialect: layout, rows });
  const parquetPath = join(folders.output, ROWS_FILE);
  session.keep(parquetPath, kept);
  session.stageLate(parquetPath, () => makeLateRows(folders.output, signal));
  return { dialect: { ...layout, encoding: 'utf-8' }, names, rows, parquetPath };
}

/** How the head of a file is read; null where it is no UTF-8, or has too few rows to tell. */
async function sniffHead(
  file: SourceFile,
  options: ImportOptions,
  signal?: AbortSignal,
): Promise<Sniffed | null> {
  try {
    for (const limit of HEADS_BYTES) {
      const { bytes, complete } = await readHead(decodeToUtf8(file, 'utf-8', signal), limit);
      const sniffed = sniffLayout(bytes, complete, {
        ...(options.format === 'tsv' ? { delimiter: '\t' } : {}),
        ...options.dialect,
      });
      if (complete || sniffed.firstRecords.length > FIRST_ROWS) return sniffed;
    }
  } catch (cause) {
    if (!(cause instanceof UndecodableError)) throw cause;
  }
  return null;
}

function canBeTyped({ layout, share, dressed, above }: Sniffed, columns: number): boolean {
  if (dressed || above > 0 || columns < 2 || columns > MOST_COLUMNS || share < 1) return false;
  return (
    layout.decimal === 'point' &&
    layout.quote === DOUBLE_QUOTE &&
    SURVEYED_DELIMITERS.includes(layout.delimiter)
  );
}

/** Null where a line is not plain, or there is none. */
async function readColumns(
  { signal, onProgress, thread }: TypedWork,
  file: SourceFile,
  copyPath: string,
  columns: readonly TypedColumn[],
  { delimiter, quote, header }: Sniffed['layout'],
): Promise<KeptColumns | null> {
  const numeric = columns.map((column) => column.numeric);
  const sums = newColumnSums(thread ?? null);
  const [source, copy] = [await open(file.path, 'r'), await open(copyPath, 'wx')];
  let rows = 0;
  const keepBlock = async (scanner: TypedScanner) => {
    const values = scanner.takeBlock();
    const numbers = [...values.entries()].flatMap(([at, own]) =>
      own instanceof Float64Array ? [[at, own] as const] : [],
    );
    sums.add(new Map(numbers), rows);
    for (const [at, column] of columns.entries()) {
      const own = values[at];
      if (own !== undefined) await column.append(own, scanner.codes(at));
    }
    rows += values[0]?.length ?? 0;
    if (columns.reduce((sum, { bytes }) => sum + bytes, 0) <= MOST_HELD_BYTES) return;
    for (const { store } of columns) await store.spill();
  };
  let scanner: TypedScanner | null = null;
  let facts: ReadonlyMap<number, NumberFacts>;
  try {
    let read = 0;
    for await (const piece of copiedLines(source, copy)) {
      signal?.throwIfAborted();
      if (piece.length === 0 || !isUtf8(piece)) return null;
      let at = 0;
      if (scanner === null) {
        const begin = beginOf(piece, quote, header);
        if (begin === null) return null;
        at = begin.at;
        const bytes = { delimiter: delimiter.charCodeAt(0), quote: quote.charCodeAt(0) };
        scanner = new TypedScanner({ ...bytes, crlf: begin.crlf }, numeric, sums.newRoom);
      }
      const lines = piece.at(-1) === LF ? piece : endedLine(piece, scanner.crlf);
      while (at < lines.length) {
        at += scanner.scan(lines.subarray(at));
        if (scanner.odd) return null;
        if (scanner.filled === BLOCK_ROWS) await keepBlock(scanner);
      }
      read += piece.length;
      onProgress?.(read, file.sizeBytes, 'bytes');
    }
    if (scanner === null) return null;
    if (scanner.filled > 0) await keepBlock(scanner);
  } finally {
    await source.close();
    await copy.close();
    // Asked for in any case: the thread goes on to other work then.
    facts = await sums.facts();
  }
  if (rows === 0) return null;
  const found = columns.map((column, index) => {
    const own = facts.get(index) ?? null;
    const others = scanner.others(index);
    const told = own && { ...own, missing: own.missing - others, others };
    return column.finish(scanner.codes(index), told);
  });
  const known = [...found.entries()].flatMap(([index, column]) =>
    column === null ? [] : [[index, column] as const],
  );
  return new KeptColumns(
    new Map(known),
    rows,
    columns.map(({ store }) => store),
  );
}

/** Where the rows begin, and how lines end; null where the first line is not plain. */
function beginOf(lines: Uint8Array, quote: string, header: boolean) {
  const end = lines.indexOf(LF);
  const crlf = end > 0 && lines[end - 1] === CR;
  const first = lines.subarray(0, crlf ? end - 1 : end);
  const marked = first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf;
  if (!header) return marked ? null : { at: 0, crlf };
  const text = Buffer.from(first).toString('latin1');
  const quotes = text.split(quote).length - 1;
  const isPlain = first.every((byte) => byte >= SPACE || byte === TAB);
  if (quotes % 2 === 1 || !isPlain || text.trim() === '') return null;
  return { at: end + 1, crlf };
}

/** The last line, with an end as the others have. */
function endedLine(line: Uint8Array, crlf: boolean): Uint8Array {
  return Buffer.concat([line, Buffer.from(crlf ? '\r\n' : '\n')]);
}
