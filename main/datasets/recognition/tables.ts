import type { DatasetFormat } from '../../../app/dataset/dataset.ts';
import { endingFor } from '../../../app/dataset/formats.ts';
import { detectUtf16 } from '../delimited/encoding.ts';
import { sniffLayout } from '../delimited/sniff.ts';
import { jsonDocumentOf } from '../tables/json-document.ts';
import { listTexts } from '../texts/text-files.ts';
import { type Recogniser, type Sight, startsWith } from './sight.ts';

/** A mark at the beginning decides; nothing else of a file could. */
const MARKED = 1;
/** Content that fits and a name that says so; content alone; a name alone. */
const BOTH = 0.9;
const CONTENT = 0.6;
const NAME = 0.3;

/** Recognises a format by the bytes that all its files begin with. */
export function byMark(mark: string): Recogniser {
  return ({ head, folder }) =>
    !folder && startsWith(head, mark)
      ? { confidence: MARKED, why: { kind: 'mark', mark: mark.replace(/\0/g, '') } }
      : null;
}

export const sqliteMark = byMark('SQLite format 3\0');
export const parquetMark = byMark('PAR1');

/** A zip file with a workbook in it. */
export const recogniseWorkbook: Recogniser = ({ names, folder }) =>
  !folder && names.includes('xl/workbook.xml')
    ? { confidence: MARKED, why: { kind: 'workbook' } }
    : null;

/** JSON Lines, or one list of objects. */
export const recogniseJson: Recogniser = (sight) => {
  if (sight.folder) return null;
  const text = textOf(sight);
  const ending = endingFor('jsonl', sight.name);
  if (text === null) return null;
  if (/^\s*\[\s*\{\s*["}]/.test(text)) {
    return { confidence: ending === null ? CONTENT + 0.1 : BOTH, why: { kind: 'json-array' } };
  }
  const document = jsonDocumentOf(text, sight.complete);
  if (document !== null && (ending !== null || document.kind === 'list')) {
    const why =
      document.kind === 'list'
        ? ({ kind: 'json-list', key: document.key } as const)
        : ({ kind: 'json-columns' } as const);
    return { confidence: ending === null ? CONTENT : BOTH, why };
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const whole = (sight.complete ? lines : lines.slice(0, -1)).slice(0, 20);
  if (whole.length > 0 && whole.every(isObject)) {
    const why = { kind: 'json-lines', lines: whole.length } as const;
    return { confidence: ending === null ? CONTENT + 0.1 : BOTH, why };
  }
  return byName('jsonl', sight);
};

/** Text whose first rows have the same number of columns; a delimited name alone convinces a little. */
export function recogniseDelimited(format: 'csv' | 'tsv'): Recogniser {
  return (sight) => {
    if (sight.folder) return null;
    const text = textOf(sight);
    const named = byName(format, sight);
    if (text === null) return named;
    const { layout, columns, records, share } = sniffLayout(
      Buffer.from(text),
      sight.complete,
      format === 'tsv' ? { delimiter: '\t' } : {},
    );
    if (columns < 2 || records < 2 || share < 0.9) return named;
    const why = { kind: 'columns', rows: records, columns } as const;
    if (named !== null) return { confidence: BOTH, why };
    // Commas stand in prose as well.
    const sure = share === 1 && (columns > 2 || layout.delimiter === '\t');
    const tab = format === 'tsv' ? 0.05 : 0;
    return { confidence: (sure ? CONTENT + 0.1 : CONTENT) - 0.05 + tab, why };
  };
}

/** Plain text says nothing of itself but its name; nor do several texts in a folder. */
export const recogniseText: Recogniser = async (sight) => {
  if (sight.folder) return recogniseTexts(sight.path);
  const ending = endingFor('text', sight.name);
  if (ending === null) return null;
  return { confidence: CONTENT, why: { kind: 'file-name', ending } };
};

async function recogniseTexts(folder: string) {
  const listed = await listTexts(folder);
  if (listed === null) return null;
  const files = listed.files.map(({ name }) => name);
  const given = listed.files.some(({ split }) => split !== null);
  const why = given
    ? ({ kind: 'split-files', files, beside: listed.beside } as const)
    : ({ kind: 'text-files', files } as const);
  return { confidence: CONTENT, why };
}

function byName(format: DatasetFormat, sight: Sight) {
  const ending = endingFor(format, sight.name);
  return ending === null
    ? null
    : ({ confidence: NAME, why: { kind: 'file-name', ending } } as const);
}

/** The head as text, or null where it holds bytes that no text does. */
function textOf({ head }: Sight): string | null {
  const utf16 = detectUtf16(head);
  const text = new TextDecoder(utf16 ?? 'utf-8').decode(head);
  return text.includes('\0') ? null : text;
}

function isObject(line: string): boolean {
  if (!line.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
