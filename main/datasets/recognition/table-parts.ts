import { join } from 'node:path';
import { sniffLayout } from '../delimited/sniff.ts';
import { sqlText, TableSession } from '../delimited/table-session.ts';
import { areNumbered, listParts, type PartFormat, type TableParts } from '../tables/part-files.ts';
import { lookAt, type Recogniser } from './sight.ts';

/** Files whose columns are looked at before anything is read. */
const MOST_LOOKED_AT = 20;
/** Named as one export writes them, or of the same columns. */
const ALIKE = 0.75;
/** Of many of the same columns: reading says which one differs. Of an archive, the largest file is read then. */
const KINDRED = 0.45;
const KINDRED_SHARE = 0.5;

/** A folder of nothing but tables of one format with the same columns, as an export in parts is. */
export function recogniseParts(format: PartFormat): Recogniser {
  return async ({ path, folder }) => {
    const parts = folder ? await listParts(path) : null;
    if (parts?.format !== format) return null;
    const { names, given } = parts;
    if (given !== undefined) {
      const { beside } = given;
      return { confidence: ALIKE, why: { kind: 'split-files', files: names, beside } };
    }
    const why = {
      kind: 'table-parts',
      files: names.length,
      first: names[0] ?? '',
      last: names.at(-1) ?? '',
    } as const;
    if (areNumbered(names)) return { confidence: ALIKE, why };
    const share = await sharedColumns(path, parts);
    if (share === 1) return { confidence: ALIKE, why };
    return share >= KINDRED_SHARE ? { confidence: KINDRED, why } : null;
  };
}

/** Takes the first of some recognisers that has something to say. */
export function firstOf(...recognisers: readonly Recogniser[]): Recogniser {
  return async (sight) => {
    for (const recognise of recognisers) {
      const found = await recognise(sight);
      if (found !== null) return found;
    }
    return null;
  };
}

/** The least share of columns, of all that either has, that a file has in common with the first. */
async function sharedColumns(folder: string, { format, names }: TableParts): Promise<number> {
  let first: readonly string[] | null = null;
  let least = 1;
  for (const name of names.slice(0, MOST_LOOKED_AT)) {
    const columns = await columnsOf(join(folder, name), format);
    if (columns === null) continue;
    first ??= columns;
    const all = new Set([...first, ...columns]);
    const known: readonly string[] = first;
    const shared = columns.filter((column) => known.includes(column)).length;
    least = Math.min(least, shared / Math.max(1, all.size));
  }
  return least;
}

/** Names of a file's columns, as far as its beginning tells; null where it is empty or damaged. */
async function columnsOf(path: string, format: PartFormat): Promise<readonly string[] | null> {
  if (format === 'parquet') return parquetColumns(path);
  const sight = await lookAt(path);
  if (!sight.ok || sight.value.head.length === 0) return null;
  const { head, complete } = sight.value;
  if (format === 'jsonl') return jsonNames(new TextDecoder().decode(head));
  const given = format === 'tsv' ? { delimiter: '\t' } : {};
  const { layout, firstRecord } = sniffLayout(head, complete, given);
  return layout.header
    ? firstRecord.map((name) => name.trim())
    : // Without names, tables of another width hold something else.
      firstRecord.map((_, at) => `${at} of ${firstRecord.length}`);
}

function parquetColumns(path: string): Promise<readonly string[] | null> {
  return TableSession.with(null, undefined, async (session) => {
    try {
      const rows = await session.rows(`DESCRIBE SELECT * FROM read_parquet(${sqlText(path)})`);
      return rows.map(([name]) => String(name));
    } catch {
      // Whoever reads it says what is wrong with it.
      return null;
    }
  });
}

/** Names of the first object of JSON Lines. */
function jsonNames(text: string): readonly string[] | null {
  const [line = ''] = text.split('\n').filter((each) => each.trim() !== '');
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? Object.keys(value) : null;
  } catch {
    return null;
  }
}
