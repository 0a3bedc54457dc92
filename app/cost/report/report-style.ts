/** Type and colours of a report, for screen and A4: those of the workbench in its light theme. */
export const REPORT_STYLE = `
:root {
  --ink: #1d1b19; --muted: #5e5a56; --border: #e2dfdc; --panel: #f7f6f5; --accent: #b3430a; --soft: #fdeee4;
  --s0: #0072b2; --s1: #e69f00; --s2: #009e73; --s3: #d55e00; --s4: #cc79a7; --s5: #3d9bd1; --s6: #b5a300; --s7: #1d1b19;
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 820px; padding: 40px 32px; color: var(--ink); background: #fff;
  font: 400 14px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif;
  font-variant-numeric: tabular-nums; text-autospace: normal; print-color-adjust: exact; -webkit-print-color-adjust: exact;
}
body:lang(zh-CN) { line-height: 1.6; }
header { border-bottom: 2px solid var(--accent); padding-bottom: 16px; }
.brand { margin: 0; color: var(--accent); font-weight: 600; }
h1 { margin: 4px 0 0; font-size: 26px; line-height: 34px; overflow-wrap: anywhere; }
.subtitle { margin: 4px 0 16px; color: var(--muted); font-size: 16px; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 0; font-size: 12px; }
.facts div { display: flex; gap: 6px; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
h2 { margin: 32px 0 8px; font-size: 18px; line-height: 26px; break-after: avoid; }
h3 { margin: 0 0 4px; font-size: 14px; break-after: avoid; }
p { margin: 8px 0; max-width: 72ch; }
.lead { color: var(--muted); }
.verdict { margin: 12px 0; padding: 16px 20px; background: var(--soft); border-left: 4px solid var(--accent); border-radius: 6px; break-inside: avoid; }
.verdict h3 { font-size: 20px; line-height: 28px; }
.verdict p { margin: 4px 0 0; }
.list { margin: 16px 0; break-inside: avoid; }
ol, ul { margin: 4px 0; padding-left: 22px; }
li { margin: 4px 0; padding-left: 2px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 16px 0; }
.tiles div { padding: 12px 14px; border: 1px solid var(--border); border-radius: 6px; break-inside: avoid; }
.tiles dt { font-size: 12px; }
.tiles dd { font-size: 22px; line-height: 30px; font-weight: 500; }
.tiles .note { font-size: 12px; line-height: 16px; font-weight: 400; }
.note { color: var(--muted); font-size: 12px; }
figure { margin: 20px 0; break-inside: avoid; }
figure.data { break-inside: auto; overflow-x: auto; }
figcaption { margin-bottom: 6px; font-weight: 600; break-after: avoid; }
table { width: 100%; border-collapse: collapse; font-size: 12px; line-height: 17px; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--border); text-align: left; vertical-align: top; }
td.long { overflow-wrap: anywhere; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 500; vertical-align: bottom; border-bottom-color: #b8b3ad; }
tbody th { font-weight: 500; }
.numeric { text-align: right; } td.numeric { white-space: nowrap; }
.marked th, .marked td { background: var(--soft); }
td.chosen, thead th.chosen { background: var(--soft); color: var(--ink); }
figure.whole { break-inside: avoid; }
figure.even table { table-layout: fixed; } figure.even th { overflow-wrap: anywhere; }
.chosen { padding-left: 10px; }
.marked th { box-shadow: -6px 0 0 var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 8px; padding: 0; list-style: none; font-size: 12px; }
.legend li { display: flex; align-items: center; gap: 6px; margin: 0; }
.legend i { width: 10px; height: 10px; border-radius: 2px; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 11px; fill: var(--muted); }
.grid { stroke: var(--border); } .axis { stroke: #8d8984; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; } .band { fill-opacity: .14; }
.bars th { width: 22%; border: 0; } .bars td { border: 0; }
td.bar { padding-right: 10px; vertical-align: middle; }
td.bar div { position: relative; display: flex; height: 16px; }
.bars td.bar i { height: 16px; }
td.bar i:first-of-type { border-radius: 2px 0 0 2px; } td.bar i:last-of-type { border-radius: 0 2px 2px 0; }
td.figure { width: 1%; white-space: nowrap; text-align: right; }
.tornado th[scope="row"] { width: 27%; }
.tornado td.end { width: 1%; white-space: nowrap; color: var(--muted); }
.base div { position: relative; height: 17px; } .base b { position: absolute; translate: -50%; white-space: nowrap; font-weight: 500; }
.tornado td.bar i { position: absolute; top: 2px; height: 12px; min-width: 1px; border-radius: 2px; }
.tornado td.bar b { position: absolute; top: -5px; bottom: -5px; width: 1px; background: #8d8984; }
.tornado i.low { background: var(--s5); } .tornado i.high { background: var(--s3); }
.tornado thead th { white-space: nowrap; }
.tornado thead th:nth-last-child(-n+2) { text-align: right; }
${Array.from({ length: 8 }, (_, colour) => `.s${colour} { stroke: var(--s${colour}); } .f${colour} { fill: var(--s${colour}); } .b${colour} { background: var(--s${colour}); }`).join('\n')}
footer { margin-top: 32px; padding-top: 8px; border-top: 1px solid var(--border); color: var(--muted); font-size: 12px; }
@page {
  size: A4; margin: 18mm 16mm 18mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt system-ui, sans-serif; color: #5e5a56; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  table { font-size: 8.5pt; line-height: 1.4; }
  .new-page { break-before: page; }
  .new-page h2 { margin-top: 0; }
  figure.data { overflow: visible; }
}
`;
