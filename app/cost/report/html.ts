import { text as message } from '../../text.ts';
import { curvesSvg } from './curves-svg.ts';
import { escapedText } from './escaped.ts';
import type {
  Bars,
  Cell,
  Report,
  ReportBlock,
  ReportColumn,
  ReportSection,
  ReportTable,
  TornadoFigure,
} from './report.ts';
import { REPORT_STYLE } from './report-style.ts';

/**
 * A report as one HTML file that needs nothing else: read on a screen, printed on A4 or saved as PDF by the browser.
 * It may load nothing and run nothing, whatever its words contain.
 */
export function reportHtml(report: Report): string {
  const { language, title, subtitle, facts, sections, footer } = report;
  return [
    '<!doctype html>',
    `<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapedText(title)}</title>`,
    `<style>${REPORT_STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<p class="brand">${escapedText(message(language, 'report.brand'))}</p>`,
    `<h1>${escapedText(title)}</h1>`,
    `<p class="subtitle">${escapedText(subtitle)}</p>`,
    `<dl class="facts">${facts.map(({ label, text }) => `<div><dt>${escapedText(label)}</dt><dd>${escapedText(text)}</dd></div>`).join('')}</dl>`,
    '</header>',
    '<main>',
    ...sections.map(sectionHtml),
    '</main>',
    `<footer>${escapedText(footer)}</footer>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function sectionHtml({ title, lead, blocks, onNewPage }: ReportSection): string {
  const opening = onNewPage === true ? '<section class="new-page">' : '<section>';
  const leadHtml = lead === undefined ? '' : `<p class="lead">${escapedText(lead)}</p>`;
  return `${opening}<h2>${escapedText(title)}</h2>${leadHtml}${blocks.map(blockHtml).join('\n')}</section>`;
}

function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case 'verdict':
      return `<div class="verdict"><h3>${escapedText(block.title)}</h3><p>${escapedText(block.text)}</p></div>`;
    case 'text':
      return `<p>${escapedText(block.text)}</p>`;
    case 'list': {
      const title = block.title === undefined ? '' : `<h3>${escapedText(block.title)}</h3>`;
      const list = block.ranked === true ? 'ol' : 'ul';
      return `<div class="list">${title}<${list}>${block.items.map((item) => `<li>${escapedText(item)}</li>`).join('')}</${list}></div>`;
    }
    case 'tiles':
      return `<dl class="tiles">${block.tiles
        .map(
          ({ label, text, note }) =>
            `<div><dt>${escapedText(label)}</dt><dd>${escapedText(text)}</dd><dd class="note">${escapedText(note)}</dd></div>`,
        )
        .join('')}</dl>`;
    case 'table':
      return tableHtml(block.table);
    case 'curves':
      return figureHtml(block.table, legendHtml(block.curves.lines) + curvesSvg(block.curves));
    case 'bars':
      return figureHtml(block.table, legendHtml(block.bars.legend) + barsHtml(block.bars));
    case 'tornado':
      return figureHtml(block.table, tornadoHtml(block.tornado, block.table));
  }
}

function figureHtml({ title, note }: ReportTable, drawing: string): string {
  const noteHtml = note === undefined ? '' : `<p class="note">${escapedText(note)}</p>`;
  return `<figure><figcaption>${escapedText(title)}</figcaption>${drawing}${noteHtml}</figure>`;
}

function legendHtml(names: readonly { readonly label: string; readonly colour: number }[]): string {
  return `<ul class="legend">${names
    .map(({ label, colour }) => `<li><i class="b${colour % 8}"></i>${escapedText(label)}</li>`)
    .join('')}</ul>`;
}

function barsHtml({ legend, rows }: Bars): string {
  return `<table class="bars"><tbody>${rows
    .map(({ label, shares, text }) => {
      const parts = shares
        .map((share, part) =>
          share > 0
            ? `<i class="b${(legend[part]?.colour ?? part) % 8}" style="width:${percent(share)}"></i>`
            : '',
        )
        .join('');
      return `<tr><th scope="row">${escapedText(label)}</th><td class="bar"><div>${parts}</div></td><td class="figure">${escapedText(text)}</td></tr>`;
    })
    .join('')}</tbody></table>`;
}

function tornadoHtml({ base, baseText, rows }: TornadoFigure, table: ReportTable): string {
  const ends = rows.flatMap(({ atLow, atHigh }) => [atLow ?? base, atHigh ?? base]);
  const least = ends.reduce((least, value) => Math.min(least, value), base);
  const most = ends.reduce((most, value) => Math.max(most, value), base);
  const place = (value: number) => (value - least) / (most - least || 1);
  const bar = (value: number | null, kind: 'low' | 'high') => {
    if (value === null) return '';
    const [from, to] = [Math.min(place(base), place(value)), Math.max(place(base), place(value))];
    return `<i class="${kind}" style="left:${percent(from)};width:${percent(to - from)}"></i>`;
  };
  const heads = table.columns.map(({ title }) => title);
  const scale = `<th class="base"><div><b style="left:${percent(place(base))}">${escapedText(baseText)}</b></div></th>`;
  const head = heads.slice(0, 5).map((title) => `<th scope="col">${escapedText(title)}</th>`);
  head.splice(3, 0, scale);
  return `<table class="tornado"><thead><tr>${head.join('')}</tr></thead><tbody>${rows
    .map(
      (row) =>
        `<tr><th scope="row">${escapedText(row.label)}</th><td class="end">${escapedText(row.lowText)}</td><td class="end">${escapedText(row.highText)}</td>` +
        `<td class="bar"><div><b style="left:${percent(place(base))}"></b>${bar(row.atLow, 'low')}${bar(row.atHigh, 'high')}</div></td>` +
        `<td class="figure low">${escapedText(row.atLowText)}</td><td class="figure high">${escapedText(row.atHighText)}</td></tr>`,
    )
    .join('')}</tbody></table>`;
}

/** Rows of a table that is kept on one printed page. */
const MOST_UNBROKEN_ROWS = 12;

function tableHtml({ title, columns, rows, marked = [], even, note }: ReportTable): string {
  const head = columns.map(
    (column) => `<th scope="col"${classes(column)}>${escapedText(column.title)}</th>`,
  );
  const body = rows.map((cells, row) => {
    const shown = cells.map((cell, column) => cellHtml(cell, column === 0, columns[column]));
    return `<tr${marked.includes(row) ? ' class="marked"' : ''}>${shown.join('')}</tr>`;
  });
  const noteHtml = note === undefined ? '' : `<p class="note">${escapedText(note)}</p>`;
  const kinds = [
    'data',
    even === true ? 'even' : '',
    rows.length <= MOST_UNBROKEN_ROWS ? 'whole' : '',
  ].filter(Boolean);
  return `<figure class="${kinds.join(' ')}"><figcaption>${escapedText(title)}</figcaption><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>${noteHtml}</figure>`;
}

function cellHtml(cell: Cell, isName: boolean, column: ReportColumn | undefined): string {
  const shown = cell === null ? '—' : typeof cell === 'string' ? cell : cell.text;
  if (isName) return `<th scope="row">${escapedText(shown)}</th>`;
  return `<td${column === undefined ? '' : classes(column)}>${escapedText(shown)}</td>`;
}

function classes({ numeric, long, marked }: ReportColumn): string {
  const names = [
    numeric === true ? 'numeric' : '',
    long === true ? 'long' : '',
    marked === true ? 'chosen' : '',
  ].filter(Boolean);
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`;
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}
