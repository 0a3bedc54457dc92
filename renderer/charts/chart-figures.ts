/** One column of a chart's figures. */
export interface FigureColumn {
  readonly label: string;
  /** Words a figure for the table; files keep it as it is. */
  readonly format?: ((value: number) => string) | undefined;
}

/** What a chart shows, as a table: for readers of the page, and for files. */
export interface ChartFigures {
  readonly columns: readonly FigureColumn[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** The figures as CSV (RFC 4180), unrounded; what is absent is empty. */
export function figuresCsv({ columns, rows }: ChartFigures): string {
  const head = columns.map(({ label }) => (/[",\r\n]/.test(label) ? quoted(label) : label));
  const body = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? quoted(cell) : cell)),
  );
  return [...[head, ...body].map((row) => row.map((cell) => cell ?? '').join(',')), ''].join(
    '\r\n',
  );
}

/** One cell in words. */
export function figureText(
  cell: string | number | null,
  { format = String }: FigureColumn,
): string {
  if (cell === null) return '—';
  return typeof cell === 'string' ? cell : format(cell);
}

function quoted(words: string): string {
  return `"${words.replaceAll('"', '""')}"`;
}
