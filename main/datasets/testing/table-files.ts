import { rm } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { sqlText, TableSession } from '../delimited/table-session.ts';

/** Values of a table, column names first. */
export type Rows = readonly (readonly (string | number | null)[])[];

export function csvOf(rows: Rows): string {
  return rows.map((row) => `${row.map((cell) => quoted(cell)).join(',')}\n`).join('');
}

function quoted(cell: string | number | null): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  return /[",\n\r]|^ | $/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function jsonLinesOf([names = [], ...rows]: Rows): string {
  const objects = rows.map((row) => row.map((cell, at) => [String(names[at]), cell] as const));
  return objects.map((entries) => `${JSON.stringify(Object.fromEntries(entries))}\n`).join('');
}

export function jsonArrayOf(rows: Rows): string {
  return `[${jsonLinesOf(rows).trim().split('\n').join(',\n')}]\n`;
}

/** Writes a real SQLite file with one table. */
export function writeSqlite(path: string, table: string, [names = [], ...rows]: Rows): void {
  const database = new Database(path);
  const id = (name: unknown) => `"${String(name).replaceAll('"', '""')}"`;
  database.exec(`CREATE TABLE ${id(table)} (${names.map(id).join(', ')})`);
  const marks = names.map(() => '?').join(', ');
  const insert = database.prepare(`INSERT INTO ${id(table)} VALUES (${marks})`);
  database.transaction(() => {
    for (const row of rows) insert.run(...row);
  })();
  database.close();
}

/** Writes a real Parquet file, by DuckDB, of numbers and texts. */
export async function writeParquet(path: string, [names = [], ...rows]: Rows): Promise<void> {
  await rm(path, { force: true });
  const literal = (cell: string | number | null) =>
    cell === null ? 'NULL' : typeof cell === 'number' ? String(cell) : sqlText(cell);
  const values = rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ');
  const columns = names.map((name) => `"${String(name).replaceAll('"', '""')}"`).join(', ');
  await TableSession.with(null, undefined, (session) =>
    session.run(
      `COPY (SELECT * FROM (VALUES ${values}) AS t(${columns})) TO ${sqlText(path)} (FORMAT parquet)`,
    ),
  );
}
