import { type Cell, type Report, type ReportBlock, tablesOf } from './report.ts';

/**
 * A report's words and tables as CSV (RFC 4180) for spreadsheets: one table under the other, each with its title and
 * an empty line before it. It starts with a byte order mark, without which Excel misreads Chinese.
 */
export function reportCsv(report: Report): string {
  const words = report.sections.flatMap(({ blocks }) => blocks.flatMap(wordRows));
  const rows: (readonly Cell[])[] = [
    [report.title],
    [report.subtitle],
    ...report.facts.map(({ label, text }) => [label, text]),
    [],
    ...words,
  ];
  for (const { title, columns, rows: cells, note } of tablesOf(report)) {
    rows.push(
      [],
      [title],
      columns.map((column) => column.title),
      ...cells,
    );
    if (note !== undefined) rows.push([note]);
  }
  return `\ufeff${rows.map((row) => row.map(cellText).join(',')).join('\r\n')}\r\n`;
}

/** What a block says outside tables. */
export function wordRows(block: ReportBlock): readonly (readonly Cell[])[] {
  switch (block.kind) {
    case 'verdict':
      return [[block.title, block.text]];
    case 'text':
      return [[block.text]];
    case 'list':
      return block.items.map((item, index) => [index === 0 ? (block.title ?? '') : '', item]);
    case 'tiles':
      return block.tiles.map(({ label, text, note }) => [label, text, note]);
    default:
      return [];
  }
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell.value);
  return quoted(withoutFormula(cell));
}

/** Starts that a spreadsheet takes for a formula. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * Text that no spreadsheet computes: names and notes may come from others.
 * @source OWASP, "CSV Injection"
 */
export function withoutFormula(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
