import { textWidth } from './text-width.ts';
import { hanging } from './wrap.ts';

export interface TableColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  /** Numbers stand on the right. */
  readonly isNumber?: boolean;
}

/** Rows under their titles, in columns as wide as their widest value. */
export function textTable<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const all = [columns.map((column) => column.title), ...cells];
  const widths = columns.map((_, index) =>
    Math.max(...all.map((line) => textWidth(line[index] ?? ''))),
  );
  return all
    .map((line) =>
      line
        .map((cell, index) => padded(cell, widths[index] ?? 0, columns[index]?.isNumber ?? false))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Names and values, one pair a line, long values wrapped; pairs without a value are left out. */
export function textPairs(pairs: readonly (readonly [string, string | null])[]): string {
  const shown = pairs.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
  const width = Math.max(0, ...shown.map(({ name }) => textWidth(name)));
  return shown.map(({ name, value }) => hanging(name, width + 2, value)).join('\n');
}

function padded(cell: string, width: number, isNumber: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(cell)));
  return isNumber ? blanks + cell : cell + blanks;
}
