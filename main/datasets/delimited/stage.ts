import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { CsvDialect, ImportOptions } from '../../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import type { HeaderFacts } from '../../../app/dataset/recognition.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { ImportWork } from '../importer.ts';
import { readHead, type SourceFile } from '../open-bytes.ts';
import { CANONICAL_DELIMITER, CANONICAL_QUOTE } from './canonical.ts';
import {
  decodeToUtf8,
  firstUndecodableLine,
  surveyText,
  type TextFacts,
  UndecodableError,
} from './encoding.ts';
import { layoutWarnings, unsureWarning } from './layout-warnings.ts';
import { delimiterByte, rewrite } from './odd-delimiters.ts';
import { copyOptions } from './parquet-options.ts';
import { stagePlain } from './plain-stage.ts';
import { blankLines } from './preamble.ts';
import { DelimitedScanner, LONGEST_RECORD_BYTES, type ScanFailure } from './scanner.ts';
import { type Sniffed, sniffLayout } from './sniff.ts';
import { sqlText, type TableSession } from './table-session.ts';

/** What delimiter, quote and header are sniffed from. */
const HEAD_BYTES = 1024 ** 2;
/** A file with more columns is no table; DuckDB's memory grows with them. */
export const MOST_COLUMNS = 4096;
export const ROWS_FILE = 'rows.parquet';

type AsWritten = (names: readonly string[], header: boolean) => ReadonlySet<number>;

/** Folders to write to. */
export interface StageFolders {
  /** Where `rows.parquet` goes. */
  readonly output: string;
  /** For what is needed meanwhile; deleted by whoever made it. */
  readonly scratch: string;
  /** Where numbers keep currencies and the like: places of the columns that keep decimal commas, too. */
  readonly asWritten?: AsWritten | undefined;
  /** Whether a copy of the source may stand for `rows.parquet` until rows are asked for. */
  readonly later?: boolean | undefined;
}

/** One of the files that a table was put together from. */
export interface TablePart {
  readonly path: string;
  /** Lines of the table before its own. */
  readonly firstLine: number;
}

/** A column of numbers that are written with more than digits, and the first such cell with its number. */
export interface DressedColumn {
  readonly column: string;
  readonly value: string;
  /** Empty where it is a word for no value. */
  readonly number: string;
}

/** A file of rows that lack a column. */
export interface UnlabelledPart {
  readonly file: string;
  readonly column: string;
}

/** A delimited file that was checked and turned into `rows.parquet`. */
export interface StagedTable {
  /** How a delimited file was read; null for every other format. */
  readonly dialect: CsvDialect | null;
  /** Whether a delimited file's first row names its columns, and why. */
  readonly header?: HeaderFacts | undefined;
  /** What the rows are called, where not as the source is. */
  readonly name?: string | undefined;
  /** Where numbers were written with a decimal comma in the source. */
  readonly decimal?: 'comma' | undefined;
  /** The first number with a decimal comma, where that is how numbers are read: its line and what stands there. */
  readonly decimalComma?: {
    readonly row: number;
    readonly column: string;
    readonly value: string;
  } | null;
  /** Lines before the table that were passed over, and what the first one says. */
  readonly preamble?: { readonly rows: number; readonly value: string } | undefined;
  /** Columns whose numbers were written with more than digits in the source. */
  readonly dressed?: readonly DressedColumn[] | undefined;
  /** Tables that the file holds, where it may hold several; the one that was read is `table`. */
  readonly tables?: readonly string[] | undefined;
  readonly table?: string | undefined;
  /** Column names; in the Parquet file the columns are `c0`, `c1`, …, beside `row` and `line`. */
  readonly names: readonly string[];
  readonly rows: number;
  readonly parquetPath: string;
  /** The column that says of which split a row is, where its files do. */
  readonly splitColumn?: string | undefined;
  /** Files of a split that lack a column of the training files, most often the target, and were left out. */
  readonly unlabelled?: readonly UnlabelledPart[] | undefined;
  /** The last line of the source, where rows at its end are left out. */
  readonly lastLine?: number | undefined;
  /** What else is to be told of it before an import. */
  readonly warnings?: readonly PreviewWarning[] | undefined;
  /** The files that it was put together from, where those are several; lines go on from one to the next. */
  readonly parts?: readonly TablePart[] | undefined;
}

/**
 * Checks a delimited file and stores its rows, raw, as Parquet: `row` counts from 0, `line` is the
 * line of the source, from 1, as an editor shows it; then every column as text. With decimal commas or dressed numbers
 * they lie in the scratch folder, to be written with plain ones.
 */
export async function stageDelimited(
  session: TableSession,
  file: SourceFile,
  options: ImportOptions,
  folders: StageFolders,
  signal?: AbortSignal,
  onProgress?: ImportWork['onProgress'],
): Promise<Result<RawTable>> {
  const given = options.dialect?.encoding;
  let read = 0;
  const surveyed =
    given === undefined
      ? await surveyText(file, (bytes) => {
          signal?.throwIfAborted();
          read += bytes;
          onProgress?.(read, file.gzip ? null : file.sizeBytes, 'bytes');
        })
      : ok({ encoding: given, facts: null, unsure: false });
  if (!surveyed.ok) return surveyed;
  const { encoding } = surveyed.value;
  const text = {
    file,
    decoded: () => decodeToUtf8(file, encoding, signal),
    ...surveyed.value,
  };
  try {
    return await stageText(session, text, options, folders);
  } catch (cause) {
    if (!(cause instanceof UndecodableError)) throw cause;
    const row = await firstUndecodableLine(file, encoding);
    return fail({ code: 'dataset/encoding-invalid', path: file.path, row });
  }
}

/** A staged table whose numbers may still be written with more than digits. */
export interface RawTable extends StagedTable {
  readonly isDressed: boolean;
}

/** A file that is text, and how it is read as UTF-8. */
interface TextSource {
  readonly file: SourceFile;
  readonly encoding: CsvDialect['encoding'];
  readonly facts: TextFacts | null;
  readonly unsure?: boolean | undefined;
  readonly decoded: () => AsyncIterable<Uint8Array>;
}

async function stageText(
  session: TableSession,
  { file, encoding, facts, unsure, decoded }: TextSource,
  options: ImportOptions,
  folders: StageFolders,
): Promise<Result<RawTable>> {
  const { path } = file;
  const head = await readHead(decoded(), HEAD_BYTES);
  const sniffed = sniffLayout(head.bytes, head.complete, {
    ...(options.format === 'tsv' ? { delimiter: '\t' } : {}),
    ...options.dialect,
  });
  const { layout, header, firstRecord, dressed, preamble, above } = sniffed;
  if (firstRecord.length === 0 && head.bytes.includes(0)) {
    return fail({ code: 'dataset/encoding-invalid', path, row: 1 });
  }
  if (firstRecord.length === 0 && !head.complete) {
    const limit = { bytes: HEAD_BYTES, maximumBytes: LONGEST_RECORD_BYTES };
    return fail({ code: 'dataset/value-too-long', path, row: 1, ...limit });
  }
  const names = nameColumns(firstRecord, layout.header, path);
  if (!names.ok) return names;
  const columns = names.value.length;
  const { scratch } = folders;
  const isDressed = dressed && folders.asWritten === undefined;
  const raw = layout.decimal === 'comma' || isDressed;
  const parquetPath = raw ? join(scratch, 'raw.parquet') : join(folders.output, ROWS_FILE);
  const dialect = { ...layout, encoding };
  const staged = {
    dialect,
    header,
    names: names.value,
    parquetPath,
    isDressed,
    warnings: [...unsureWarning(encoding, unsure), ...layoutWarnings(sniffed)],
    ...(preamble !== null && { preamble }),
  };
  if (facts !== null && above === 0) {
    const place = { parquetPath, scratch };
    const plain = await stagePlain(session, file, facts, layout, columns, place);
    if (plain !== null) return ok({ ...staged, rows: plain });
  }
  const canonical = join(scratch, 'canonical.txt');
  const lines = rewrite(blankLines(decoded(), above), layout.delimiter, layout.quote);
  const rows = await writeCanonical(lines, sniffed, canonical, path);
  if (!rows.ok) return rows;
  if (rows.value === 0) return fail({ code: 'dataset/empty', path });
  await session.expectColumns(columns);
  await session.run(copyToParquet(canonical, columns, parquetPath));
  return ok({ ...staged, rows: rows.value });
}

/** The header's names, or `column_1`, …; an unnamed column of a header gets its number as well. */
export function nameColumns(
  firstRecord: readonly string[],
  header: boolean,
  path: string,
): Result<readonly string[]> {
  if (firstRecord.length === 0) return fail({ code: 'dataset/empty', path });
  if (firstRecord.length > MOST_COLUMNS) return fail({ code: 'file/format-unknown', path });
  const names = firstRecord.map((cell, column) => {
    const name = header ? cell.trim() : '';
    return name === '' ? `column_${column + 1}` : name;
  });
  const duplicate = names.find((name, column) => names.indexOf(name) !== column);
  if (duplicate === undefined) return ok(names);
  return fail({ code: 'dataset/column-duplicate', path, column: duplicate });
}

/** Writes the canonical form without the header; returns the number of rows. */
async function writeCanonical(
  bytes: AsyncIterable<Uint8Array>,
  { layout, extra }: Pick<Sniffed, 'layout' | 'extra'>,
  canonicalPath: string,
  path: string,
): Promise<Result<number>> {
  const quote = layout.quote === '' ? null : layout.quote.charCodeAt(0);
  const scanner = new DelimitedScanner(
    { delimiter: delimiterByte(layout.delimiter), quote },
    { checkColumns: true, skipHeader: layout.header, extra },
  );
  const file = await open(canonicalPath, 'w');
  try {
    for await (const chunk of bytes) {
      const failure = scanner.push(chunk);
      if (failure !== null) return fail(scanError(failure, path));
      await file.writeFile(scanner.drain());
    }
    const failure = scanner.end();
    if (failure !== null) return fail(scanError(failure, path));
    await file.writeFile(scanner.drain());
  } finally {
    await file.close();
  }
  return ok(scanner.records);
}

/** What is wrong with a delimited file's structure, as a failure. */
export function scanError(failure: ScanFailure, path: string): AppError {
  const row = failure.line;
  switch (failure.kind) {
    case 'quote':
      return { code: 'dataset/unterminated-quote', path, row };
    case 'ragged': {
      const { expected, found } = failure;
      return {
        code: 'dataset/ragged-row',
        path,
        row,
        expectedColumns: expected,
        foundColumns: found,
      };
    }
    case 'binary':
      return { code: 'dataset/encoding-invalid', path, row };
    case 'long':
      return { code: 'file/format-unknown', path };
  }
}

/**
 * Reads the canonical form into Parquet.
 * @param padded whether rows may end before the last column
 */
export function copyToParquet(
  canonicalPath: string,
  columns: number,
  parquetPath: string,
  padded = false,
): string {
  const names = Array.from({ length: columns }, (_, column) => `c${column}`);
  const types = ['line: UINTEGER', ...names.map((name) => `${name}: VARCHAR`)].join(', ');
  const text = (code: number) => sqlText(String.fromCharCode(code));
  return `COPY (
      SELECT (row_number() OVER () - 1)::UINTEGER AS row, *
      FROM read_csv(${sqlText(canonicalPath)}, auto_detect = false, header = false,
        delim = ${text(CANONICAL_DELIMITER)}, quote = ${text(CANONICAL_QUOTE)},
        escape = ${text(CANONICAL_QUOTE)}, new_line = '\\n', columns = {${types}}
        ${padded ? ', null_padding = true, parallel = false' : ''})
    ) TO ${sqlText(parquetPath)} ${copyOptions(columns)}`;
}
