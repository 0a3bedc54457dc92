import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reportCsv, withoutFormula } from './csv.ts';
import { curvesSvg } from './curves-svg.ts';
import { reportHtml } from './html.ts';
import type { Report, ReportTable } from './report.ts';
import { columnName, reportWorkbook, sheetNames } from './workbook.ts';

const TABLE: ReportTable = {
  title: 'Costs: own/rent',
  columns: [{ title: 'Option' }, { title: 'Per month', numeric: true }],
  rows: [
    ['=HYPERLINK("x")', { value: -12.5, text: '-$ 12.50', format: 'money' }],
    ['<b>API</b>', null],
  ],
  marked: [0],
  note: 'A "note", two\nlines',
};

function report(changes: Partial<Report> = {}): Report {
  return {
    language: 'en',
    currency: 'USD',
    title: 'A firm <script>',
    subtitle: 'Chat & more',
    facts: [{ label: 'Start', text: 'January 2027' }],
    footer: 'Made today',
    sections: [
      {
        title: 'Answer',
        lead: 'In short',
        blocks: [
          { kind: 'verdict', title: 'Own', text: 'Buy it.' },
          { kind: 'text', text: 'Because.' },
          { kind: 'list', title: 'Reasons', items: ['one', '+two'] },
          { kind: 'tiles', tiles: [{ label: 'Per month', text: '$ 3', note: 'all in' }] },
          { kind: 'table', table: TABLE },
          {
            kind: 'bars',
            bars: {
              legend: [{ label: 'Power', colour: 0 }],
              rows: [{ label: 'Own', shares: [0.5], text: '$ 3' }],
            },
            table: { ...TABLE, title: 'Parts' },
          },
          {
            kind: 'tornado',
            tornado: {
              base: 2,
              baseText: '$ 2',
              rows: [
                {
                  label: 'Use',
                  lowText: '10 %',
                  highText: '90 %',
                  atLow: 1,
                  atHigh: null,
                  atLowText: '$ 1',
                  atHighText: '—',
                },
              ],
            },
            table: { ...TABLE, title: 'What matters' },
          },
          {
            kind: 'curves',
            curves: {
              lines: [
                {
                  label: 'Own',
                  colour: 0,
                  values: [1, null, 3, 4],
                  low: [0, 1, 2, 3],
                  high: [2, 3, 4, 5],
                },
              ],
              monthLabels: ['0', '1', '2', '3'],
              yLabel: 'USD',
              yText: String,
            },
            table: { ...TABLE, title: 'Months' },
          },
        ],
      },
    ],
    ...changes,
  };
}

describe('as CSV', () => {
  test('every table stands under its title, and text that looks like a formula is none', () => {
    const csv = reportCsv(report());
    expect(csv.startsWith('\ufeffA firm <script>\r\n')).toBe(true);
    expect(csv).toContain(
      '\r\n\r\nCosts: own/rent\r\nOption,Per month\r\n"\'=HYPERLINK(""x"")",-12.5\r\n<b>API</b>,\r\n"A ""note"", two\nlines"\r\n',
    );
    expect(csv).toContain("\r\n,'+two\r\n");
  });

  test('no text begins a formula', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝'),
        fc.string(),
        (start, rest) => {
          expect(withoutFormula(start + rest)).toBe(`'${start}${rest}`);
        },
      ),
    );
    expect(withoutFormula('1 + 1')).toBe('1 + 1');
  });
});

describe('as HTML', () => {
  test('all words are words: none is markup, and nothing may load or run', () => {
    const html = reportHtml(report());
    expect(html).toContain('A firm &lt;script&gt;');
    expect(html).toContain('&lt;b&gt;API&lt;/b&gt;');
    expect(html).not.toContain('<script');
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/https?:/);
  });

  test('has its figures: bars by share, a tornado with a broken bar, a missing value as a dash', () => {
    const html = reportHtml(report());
    expect(html).toContain('<i class="b0" style="width:50%"></i>');
    expect(html).toContain('<i class="low" style="left:0%;width:100%"></i>');
    expect(html).not.toContain('class="high" style');
    expect(html).toContain('<td class="numeric">—</td>');
    expect(html).toContain('<tr class="marked">');
  });

  test('a line breaks where a month is missing', () => {
    const svg = curvesSvg({
      lines: [{ label: 'Own', colour: 1, values: [0, 10, null, 5, 5] }],
      monthLabels: ['a', 'b', 'c', 'd', 'e'],
      yLabel: 'USD',
      yText: String,
    });
    expect(svg.match(/class="line s1" d="([^"]*)"/)?.[1]?.match(/M/g)?.length).toBe(2);
    expect(svg).not.toContain('NaN');
  });

  test('curves without any value are an empty frame', () => {
    const svg = curvesSvg({ lines: [], monthLabels: [], yLabel: 'USD', yText: String });
    expect(svg).not.toContain('NaN');
  });
});

describe('as a workbook', () => {
  test('is the same every time', () => {
    expect(reportWorkbook(report())).toEqual(reportWorkbook(report()));
  });

  test('has text as text and numbers as numbers', () => {
    const bytes = new TextDecoder().decode(reportWorkbook(report()));
    expect(bytes).toContain(
      't="inlineStr"><is><t xml:space="preserve">=HYPERLINK(&quot;x&quot;)</t>',
    );
    expect(bytes).toContain('<c r="B3" s="5"><v>-12.5</v></c>');
    expect(bytes).not.toContain('<f>');
  });

  test('names its sheets as Excel wants them', () => {
    expect(
      sheetNames(['Costs: own/rent', 'costs  own rent', "''", 'x'.repeat(40), 'x'.repeat(50)]),
    ).toEqual(['Costs  own rent', 'costs  own rent 2', '–', 'x'.repeat(31), `${'x'.repeat(29)} 2`]);
  });

  test('counts columns as Excel does', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'BA',
      'ZZ',
      'AAA',
    ]);
  });
});
