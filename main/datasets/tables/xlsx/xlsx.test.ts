import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { previewDataset } from '../../preview-dataset.ts';
import { sheetData, workbookOf, zipOf } from '../../testing/archive-files.ts';
import { csvOf, type Rows } from '../../testing/table-files.ts';
import { unwrap, useWorkspace } from '../../testing/workspace.ts';
import { type XmlEvent, xmlEvents } from '../../xml-events.ts';
import { dateText, isDateFormat } from './dates.ts';

const workspace = useWorkspace();

const TABLE: Rows = [
  ['size', '颜色 <&>', 'y'],
  ...Array.from({ length: 24 }, (_, row) => [
    row % 7 === 3 ? null : row * 0.75 - 4,
    ['red', 'blue', '绿 & "x"'][row % 3] ?? '',
    ['no', 'yes'][row % 2] ?? '',
  ]),
];

describe('a workbook', () => {
  test('is the table that its sheet shows', async () => {
    const plain = unwrap(await workspace.importFile(await workspace.write('t.csv', csvOf(TABLE))));
    const { rm } = await import('node:fs/promises');
    await rm(workspace.datasetsFolder(), { recursive: true });
    const path = await workspace.write('t.bin', workbookOf({ Daten: sheetData(TABLE) }));
    const dataset = unwrap(await workspace.importFile(path));
    expect(dataset).toMatchObject({ format: 'xlsx', fingerprint: plain.fingerprint });
    expect(dataset.columns).toEqual(plain.columns);
  });

  test('offers its sheets and takes the first with rows', async () => {
    const path = await workspace.write(
      't.xlsx',
      workbookOf({ Cover: '', 'A & "B"': sheetData(TABLE), C: sheetData(TABLE.slice(0, 9)) }),
    );
    expect(unwrap(await previewDataset(path, {}))).toMatchObject({
      source: { why: { kind: 'workbook' }, archive: null },
      tables: ['Cover', 'A & "B"', 'C'],
      table: 'A & "B"',
      totalRows: 24,
    });
    expect(unwrap(await previewDataset(path, { table: 'C' }))).toMatchObject({ totalRows: 8 });
    expect(await previewDataset(path, { table: 'D' })).toMatchObject({
      error: { code: 'dataset/table-missing', table: 'D' },
    });
  });

  test('has dates, truth, shared texts, gaps and rows that are not there', async () => {
    const row = (at: number, date: number, cells: string) =>
      `<row r="${at}"><c r="B${at}" s="1"><v>${date}</v></c><c r="D${at}" t="s"><v>${at === 5 ? 1 : 0}</v></c>${cells}</row>`;
    const data = `<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="inlineStr"><is><t>q</t></is></c></row>
      ${row(5, 45_000, '<c r="E5" t="b"><v>1</v></c>')}${row(7, 45_000.5, '<c r="F7" t="e"><v>#N/A</v></c>')}`;
    const path = await workspace.write(
      't.xlsx',
      workbookOf({ A: data }, [
        {
          name: 'xl/sharedStrings.xml',
          content:
            '<sst><si><t>day</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>x</t></rPh></si></sst>',
        },
        {
          name: 'xl/styles.xml',
          content:
            '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        },
      ]),
    );
    const preview = unwrap(await previewDataset(path, { dialect: { header: true } }));
    expect(preview.columns.map(({ name }) => name)).toEqual([
      'column_1',
      'day',
      'column_3',
      'q',
      'column_5',
      'column_6',
    ]);
    expect(preview.sampleRows).toEqual([
      [null, '2023-03-15', null, 'rich', 'true', null],
      [null, '2023-03-15 12:00:00', null, 'day', null, null],
    ]);
  });
});

describe('a broken workbook is refused', () => {
  test.each([
    ['an entity of its own', '<!DOCTYPE x [<!ENTITY a "b">]><row/>', 'dataset/file-damaged'],
    ['a row that does not end', '<row r="1"><c><v>1', 'dataset/file-damaged'],
    ['a column far out', '<row r="1"><c r="XFD1"><v>1</v></c></row>', 'dataset/too-many-columns'],
    ['no rows', '', 'dataset/empty'],
    ['a megabyte in a cell', sheetData([['a'], ['x'.repeat(1_000_001)]]), 'dataset/value-too-long'],
  ])('%s', async (_, data, code) => {
    const path = await workspace.write('t.xlsx', workbookOf({ A: data }));
    expect(await workspace.importFile(path)).toMatchObject({ error: { code, path } });
    expect(await workspace.left()).toEqual([]);
  });

  test('without what it refers to', async () => {
    const path = await workspace.write(
      't.xlsx',
      zipOf([{ name: 'xl/workbook.xml', content: '<workbook/>' }]),
    );
    expect(await workspace.importFile(path)).toMatchObject({
      error: {
        code: 'dataset/file-damaged',
        reason: 'xl/_rels/workbook.xml.rels',
        damage: 'part-missing',
      },
    });
  });

  test('any bytes in place of a sheet end in a value', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom(
            '<row r="1">',
            '<c>',
            '<c r="A1" t="s">',
            '<v>',
            '</v>',
            '</c>',
            '</row>',
            '<',
            '>',
            '&#0;',
            '&lt;',
            '1',
            '"',
            '<![CDATA[',
            ']]>',
          ),
        ),
        async (parts) => {
          const path = await workspace.write('t.xlsx', workbookOf({ A: parts.join('') }));
          expect(typeof (await previewDataset(path, {})).ok).toBe('boolean');
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('XML comes out the same wherever its pieces end', async () => {
  const xml = '<a:b x="1 &gt; 0"><!-- < --><c/>t&amp;&#x732B;<![CDATA[<d>]]></a:b>';
  const read = async (bytes: number) => {
    async function* pieces() {
      const all = Buffer.from(xml);
      for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
    }
    const events: XmlEvent[] = [];
    for await (const event of xmlEvents(pieces(), 'x')) events.push(event);
    return events;
  };
  const whole = await read(1000);
  expect(whole.flatMap((event) => (event.kind === 'text' ? [event.text] : []))).toEqual([
    't&猫',
    '<d>',
  ]);
  for (const bytes of [1, 2, 3, 7]) expect(await read(bytes)).toEqual(whole);
});

test('days are dates as Excel shows them', () => {
  // 2023-03-15 is day 45,000 in Excel; 1 March 1900 is day 61.
  expect(dateText('45000', false)).toBe('2023-03-15');
  expect(dateText('61', false)).toBe('1900-03-01');
  expect(dateText('0.25', false)).toBe('06:00:00');
  expect(dateText('43538', true)).toBe('2023-03-15');
  expect(dateText('1e9', false)).toBeNull();
  expect(isDateFormat(164, 'yyyy"年"m"月"d"日"')).toBe(true);
  expect(isDateFormat(164, '[Red]#,##0.00 "days"')).toBe(false);
  expect(isDateFormat(2, undefined)).toBe(false);
});
