import { utf8, type ZipEntry, zipArchive } from '../../zip.ts';
import { wordRows } from './csv.ts';
import { escapedText } from './escaped.ts';
import { type Cell, type NumberCell, type Report, type ReportTable, tablesOf } from './report.ts';

/**
 * A report as a workbook (XLSX): its words on the first sheet, each table on one of its own, numbers as numbers. Text
 * stays text whatever it begins with: no cell holds a formula. The same report gives the same bytes.
 * @source ECMA-376, Office Open XML, 5th edition, parts 1 and 2
 */
export function reportWorkbook(report: Report): Uint8Array<ArrayBuffer> {
  const sheets = [summarySheet(report), ...tablesOf(report).map(tableSheet)];
  const names = sheetNames([report.title, ...tablesOf(report).map(({ title }) => title)]);
  const parts: readonly (readonly [path: string, xml: string])[] = [
    ['[Content_Types].xml', contentTypes(sheets.length)],
    ['_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']])],
    ['xl/workbook.xml', workbook(names)],
    [
      'xl/_rels/workbook.xml.rels',
      relations([
        ...sheets.map((_, index) => ['worksheet', `worksheets/sheet${index + 1}.xml`] as const),
        ['styles', 'styles.xml'],
      ]),
    ],
    ['xl/styles.xml', styles(report.currency)],
    ...sheets.map((xml, index) => [`xl/worksheets/sheet${index + 1}.xml`, xml] as const),
  ];
  return zipArchive(
    parts.map(([path, xml]): ZipEntry => ({ path, bytes: utf8(DECLARATION + xml) })),
  );
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const SHEET_TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Places in the list of cell formats below. */
const STYLE = {
  text: 0,
  title: 1,
  head: 2,
  number: 3,
  percent: 4,
  money: 5,
  smallMoney: 6,
  whole: 7,
} as const;
/** Below this an amount of money is shown with more than two decimals. */
const SMALL_MONEY = 0.1;

function contentTypes(sheets: number): string {
  const sheetTypes = Array.from(
    { length: sheets },
    (_, index) =>
      `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${SHEET_TYPES}.worksheet+xml"/>`,
  );
  return `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPES}.styles+xml"/>${sheetTypes.join('')}</Types>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  return `<Relationships xmlns="${PACKAGE}/relationships">${targets
    .map(
      ([type, target], index) =>
        `<Relationship Id="rId${index + 1}" Type="${DOCUMENT}/${type}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`;
}

function workbook(names: readonly string[]): string {
  return `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets>${names
    .map(
      (name, index) =>
        `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
    )
    .join('')}</sheets></workbook>`;
}

function styles(currency: string): string {
  const font = (size: number, bold: boolean) =>
    `<font>${bold ? '<b/>' : ''}<sz val="${size}"/><name val="Calibri"/></font>`;
  const format = (numberFormat: number, fontIndex: number, fill: number, wraps: boolean) =>
    `<xf numFmtId="${numberFormat}" fontId="${fontIndex}" fillId="${fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top"${wraps ? ' wrapText="1"' : ''}/></xf>`;
  return [
    `<styleSheet xmlns="${MAIN}">`,
    `<numFmts count="2"><numFmt numFmtId="164" formatCode="[$${currency}] #,##0.00"/><numFmt numFmtId="165" formatCode="[$${currency}] 0.00######"/></numFmts>`,
    `<fonts count="3">${font(11, false)}${font(14, true)}${font(11, true)}</fonts>`,
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFDEEE4"/></patternFill></fill></fills>',
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    '<cellXfs count="8">',
    format(0, 0, 0, true),
    format(0, 1, 0, false),
    format(0, 2, 2, true),
    format(0, 0, 0, false),
    format(10, 0, 0, false),
    format(164, 0, 0, false),
    format(165, 0, 0, false),
    format(3, 0, 0, false),
    '</cellXfs>',
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
    '</styleSheet>',
  ].join('');
}

interface StyledRow {
  readonly cells: readonly Cell[];
  readonly style: number;
}

function summarySheet(report: Report): string {
  const rows: StyledRow[] = [
    { cells: [report.title], style: STYLE.title },
    plain([report.subtitle]),
    plain([]),
    ...report.facts.map(({ label, text }) => plain([label, text])),
  ];
  for (const { title, lead, blocks } of report.sections) {
    rows.push(plain([]), { cells: [title], style: STYLE.head });
    if (lead !== undefined) rows.push(plain([lead]));
    rows.push(...blocks.flatMap(wordRows).map(plain));
  }
  rows.push(plain([]), plain([report.footer]));
  return sheet(rows, [36, 90, 40], 0);
}

function tableSheet({ title, columns, rows, note }: ReportTable): string {
  const head = columns.map((column) => column.title);
  return sheet(
    [
      { cells: [title], style: STYLE.title },
      { cells: head, style: STYLE.head },
      ...rows.map(plain),
      ...(note === undefined ? [] : [plain([]), plain([note])]),
    ],
    columns.map((_, column) =>
      widthOf([head[column] ?? null, ...rows.map((row) => row[column] ?? null)]),
    ),
    2,
  );
}

function plain(cells: readonly Cell[]): StyledRow {
  return { cells, style: STYLE.text };
}

/** @param frozenRows stay in view while the rest scrolls */
function sheet(rows: readonly StyledRow[], widths: readonly number[], frozenRows: number): string {
  const pane =
    frozenRows === 0
      ? ''
      : `<pane ySplit="${frozenRows}" topLeftCell="A${frozenRows + 1}" activePane="bottomLeft" state="frozen"/>`;
  const columns = widths.map(
    (width, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const data = rows.map(({ cells, style }, row) => {
    const written = cells.map((cell, column) =>
      cellXml(cell, columnName(column) + (row + 1), style),
    );
    return `<row r="${row + 1}">${written.join('')}</row>`;
  });
  return [
    `<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`,
    `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>`,
    `<cols>${columns.join('')}</cols><sheetData>${data.join('')}</sheetData>`,
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
    '</worksheet>',
  ].join('');
}

function cellXml(cell: Cell, place: string, style: number): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'string') {
    return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(cell)}</t></is></c>`;
  }
  return `<c r="${place}" s="${numberStyle(cell)}"><v>${cell.value}</v></c>`;
}

function numberStyle({ format, value }: NumberCell): number {
  if (format === 'number' && Number.isInteger(value)) return STYLE.whole;
  if (format !== 'money') return STYLE[format];
  return value !== 0 && Math.abs(value) < SMALL_MONEY ? STYLE.smallMoney : STYLE.money;
}

const LEAST_WIDTH = 9;
const MOST_WIDTH = 60;

/** About as many characters as the longest cell has; Han characters are twice as wide. */
function widthOf(cells: readonly Cell[]): number {
  const longest = cells.reduce((most, cell) => {
    const shown = cell === null ? '' : typeof cell === 'string' ? cell : cell.text;
    const wide = Array.from(shown).filter((character) => character > '\u2e80').length;
    return Math.max(most, shown.length + wide);
  }, 0);
  return Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, longest + 2));
}

/** 0 is A, 26 is AA. */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

const LONGEST_NAME = 31;

/** Names that Excel takes: at most 31 characters, none of `[]:*?/\`, all different, whatever their case. */
export function sheetNames(titles: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return titles.map((title) => {
    const clean =
      title
        .replace(/[[\]:*?/\\]/g, ' ')
        .replace(/^'+|'+$/g, '')
        .trim() || '–';
    let name = clean.slice(0, LONGEST_NAME).trim();
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) {
      const ending = ` ${count}`;
      name = clean.slice(0, LONGEST_NAME - ending.length).trim() + ending;
    }
    taken.add(name.toLowerCase());
    return name;
  });
}

/** Characters that XML 1.0 cannot hold are left out. */
function xmlText(text: string): string {
  return escapedText(
    Array.from(text)
      .filter((character) =>
        /[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(character),
      )
      .join(''),
  );
}
