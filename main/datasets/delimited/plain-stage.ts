import { rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CsvDialect } from '../../../app/dataset/dataset.ts';
import { isDuckdbTrouble } from '../expected-failures.ts';
import type { SourceFile } from '../open-bytes.ts';
import { SURVEYED_DELIMITERS, type TextFacts } from './encoding.ts';
import { copyOptions } from './parquet-options.ts';
import { sqlText, type TableSession } from './table-session.ts';

/** Characters that DuckDB takes for a pattern of several files. */
const PATTERN = /[*?[\]{}]/;

/** The path itself, or a link to it where DuckDB would take it for a pattern. */
export async function literalPath(path: string, scratch: string): Promise<string> {
  if (!PATTERN.test(path)) return path;
  const link = join(scratch, 'source');
  await symlink(resolve(path), link);
  return link;
}

/**
 * Lets DuckDB read a delimited file as it lies, where that leaves nothing to interpretation: UTF-8, one
 * record a line, quotes only around whole fields. Several times as fast as reading it here first.
 * @returns the number of rows, or null where the file is not so plain; nothing is left then
 */
export async function stagePlain(
  session: TableSession,
  file: SourceFile,
  facts: TextFacts,
  layout: Omit<CsvDialect, 'encoding'>,
  columns: number,
  place: { readonly parquetPath: string; readonly scratch: string },
): Promise<number | null> {
  const { parquetPath, scratch } = place;
  const quoted = layout.quote !== '' && facts.quotes.includes(layout.quote);
  if (columns < 2 || facts.control || facts.loneCarriageReturn) return null;
  if (quoted && facts.oddQuotes) return null;
  if (!SURVEYED_DELIMITERS.includes(layout.delimiter)) return null;
  if (facts.endDelimiters.includes(layout.delimiter)) return null;
  const header = layout.header ? 1 : 0;
  const expected = facts.lines - header;
  const names = Array.from({ length: columns }, (_, column) => `c${column}`);
  const path = await literalPath(file.path, scratch);
  const quote = quoted ? layout.quote : '';
  try {
    await session.expectColumns(columns);
    await session.run(
      `COPY (
        SELECT row, row + ${header + 1}::UINTEGER AS line, * EXCLUDE (row)
        FROM (SELECT (row_number() OVER () - 1)::UINTEGER AS row, *
          FROM read_csv(${sqlText(path)}, auto_detect = false, header = false, skip = ${header},
            delim = ${sqlText(layout.delimiter)}, quote = ${sqlText(quote)}, escape = ${sqlText(quote)},
            compression = '${file.gzip ? 'gzip' : 'none'}', strict_mode = true,
            columns = {${names.map((name) => `${name}: VARCHAR`).join(', ')}}))
      ) TO ${sqlText(parquetPath)} ${copyOptions(columns)}`,
    );
    const [found = []] = await session.rows(
      `SELECT count(*) FROM read_parquet(${sqlText(parquetPath)})`,
    );
    if (Number(found[0]) === expected && expected > 0) return expected;
  } catch (cause) {
    if (!isDuckdbTrouble(cause)) throw cause;
  }
  await rm(parquetPath, { force: true });
  return null;
}
