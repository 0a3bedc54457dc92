import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok } from '../../../app/errors.ts';
import type { FileDamage } from '../../../app/failures/dataset-errors.ts';
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
    const damage = await damageOf(session, path, source, reason);
    return fail({ code: 'dataset/file-damaged', path, ...damage });
  }
};

const MARK = 'PAR1';
/** Ends a file whose footer is encrypted. @source Parquet Modular Encryption, §5 */
const ENCRYPTED_MARK = 'PARE';

/** What is wrong with a file, told by the marks at its ends, or else by what DuckDB can read of it. */
async function damageOf(
  session: TableSession,
  path: string,
  source: string,
  reason: string,
): Promise<{ readonly damage: FileDamage; readonly reason: string }> {
  const [first, last] = await marksOf(path);
  if (last === ENCRYPTED_MARK || /encrypt/i.test(reason))
    return { damage: 'encrypted', reason: '' };
  if (last !== MARK) return { damage: first === MARK ? 'cut' : 'not-parquet', reason: '' };
  let names: readonly string[];
  try {
    names = await columnNames(session, source);
  } catch (cause) {
    if (!isDuckdbTrouble(cause)) throw cause;
    return { damage: 'footer', reason };
  }
  const broken = await brokenColumn(session, source, names);
  return broken === null ? { damage: 'pages', reason } : { damage: 'column', reason: broken };
}

async function marksOf(path: string): Promise<readonly [string, string]> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(MARK.length);
    const at = async (position: number) => {
      bytes.fill(0);
      await handle.read(bytes, 0, bytes.length, Math.max(0, position));
      return bytes.toString('latin1');
    };
    return [await at(0), await at(size - MARK.length)];
  } finally {
    await handle.close();
  }
}

/** The first column that cannot be read by itself; null where each can. Its statistics would not do. */
async function brokenColumn(
  session: TableSession,
  source: string,
  names: readonly string[],
): Promise<string | null> {
  const columns = names.map((_, index) => `c${index}`);
  for (const [index, name] of names.entries()) {
    try {
      await session.rows(
        `SELECT max(hash(c${index})) FROM ${source} AS source(${columns.join(', ')})`,
      );
    } catch (cause) {
      if (!isDuckdbTrouble(cause)) throw cause;
      return name;
    }
  }
  return null;
}

async function columnNames(session: TableSession, source: string): Promise<readonly string[]> {
  const described = await session.rows(`DESCRIBE SELECT * FROM ${source}`);
  return described.map(([name]) => String(name));
}

/** DuckDB's words without what only programmers need. */
function readingFault(cause: Error, path: string): string {
  const [first = ''] = cause.message.replaceAll(path, '').split('\n');
  return first
    .replace(/^[A-Za-z ]*(Error|Exception): /, '')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 300);
}
