/**
 * What rows have one cell more than names for: a delimiter at their end, or row names, as R writes them.
 */
export type ExtraCell = 'end-delimiter' | 'row-names';

type Row = readonly string[];

/** Tells by the first rows, of which the first may hold names. */
export function extraCell([first = [], ...rows]: readonly Row[]): ExtraCell | null {
  const isLonger = (row: Row) => row.length === first.length + 1;
  if (first.length < 2 || rows.length < 2 || !rows.every(isLonger)) return null;
  if (rows.every((row) => (row.at(-1) ?? '').trim() === '')) return 'end-delimiter';
  return areRowNames(rows.map(([cell = '']) => cell.trim())) ? 'row-names' : null;
}

/** Numbers from 1 on, or words of which none comes twice: anything else may be a column, where the last lacks its name. */
function areRowNames(cells: readonly string[]): boolean {
  if (cells.every((cell, at) => cell === `${at + 1}`)) return true;
  return cells.every((cell) => /[^\d.+-]/.test(cell)) && new Set(cells).size === cells.length;
}

/** The same rows, as many cells each: names of rows get an empty name. */
export function withoutExtra(rows: readonly Row[], extra: ExtraCell | null): readonly Row[] {
  const [first = [], ...rest] = rows;
  if (extra === 'end-delimiter') return [first, ...rest.map((row) => row.slice(0, -1))];
  return extra === 'row-names' ? [['', ...first], ...rest] : rows;
}
