import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SheetName, SheetRow } from '../../app/cost/fact-sheets.ts';
import { readRow, rowKey } from '../../app/cost/sheets/read-row.ts';
import { fail, ok, type Result } from '../../app/errors.ts';

/**
 * A sheet that the installation brings, every row checked and none twice.
 * Fails with `facts/sheet-invalid`; row 0 stands for the file as a whole.
 * @param folder `resources/facts` of the installation
 */
export async function readBundledSheet<Name extends SheetName>(
  folder: string,
  name: Name,
): Promise<Result<readonly SheetRow<Name>[]>> {
  const sheet = `${name}.json`;
  const invalid = (row: number, problem: string) =>
    fail({ code: 'facts/sheet-invalid', sheet, row, problem });
  let values: unknown;
  try {
    values = JSON.parse(await readFile(join(folder, sheet), 'utf8'));
  } catch (error) {
    return invalid(0, error instanceof Error ? error.message : String(error));
  }
  if (!Array.isArray(values)) return invalid(0, 'not a list of rows');
  const rows: SheetRow<Name>[] = [];
  const keys = new Set<string>();
  for (const [index, value] of values.entries()) {
    const read = readRow(name, value);
    if (!read.ok) {
      const { column, expected } = read.fault;
      const place = column === null ? '' : `${column}: `;
      return invalid(index + 1, `${place}expected ${expected}`);
    }
    const key = rowKey(name, read.row);
    if (keys.has(key)) return invalid(index + 1, `there is already a row ${key}`);
    keys.add(key);
    rows.push(read.row);
  }
  return ok(rows);
}
