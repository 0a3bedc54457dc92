import { sheetData, workbookOf, zipOf } from '../testing/archive-files.ts';
import { GOOD_ROWS, hostileFiles } from './hostile-file.ts';

const ROWS = [
  ['a', 'y'],
  ...GOOD_ROWS.map((row) => row.split(',').map((cell, at) => (at === 0 ? Number(cell) : cell))),
];
const GOOD = sheetData(ROWS);
const book = (data: string) => workbookOf({ A: data });
const shared = (content: string) =>
  workbookOf({ A: GOOD }, [{ name: 'xl/sharedStrings.xml', content }]);
const ENTITIES = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>';

/** Excel workbooks. */
export const WORKBOOK_FILES = hostileFiles('xlsx', 'data.xlsx', {
  'entities within entities': [
    book(`${ENTITIES}<row><c t="str"><v>&b;</v></c></row>`),
    'file-damaged',
  ],
  'an entity that names a file': [
    shared('<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst/>'),
    'file-damaged',
  ],
  'no relations': [zipOf([{ name: 'xl/workbook.xml', content: '<workbook/>' }]), 'file-damaged'],
  'no sheets': [workbookOf({}), 'no-tables'],
  'a sheet that is not there': [
    zipOf([
      { name: 'xl/workbook.xml', content: '<workbook><sheet name="A" r:id="r"/></workbook>' },
      {
        name: 'xl/_rels/workbook.xml.rels',
        content: '<R><Relationship Id="r" Target="worksheets/../../../x"/></R>',
      },
    ]),
    'file-damaged',
  ],
  'an empty sheet': [book(''), 'empty'],
  'a sheet that is cut': [book(`${GOOD}<row><c><v>1`), 'file-damaged'],
  'column XFD': [book('<row><c r="XFD1"><v>1</v></c></row>'), 'too-many-columns'],
  'column ZZZZ': [book('<row><c r="ZZZZ1"><v>1</v></c></row>'), 'too-many-columns'],
  'a hundred thousand cells in a row': [
    book(`<row>${'<c><v>1</v></c>'.repeat(1e5)}</row>`),
    'too-many-columns',
  ],
  'a cell of two megabytes': [
    book(
      sheetData([
        ['a', 'y'],
        ['x'.repeat(2e6), 'x'],
      ]),
    ),
    'file-damaged',
    'value-too-long',
  ],
  'a tag of two megabytes': [book(`<row ${'r'.repeat(2e6)}>`), 'file-damaged'],
  'a bomb as a sheet': [workbookOf({ A: `${GOOD}${' '.repeat(2 ** 22)}` }), 'file-damaged'],
  'NUL as a character': [
    book(
      sheetData(ROWS).replace('</sheetData>', '') +
        '<row r="99"><c><v>1</v></c><c t="str"><v>&#0;</v></c></row>',
    ),
    'class-too-small',
  ],
  'a shared text that is not there': [
    book(`${GOOD}<row r="99"><c><v>1</v></c><c t="s"><v>999</v></c></row>`),
    'target-value-missing',
  ],
  'a date beyond time': [
    workbookOf({ A: `${GOOD}<row r="99"><c s="0"><v>1e300</v></c><c t="str"><v>x</v></c></row>` }, [
      { name: 'xl/styles.xml', content: '<s><cellXfs><xf numFmtId="14"/></cellXfs></s>' },
    ]),
  ],
  formulas: [book(GOOD.replaceAll('<v>', '<f>WEBSERVICE("http://x")</f><v>'))],
  'rows out of order': [book(GOOD.replace('r="5"', 'r="-5"').replace('r="7"', 'r="1e9"'))],
  'markup in place of a workbook': [
    zipOf([
      { name: 'xl/workbook.xml', content: '<<<>>>' },
      { name: 'xl/_rels/workbook.xml.rels', content: '>' },
    ]),
    'file-damaged',
    'no-tables',
  ],
});
