import { SHEET_NAMES, type SheetName } from '../../app/cost/fact-sheets.ts';
import type { GivenRow, GivenTable } from '../../app/cost/sheets/import-rows.ts';
import type { AnyRow } from '../../app/cost/sheets/read-row.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';
import { jsonFault } from '../../app/json-fault.ts';
import { BYTES_PER_MIB } from '../../app/units.ts';
import { readCanonical } from '../datasets/delimited/canonical.ts';
import {
  decodeToUtf8,
  detectEncoding,
  firstUndecodableLine,
  UndecodableError,
} from '../datasets/delimited/encoding.ts';
import { DelimitedScanner, type ScanFailure } from '../datasets/delimited/scanner.ts';
import { sniffLayout } from '../datasets/delimited/sniff.ts';
import { ExpectedFailure } from '../datasets/expected-failures.ts';
import { inspectFile } from '../datasets/open-bytes.ts';
import { nestingDepth } from './json-limits.ts';

/** A price sheet of a whole market takes a few hundred kilobytes. */
const MAX_BYTES = 16 * BYTES_PER_MIB;
const MAX_ROWS = 20_000;
const MAX_COLUMNS = 200;
/** A cell may hold a list of objects, in a row, in a list, in the file's own object. */
const MAX_DEPTH = 8;

/** A price file as it was found, and what it says about itself. */
export interface PriceFile {
  readonly table: GivenTable;
  /** The sheet that the file names, as an export of Hearth does. */
  readonly sheet: SheetName | null;
  readonly format: 'csv' | 'json';
}

/**
 * Reads a price sheet from a file of the user's: JSON (a list of rows, or `{"sheet", "rows"}`) or CSV with a
 * header, in any encoding that datasets may have. Nothing of it is trusted: size, rows and depth are capped
 * before anything is kept.
 */
export async function readPriceFile(path: string): Promise<Result<PriceFile>> {
  try {
    const text = await readText(path);
    if (!text.ok) return text;
    const [first] = /\S/.exec(text.value) ?? [];
    if (first === undefined) return fail({ code: 'prices/rows-missing', path });
    return first === '[' || first === '{' ? readJson(path, text.value) : readCsv(path, text.value);
  } catch (cause) {
    if (cause instanceof ExpectedFailure) return fail(cause.error);
    if (isZlibError(cause)) return fail({ code: 'dataset/archive-damaged', path });
    return fail(knownFileFailure(cause, path, 'read'));
  }
}

function isZlibError(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('Z_');
}

async function readText(path: string): Promise<Result<string>> {
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const tooLarge = (found: number) =>
    fail({ code: 'prices/too-large', path, what: 'bytes', found, maximum: MAX_BYTES });
  if (file.value.sizeBytes > MAX_BYTES) return tooLarge(file.value.sizeBytes);
  const encoding = await detectEncoding(file.value);
  if (!encoding.ok) return encoding;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decodeToUtf8(file.value, encoding.value)) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) return tooLarge(bytes);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (!(cause instanceof UndecodableError)) throw cause;
    const row = await firstUndecodableLine(file.value, encoding.value);
    return fail({ code: 'dataset/encoding-invalid', path, row });
  }
  return ok(Buffer.concat(chunks).toString('utf8'));
}

function readJson(path: string, text: string): Result<PriceFile> {
  const depth = nestingDepth(text);
  if (depth > MAX_DEPTH) {
    return fail({
      code: 'prices/too-large',
      path,
      what: 'depth',
      found: depth,
      maximum: MAX_DEPTH,
    });
  }
  let value: unknown;
  let forbidden: string | null = null;
  try {
    value = JSON.parse(text, (name, inner: unknown) => {
      if (FORBIDDEN_NAMES.has(name)) forbidden = name;
      return inner;
    });
  } catch (cause) {
    return fail({ code: 'file/json-invalid', path, ...jsonFault(cause, text) });
  }
  if (forbidden !== null) return fail({ code: 'prices/name-forbidden', path, name: forbidden });
  const asked = isRow(value) ? value.sheet : null;
  const sheet = SHEET_NAMES.find((name) => name === asked) ?? null;
  if (typeof asked === 'string' && sheet === null) {
    return fail({ code: 'prices/sheet-unknown', sheet: asked, known: SHEET_NAMES });
  }
  const list: unknown = isRow(value) ? value.rows : value;
  if (!Array.isArray(list)) return fail({ code: 'prices/not-rows', path, row: 1 });
  if (list.length > MAX_ROWS) return tooManyRows(path, list.length);
  const rows: GivenRow[] = [];
  const columns = new Set<string>();
  for (const [index, cells] of (list as readonly unknown[]).entries()) {
    if (!isRow(cells)) return fail({ code: 'prices/not-rows', path, row: index + 1 });
    for (const column of Object.keys(cells)) columns.add(column);
    rows.push({ line: index + 1, cells });
  }
  const table = { path, columns: [...columns], rows, isText: false };
  return ok({ table, sheet, format: 'json' });
}

/** Names by which a value would reach into the objects of the program itself. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function isRow(value: unknown): value is AnyRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readCsv(path: string, text: string): Result<PriceFile> {
  const bytes = new TextEncoder().encode(text);
  const { layout } = sniffLayout(bytes, true, { header: true });
  const scanner = new DelimitedScanner(
    {
      delimiter: layout.delimiter.charCodeAt(0),
      quote: layout.quote === '' ? null : layout.quote.charCodeAt(0),
    },
    { checkColumns: true, skipHeader: false },
  );
  const failure = scanner.push(bytes) ?? scanner.end();
  if (failure !== null) return scanFailure(path, failure);
  if (scanner.records > MAX_ROWS + 1) return tooManyRows(path, scanner.records - 1);
  const [header, ...records] = readCanonical(scanner.drain(), MAX_ROWS + 1);
  const columns = header?.fields.map((name) => name.trim()) ?? [];
  if (columns.length > MAX_COLUMNS) return fail({ code: 'file/format-unknown', path });
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) return fail({ code: 'dataset/column-duplicate', path, column: twice });
  const forbidden = columns.find((column) => FORBIDDEN_NAMES.has(column));
  if (forbidden !== undefined) {
    return fail({ code: 'prices/name-forbidden', path, name: forbidden });
  }
  const rows = records.map(({ line, fields }) => ({
    line,
    cells: Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? ''])),
  }));
  return ok({ table: { path, columns, rows, isText: true }, sheet: null, format: 'csv' });
}

function scanFailure(path: string, failure: ScanFailure): Result<never> {
  const row = failure.line;
  switch (failure.kind) {
    case 'quote':
      return fail({ code: 'dataset/unterminated-quote', path, row });
    case 'ragged':
      return fail({
        code: 'dataset/ragged-row',
        path,
        row,
        expectedColumns: failure.expected,
        foundColumns: failure.found,
      });
    case 'binary':
    case 'long':
      return fail({ code: 'file/format-unknown', path });
  }
}

function tooManyRows(path: string, found: number): Result<never> {
  return fail({ code: 'prices/too-large', path, what: 'rows', found, maximum: MAX_ROWS });
}
