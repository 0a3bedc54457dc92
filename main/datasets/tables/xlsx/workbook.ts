import type { ZipFile } from 'yauzl';
import { entryBytes, type ZipEntry } from '../../archives/zip.ts';
import { attributeOf, broken, xmlEvents } from '../../xml-events.ts';
import { isDateFormat } from './dates.ts';

/** Texts that cells share are kept in memory. */
const MOST_SHARED_CHARACTERS = 128 * 1024 ** 2;
const MOST_SHEETS = 1000;
const MOST_STYLES = 100_000;
/** Deflate cannot do more than 1032 to 1; a sheet that grows beyond this is no table. */
const LARGEST_PART_BYTES = 4 * 1024 ** 3;

/** An opened workbook without its sheets. */
export interface Workbook {
  readonly path: string;
  readonly sheets: readonly { readonly name: string; readonly entry: string }[];
  readonly sharedTexts: readonly string[];
  /** Whether a cell of this style holds a date. */
  readonly dateStyles: readonly boolean[];
  readonly from1904: boolean;
  /** The bytes of a part, counted. */
  readonly part: (entry: string) => AsyncIterable<Uint8Array>;
}

/** Reads what sheets refer to. Throws `ExpectedFailure` for what is broken. */
export async function openWorkbook(
  path: string,
  zip: ZipFile,
  entries: readonly ZipEntry[],
): Promise<Workbook> {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  async function* part(name: string): AsyncGenerator<Uint8Array> {
    const entry = byName.get(name);
    if (entry === undefined) throw broken(path, 'part-missing', name);
    if (entry.entry.isEncrypted()) throw broken(path, 'part-encrypted', name);
    let total = 0;
    for await (const bytes of await entryBytes(zip, entry)) {
      total += bytes.length;
      if (total > LARGEST_PART_BYTES) throw broken(path, 'part-too-large', name);
      yield bytes;
    }
  }
  const optional = (name: string) => (byName.has(name) ? part(name) : null);
  const targets = await readRelations(part('xl/_rels/workbook.xml.rels'), path);
  const { sheets, from1904 } = await readSheets(part('xl/workbook.xml'), path, targets);
  const texts = optional('xl/sharedStrings.xml');
  const styles = optional('xl/styles.xml');
  return {
    path,
    sheets,
    from1904,
    sharedTexts: texts === null ? [] : await readSharedTexts(texts, path),
    dateStyles: styles === null ? [] : await readDateStyles(styles, path),
    part,
  };
}

/** Parts by the ids that the workbook has for them. */
async function readRelations(bytes: AsyncIterable<Uint8Array>, path: string) {
  const targets = new Map<string, string>();
  for await (const event of xmlEvents(bytes, path)) {
    if (event.kind !== 'open' || event.name !== 'Relationship') continue;
    const id = attributeOf(event.attributes, 'Id');
    const target = attributeOf(event.attributes, 'Target');
    if (id === null || target === null || targets.size >= MOST_SHEETS) continue;
    targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  }
  return targets;
}

async function readSheets(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  targets: ReadonlyMap<string, string>,
) {
  const sheets: { name: string; entry: string }[] = [];
  let from1904 = false;
  for await (const event of xmlEvents(bytes, path)) {
    if (event.kind !== 'open') continue;
    if (event.name === 'workbookPr') {
      from1904 = /^(1|true)$/.test(attributeOf(event.attributes, 'date1904') ?? '');
    }
    if (event.name !== 'sheet' || sheets.length >= MOST_SHEETS) continue;
    const name = attributeOf(event.attributes, 'name');
    const entry = targets.get(attributeOf(event.attributes, '[a-z0-9]+:id') ?? '');
    // Sheets of charts are no tables.
    if (name !== null && entry?.includes('worksheets/')) sheets.push({ name, entry });
  }
  return { sheets, from1904 };
}

async function readSharedTexts(bytes: AsyncIterable<Uint8Array>, path: string) {
  const texts: string[] = [];
  let current = '';
  let inText = false;
  let inPhonetic = false;
  let total = 0;
  for await (const event of xmlEvents(bytes, path)) {
    if (event.kind === 'text') {
      if (inText && !inPhonetic) current += event.text;
      continue;
    }
    const opens = event.kind === 'open';
    if (event.name === 't') inText = opens;
    else if (event.name === 'rPh') inPhonetic = opens;
    else if (event.name === 'si' && opens) current = '';
    else if (event.name === 'si') {
      total += current.length + 16;
      if (total > MOST_SHARED_CHARACTERS) throw broken(path, 'texts-too-large');
      texts.push(current);
    }
  }
  return texts;
}

async function readDateStyles(bytes: AsyncIterable<Uint8Array>, path: string) {
  const codes = new Map<number, string>();
  const styles: boolean[] = [];
  let inCells = false;
  for await (const event of xmlEvents(bytes, path)) {
    if (event.kind === 'text') continue;
    if (event.name === 'cellXfs') inCells = event.kind === 'open';
    if (event.kind !== 'open') continue;
    const id = Number(attributeOf(event.attributes, 'numFmtId') ?? 0);
    if (event.name === 'numFmt') codes.set(id, attributeOf(event.attributes, 'formatCode') ?? '');
    if (event.name === 'xf' && inCells) styles.push(isDateFormat(id, codes.get(id)));
    if (styles.length > MOST_STYLES || codes.size > MOST_STYLES) {
      throw broken(path, 'too-many-styles');
    }
  }
  return styles;
}
