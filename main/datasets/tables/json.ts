import { sideNamed } from '../../../app/dataset/translations/language-names.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { JsonProblem } from '../../../app/failures/dataset-errors.ts';
import type { RawRecord } from '../delimited/canonical-writer.ts';
import {
  decodeToUtf8,
  detectEncoding,
  type Encoding,
  firstUndecodableLine,
  UndecodableError,
} from '../delimited/encoding.ts';
import { MOST_COLUMNS } from '../delimited/stage.ts';
import { inspectFile, readHead } from '../open-bytes.ts';
import { columnsOf, type JsonColumn, jsonDocumentOf, recordsOf } from './json-document.ts';
import { type JsonPiece, JsonSplitter } from './json-splitter.ts';
import { type RecordSource, stageRecords } from './stage-records.ts';
import type { Stager } from './stage-work.ts';

/** One record may be this long; a file on a single line is no table of any use. */
const LONGEST_JSON_RECORD_BYTES = 8 * 1024 ** 2;
/** What shows how a file holds its records. */
const HEAD_BYTES = 1024 ** 2;
/** A file of columns is held as a whole; a larger one is read as records. */
const LARGEST_COLUMNS_BYTES = 32 * 1024 ** 2;
/** Lists and objects in each other, below the record. */
const MAX_DEPTH = 64;

/**
 * Reads JSON Lines, a file that holds one list of objects, by itself or in an object, or one of columns. Objects in
 * records become columns with a point in their names, lists become text.
 */
export const stageJson: Stager = async (work) => {
  let lists: readonly string[] = [];
  const staged = await withJsonRecords(
    work.path,
    async (source) => {
      const table = await stageRecords(work, source);
      lists = source.lists();
      return table;
    },
    { encoding: work.options.dialect?.encoding, signal: work.signal },
  );
  if (!staged.ok || lists.length === 0) return staged;
  const warnings = lists.map((column) => ({ kind: 'lists-as-text', column }) as const);
  return ok({ ...staged.value, warnings });
};

/** Records with the columns in which some hold lists, complete at the end. */
interface JsonRecords extends RecordSource {
  readonly lists: () => readonly string[];
}

/** Lets the records of such a file be used, as they are read. */
export async function withJsonRecords<Value>(
  path: string,
  use: (source: JsonRecords) => Promise<Result<Value>>,
  given: {
    readonly encoding?: Encoding | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<Result<Value>> {
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const encoding =
    given.encoding === undefined ? await detectEncoding(file.value) : ok(given.encoding);
  if (!encoding.ok) return encoding;
  const columns = new Columns();
  const decoded = () => decodeToUtf8(file.value, encoding.value, given.signal);
  try {
    const head = await readHead(decoded(), HEAD_BYTES);
    const document = jsonDocumentOf(new TextDecoder().decode(head.bytes), head.complete);
    const listAt = document?.kind === 'list' ? document.atByte : null;
    const byRow = document?.kind === 'columns' ? await readColumns(decoded(), columns, path) : null;
    const records = byRow ?? readRecords(decoded(), columns, path, listAt);
    return await use({ records, names: () => columns.names, lists: () => [...columns.lists] });
  } catch (cause) {
    if (!(cause instanceof UndecodableError)) throw cause;
    const row = await firstUndecodableLine(file.value, encoding.value);
    return fail({ code: 'dataset/encoding-invalid', path, row });
  }
}

/** Columns in the order in which records bring them. */
class Columns {
  readonly #indexes = new Map<string, number>();
  /** Those in which some records have a list. */
  readonly lists = new Set<string>();

  get names(): readonly string[] {
    return [...this.#indexes.keys()];
  }

  indexOf(name: string): number {
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    this.#indexes.set(name, this.#indexes.size);
    return this.#indexes.size - 1;
  }
}

async function* readRecords(
  stream: AsyncIterable<Uint8Array>,
  columns: Columns,
  path: string,
  listAt: number | null,
): AsyncGenerator<Result<RawRecord>> {
  const splitter = new JsonSplitter(LONGEST_JSON_RECORD_BYTES, listAt);
  for await (const bytes of stream) {
    for (const piece of splitter.push(bytes)) yield readRecord(piece, columns, path);
    if (splitter.fault !== null) break;
  }
  for (const piece of splitter.end()) yield readRecord(piece, columns, path);
  if (splitter.fault !== null) {
    const { problem, row, column } = splitter.fault;
    yield fail({ code: 'dataset/json-invalid', path, row, column, problem });
  }
}

/** Reads an object of columns, which is held as a whole; null where it is none. */
async function readColumns(
  stream: AsyncIterable<Uint8Array>,
  columns: Columns,
  path: string,
): Promise<Iterable<Result<RawRecord>> | null> {
  const { bytes, complete } = await readHead(stream, LARGEST_COLUMNS_BYTES);
  const piece = { bytes, row: 1, column: 1 };
  const value = complete ? parsePiece(piece, path) : null;
  if (value?.ok !== true) return null;
  const cells = columnsOf(value.value);
  return cells && cellsByRow(cells, piece, columns, path);
}

function* cellsByRow(
  cells: readonly JsonColumn[],
  piece: JsonPiece,
  columns: Columns,
  path: string,
): Generator<Result<RawRecord>> {
  for (const [row, record] of recordsOf(cells).entries()) {
    yield readCells(record, { ...piece, row: row + 1 }, columns, path);
  }
}

function parsePiece(piece: JsonPiece, path: string): Result<unknown> {
  const json = new TextDecoder().decode(piece.bytes);
  try {
    return ok(JSON.parse(json));
  } catch (cause) {
    return fail(syntaxFault(cause, json, piece, path));
  }
}

function readRecord(piece: JsonPiece, columns: Columns, path: string): Result<RawRecord> {
  const value = parsePiece(piece, path);
  return value.ok ? readCells(value.value, piece, columns, path) : value;
}

function readCells(
  value: unknown,
  piece: JsonPiece,
  columns: Columns,
  path: string,
): Result<RawRecord> {
  const refuse = (problem: JsonProblem) => {
    const { row, column } = piece;
    return fail({ code: 'dataset/json-invalid', path, row, column, problem });
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('not-an-object');
  }
  const cells: (string | null)[] = [];
  if (depthOf(value) > MAX_DEPTH + 1) return refuse('too-deep');
  for (const [name, cell] of entriesOf(value)) {
    if (Array.isArray(cell)) columns.lists.add(name);
    const index = columns.indexOf(name);
    if (index >= MOST_COLUMNS) {
      const maximumColumns = MOST_COLUMNS;
      return fail({ code: 'dataset/too-many-columns', path, columns: index + 1, maximumColumns });
    }
    while (cells.length < index) cells.push(null);
    cells[index] = cellText(cell);
  }
  if (cells.length === 0) return refuse('not-an-object');
  return ok({ line: piece.row, cells });
}

/** As data sets of translations have a text in several languages: `{"translation": {"en": "…", "zh": "…"}}`. */
const SIDES = 'translation';

/** What a record holds, by column: each side of a translation is one of its own, unless the record has it already. */
function entriesOf(record: object): readonly (readonly [string, unknown])[] {
  const entries = Object.entries(record);
  return entries.flatMap(([name, cell]) => {
    if (name !== SIDES || !holdsSides(cell)) return flattened(name, cell, record);
    const sides = Object.entries(cell);
    const isTaken = sides.some(([side]) => Object.hasOwn(record, side));
    return isTaken ? [[name, cell] as const] : sides;
  });
}

/** An object's parts, each named with a point behind the names above it: `{"size": {"width": 1}}` has `size.width`. */
function flattened(
  name: string,
  cell: unknown,
  record: object,
): readonly (readonly [string, unknown])[] {
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) return [[name, cell]];
  const parts = Object.entries(cell);
  const isTaken = parts.some(([part]) => Object.hasOwn(record, `${name}.${part}`));
  if (parts.length === 0 || isTaken) return [[name, cell]];
  return parts.flatMap(([part, own]) => flattened(`${name}.${part}`, own, record));
}

/** Whether an object holds nothing but texts, by the names of languages or of sides. */
function holdsSides(cell: unknown): cell is Readonly<Record<string, string | null>> {
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) return false;
  const sides = Object.entries(cell);
  return (
    sides.length > 1 &&
    sides.every(
      ([name, text]) => sideNamed(name) !== null && (text === null || typeof text === 'string'),
    )
  );
}

/** A text as it is, a number in its shortest form, lists and objects as JSON. */
function cellText(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Levels of lists and objects, counted without recursion up to the limit. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= MAX_DEPTH + 1; depth += 1) {
    level = level
      .filter((item) => typeof item === 'object' && item !== null)
      .flatMap(Object.values);
    if (level.length === 0) return depth;
  }
  return MAX_DEPTH + 2;
}

/** Where V8 stopped reading; where it does not say, the record ends too early. */
function syntaxFault(cause: unknown, json: string, piece: JsonPiece, path: string): AppError {
  const said = /at position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
  const position = said === undefined ? json.length : Number(said);
  const lines = json.slice(0, position).split('\n');
  const last = lines.at(-1)?.length ?? 0;
  return {
    code: 'dataset/json-invalid',
    path,
    row: piece.row + lines.length - 1,
    column: lines.length === 1 ? piece.column + last : last + 1,
    problem: position >= json.length ? 'ends-early' : 'syntax',
  };
}
