import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import { addsUp, isTotalWord, type TotalRow, totalRow } from '../../../app/dataset/total-row.ts';
import { ok } from '../../../app/errors.ts';
import { cellsOf, trimmedCell } from '../delimited/cells.ts';
import { copyOptions } from '../delimited/parquet-options.ts';
import { ROWS_FILE, type StagedTable } from '../delimited/stage.ts';
import { sqlText, type TableSession } from '../delimited/table-session.ts';
import type { SourceFile } from '../open-bytes.ts';
import type { Stager } from './stage-work.ts';

/** What is looked at for the last line of a file. */
const TAIL_BYTES = 16 * 1024;
/** With fewer rows above, nothing is told by what they add up to. */
const FEWEST_ROWS = 2;

/** Stages a table as people fill in sheets: without the blank rows at its end, and the last one that adds up all others. */
export function withoutEnd(stager: Stager): Stager {
  return async (work) => {
    const staged = await stager(work);
    // What was read in one go was looked at before: see `endsPlainly`.
    if (!staged.ok || work.session.kept(staged.value.parquetPath) !== undefined) return staged;
    return ok(await cutEnd(work.session, staged.value, work.folders.output));
  };
}

/** Whether a delimited file's last line is certainly a row of its table. */
export async function endsPlainly({ path, sizeBytes }: SourceFile, delimiter: string) {
  const file = await open(path, 'r');
  try {
    const from = Math.max(0, sizeBytes - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split(/\r?\n/);
    const last = lines.findLast((line) => line.trim() !== '') ?? '';
    const cells = last.split(delimiter).map((cell) => cell.replaceAll('"', '').trim());
    return cells.some((cell) => cell !== '') && !cells.some(isTotalWord);
  } finally {
    await file.close();
  }
}

async function cutEnd(
  session: TableSession,
  staged: StagedTable,
  output: string,
): Promise<StagedTable> {
  // Read by another name: what DuckDB knows of a file must not outlive it.
  const whole = { ...staged, parquetPath: join(output, `whole-${ROWS_FILE}`) };
  await rename(staged.parquetPath, whole.parquetPath);
  const warnings: PreviewWarning[] = [];
  let { rows } = staged;
  const filled = await filledRows(session, whole);
  if (filled > 0 && filled < rows) {
    const row = await lineAt(session, whole, filled);
    warnings.push({ kind: 'rows-blank', row, count: rows - filled });
    rows = filled;
  }
  const total = rows > FEWEST_ROWS ? totalRow(await cellsAt(session, whole, rows - 1)) : null;
  if (total !== null && !(await occursAbove(session, whole, total, rows - 1))) {
    const row = await lineAt(session, whole, rows - 1);
    const leftOut = await addsUpAll(session, whole, total, rows - 1);
    const column = staged.names[total.label] ?? '';
    const kind = leftOut ? 'total-left-out' : 'total-kept';
    warnings.push({ kind, row, column, value: total.value });
    if (leftOut) rows -= 1;
  }
  const lastLine = await lineAt(session, whole, staged.rows - 1);
  if (rows === staged.rows) await rename(whole.parquetPath, staged.parquetPath);
  else {
    await session.run(
      `COPY (SELECT * FROM read_parquet(${sqlText(whole.parquetPath)}) WHERE row < ${rows})
       TO ${sqlText(staged.parquetPath)} ${copyOptions(staged.names.length)}`,
    );
    await rm(whole.parquetPath);
  }
  if (warnings.length === 0) return staged;
  return { ...staged, rows, lastLine, warnings: [...(staged.warnings ?? []), ...warnings] };
}

/** Rows up to the last that holds anything. */
async function filledRows(session: TableSession, table: StagedTable): Promise<number> {
  const { rows, names, parquetPath } = table;
  const isFilled = (cell: string | null) => (cell ?? '').trim() !== '';
  if ((await cellsAt(session, table, rows - 1)).some(isFilled)) return rows;
  const cells = names.map((_, column) => `c${column}`).join(', ');
  const [last = []] = await session.rows(
    `SELECT max(row) FROM read_parquet(${sqlText(parquetPath)})
     WHERE (${trimmedCell(`concat(${cells})`)}) <> ''`,
  );
  return last[0] == null ? 0 : Number(last[0]) + 1;
}

async function cellsAt(session: TableSession, { parquetPath }: StagedTable, row: number) {
  const [cells = []] = await session.rows(
    `SELECT * EXCLUDE (row, line) FROM read_parquet(${sqlText(parquetPath)}) WHERE row = ${row}`,
  );
  return cells.map((cell) => (typeof cell === 'string' ? cell : null));
}

async function lineAt(session: TableSession, { parquetPath }: StagedTable, row: number) {
  const [found = []] = await session.rows(
    `SELECT line FROM read_parquet(${sqlText(parquetPath)}) WHERE row = ${row}`,
  );
  return Number(found[0]);
}

/** Whether the word stands in its column before: it is the name of a class then. */
async function occursAbove(
  session: TableSession,
  table: StagedTable,
  { label, value }: TotalRow,
  row: number,
): Promise<boolean> {
  const [found = []] = await session.rows(
    `SELECT count(*) FROM ${cellsOf(table, [label])}
     WHERE row < ${row} AND lower(text) = lower(${sqlText(value)})`,
  );
  return Number(found[0]) > 0;
}

/** Whether every number of the row is the sum of those above it or their mean, and some are sums where there are any. */
async function addsUpAll(
  session: TableSession,
  table: StagedTable,
  { numbers }: TotalRow,
  row: number,
): Promise<boolean> {
  if (numbers.length === 0) return true;
  const columns = numbers.map(({ column }) => column);
  const found = await session.rows(
    `SELECT index, count(number), coalesce(sum(number), 0) FROM ${cellsOf(table, columns)}
     WHERE row < ${row} GROUP BY index`,
  );
  const sums = new Map(
    found.map(([index, count, sum]) => [
      Number(index),
      { numbers: Number(count), sum: Number(sum) },
    ]),
  );
  const told = numbers.map(({ column, text }) => {
    const above = sums.get(column);
    return above === undefined ? null : addsUp(text, above);
  });
  return !told.includes(null) && told.includes('sum');
}
