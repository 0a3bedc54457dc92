import type { Cell, ReportBlock, ReportSection } from '../report.ts';
import type { ReportInput, ReportWords } from './context.ts';

/** Quantity × unit price = amount, with its source. */
export function linesAppendix({ decision }: ReportInput, words: ReportWords): ReportSection {
  const block: ReportBlock = {
    kind: 'table',
    table: {
      title: words.say('report.lines'),
      columns: [
        { title: words.say('report.option') },
        { title: words.say('report.line-item') },
        { title: words.say('report.quantity'), numeric: true },
        { title: words.say('report.unit') },
        { title: words.say('report.unit-price'), numeric: true },
        { title: words.say('report.amount'), numeric: true },
        { title: words.say('report.source'), long: true },
      ],
      rows: decision.options.flatMap((option) =>
        option.lines.map((line): readonly Cell[] => [
          words.option(option.kind),
          words.say(`report.item.${line.item}`),
          words.numberCell(line.quantity),
          words.say(`report.line-unit.${line.unit}`),
          words.moneyCell(line.unitPriceUsd),
          words.moneyCell(line.amountUsd),
          [words.source(line.source), words.dated(line.source)].filter(Boolean).join(', '),
        ]),
      ),
    },
  };
  return {
    title: words.say('report.appendix-lines'),
    lead: words.say('report.appendix-lines-lead'),
    blocks: [block],
    onNewPage: true,
  };
}
