import { join } from 'node:path';
import { fail, ok } from '../../../app/errors.ts';
import { copyOptions } from '../delimited/parquet-options.ts';
import { literalPath } from '../delimited/plain-stage.ts';
import { MOST_COLUMNS, ROWS_FILE } from '../delimited/stage.ts';
import { sqlText, type TableSession } from '../delimited/table-session.ts';
import { isDuckdbTrouble } from '../expected-failures.ts';
import { inspectFile } from '../open-bytes.ts';
import { checkNames } from './stage-records.ts';
import type { Stager } from './stage-work.ts';

/**
 * Reads Parquet by DuckDB. Every value becomes text, as it would stand in a delimited file; lists
 * and structures become their text as well. A damaged or lying file is `dataset/file-damaged`.
 */
export const stageParquet: Stager = async ({ session, path, folders }) => {
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const plain = await literalPath(path, folders.scratch);
  const source = `read_parquet(${sqlText(plain)}, hive_partitioning = false)`;
  try {
    const described = await session.rows(`SELECT name FROM parquet_schema(${sqlText(plain)})`);
    if (described.length > MOST_COLUMNS * 4) {
      const columns = described.length;
      return fail({
        code: 'dataset/too-many-columns',
        path,
        columns,
        maximumColumns: MOST_COLUMNS,
      });
    }
    const names = checkNames(await columnNames(session, source), path);
    if (!names.ok) return names;
    const parquetPath = join(folders.output, ROWS_FILE);
    await session.expectColumns(names.value.length);
    const columns = names.value.map((_, index) => `c${index}`);
    await session.run(
      `COPY (
        SELECT (row_number() OVER () - 1)::UINTEGER AS row,
          (row_number() OVER ())::UINTEGER AS line,
          ${columns.map((column) => `CAST(${column} AS VARCHAR) AS ${column}`).join(', ')}
        FROM ${source} AS source(${columns.join(', ')})
      ) TO ${sqlText(parquetPath)} ${copyOptions(names.value.length)}`,
    );
    const [counted = []] = await session.rows(
      `SELECT count(*) FROM read_parquet(${sqlText(parquetPath)})`,
    );
    const rows = Number(counted[0]);
    if (rows === 0) return fail({ code: 'dataset/empty', path });
    return ok({ dialect: null, names: names.value, rows, parquetPath });
  } catch (cause) {
    const reason = isDuckdbTrouble(cause) ? readingFault(cause, plain) : null;
    if (reason === null) throw cause;
    const cut = /magic bytes|too small to be a parquet/i.test(reason);
    return fail({
      code: 'dataset/file-damaged',
      path,
      ...(cut ? { reason: '', damage: 'cut' } : { reason }),
    });
  }
};

async function columnNames(session: TableSession, source: string): Promise<readonly string[]> {
  const described = await session.rows(`DESCRIBE SELECT * FROM ${source}`);
  return described.map(([name]) => String(name));
}

/** DuckDB's words without what only programmers need. */
function readingFault(cause: Error, path: string): string {
  const [first = ''] = cause.message.replaceAll(path, '').split('\n');
  return first
    .replace(/^[A-Za-z ]*(Error|Exception): /, '')
    .trim()
    .slice(0, 300);
}
