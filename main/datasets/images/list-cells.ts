import { fail, ok, type Result } from '../../../app/errors.ts';
import type { CanonicalRecord } from '../delimited/canonical.ts';
import { type Cells, readCells } from '../delimited/read-cells.ts';
import { inspectFile, openBytes, readHead } from '../open-bytes.ts';
import { withJsonRecords } from '../tables/json.ts';
import type { RecordSource } from '../tables/stage-records.ts';
import { withSheetRecords } from '../tables/xlsx/stage-workbook.ts';

const HEAD_BYTES = 64 * 1024;
/** A list of a million pictures. */
const MOST_BYTES = 128 * 1024 ** 2;
/** One object is read whole. */
const MOST_PAIRS_BYTES = 8 * 1024 ** 2;
/** Rows that decide what a list is. */
export const HEAD_ROWS = 200;
/** Names of columns where a list has none. */
const NAMES = ['image', 'label'];

/** Reads a list of pictures into memory, all of it or as much as tells what it is. */
type ListReader = (path: string, headOnly: boolean) => Promise<Result<Cells>>;

const delimited: ListReader = (path, headOnly) =>
  readCells(path, headOnly ? HEAD_BYTES : MOST_BYTES, headOnly);

const READERS: readonly { readonly ending: RegExp; readonly read: ListReader }[] = [
  { ending: /\.(csv|tsv)(\.gz)?$/i, read: delimited },
  {
    ending: /\.xlsx$/i,
    read: (path, headOnly) => withSheetRecords(path, (source) => collect(path, source, headOnly)),
  },
  {
    ending: /\.(json|jsonl|ndjson)(\.gz)?$/i,
    read: async (path, headOnly) => {
      const pairs = await readPairs(path);
      return pairs === null
        ? withJsonRecords(path, (source) => collect(path, source, headOnly))
        : ok(pairs);
    },
  },
  { ending: /\.(txt|lst|list)$/i, read: readLines },
];

/** Whether a file is called like one that could list pictures. */
export function isListName(name: string): boolean {
  return READERS.some(({ ending }) => ending.test(name));
}

/** Reads a file that is called like a list. */
export async function readList(path: string, headOnly: boolean): Promise<Result<Cells>> {
  const reader = READERS.find(({ ending }) => ending.test(path));
  return reader === undefined
    ? fail({ code: 'file/format-unknown', path })
    : reader.read(path, headOnly);
}

async function collect(
  path: string,
  { records, names }: RecordSource,
  headOnly: boolean,
): Promise<Result<Cells>> {
  const collected: CanonicalRecord[] = [];
  let bytes = 0;
  for await (const record of records) {
    if (!record.ok) return headOnly ? ok({ names: names(), records: collected }) : record;
    const { line, cells } = record.value;
    bytes += cells.reduce((sum, cell) => sum + (cell?.length ?? 0) + 1, 0);
    if (bytes > MOST_BYTES) {
      return fail({ code: 'dataset/too-large', path, bytes, maximumBytes: MOST_BYTES });
    }
    collected.push({ line, fields: cells.map((cell) => cell ?? '') });
    if (headOnly && collected.length === HEAD_ROWS) break;
  }
  return ok({ names: names(), records: collected });
}

/** A row for each entry of one object of names and labels; null where the file holds anything else. */
async function readPairs(path: string): Promise<Cells | null> {
  const file = await inspectFile(path);
  if (!file.ok) return null;
  const { bytes, complete } = await readHead(openBytes(file.value), MOST_PAIRS_BYTES);
  if (!complete || bytes.length === 0) return null;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    // Lines of objects, other encodings and what is broken are for those who read such.
    if (cause instanceof SyntaxError || cause instanceof TypeError) return null;
    throw cause;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  const isPlain = entries.every(([, label]) =>
    ['string', 'number', 'boolean'].includes(typeof label),
  );
  if (entries.length < 2 || !isPlain) return null;
  const records = entries.map(([name, label], at) => ({
    line: at + 1,
    fields: [name, String(label)],
  }));
  return { names: NAMES, records };
}

/** A line for each picture: its name, and its label behind the last comma, tab or space. */
async function readLines(path: string, headOnly: boolean): Promise<Result<Cells>> {
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const limit = headOnly ? HEAD_BYTES : MOST_BYTES;
  const { bytes, complete } = await readHead(openBytes(file.value), limit);
  if (!complete && !headOnly) {
    const { sizeBytes } = file.value;
    return fail({ code: 'dataset/too-large', path, bytes: sizeBytes, maximumBytes: MOST_BYTES });
  }
  const lines = decode(bytes)
    .split(/\r?\n/)
    .map((text, at) => ({ line: at + 1, fields: fieldsOf(text) }));
  // The last line of a beginning may be cut.
  const whole = complete ? lines : lines.slice(0, -1);
  const records = whole.filter(({ fields }) => fields.length > 0);
  const [first] = records;
  const isHeader = /^(image|img|file|path|id|name|图像|图片|文件)/i.test(first?.fields[0] ?? '');
  const isNamed = isHeader && !/\.\w+$/.test(first?.fields[0] ?? '');
  return ok(
    isNamed && first !== undefined
      ? { names: first.fields, records: records.slice(1) }
      : { names: NAMES, records },
  );
}

function fieldsOf(text: string): readonly string[] {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return [];
  const [, name, label] = /^(.*?\S)\s*[\t,; ]\s*([^\t,; ]+)$/.exec(trimmed) ?? [];
  return name === undefined || label === undefined ? [trimmed, ''] : [name, label];
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    // A beginning may end within a character as well.
    const text = new TextDecoder('utf-8').decode(bytes);
    const wrong = text.slice(0, -1).includes('\uFFFD');
    return wrong ? new TextDecoder('gb18030').decode(bytes) : text;
  }
}
