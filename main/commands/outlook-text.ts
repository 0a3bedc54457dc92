import type { Decision } from '../../app/cost/decision/decision.ts';
import { basesBesideDraws } from '../../app/cost/outlook/base-beside-draws.ts';
import type { Outlook } from '../../app/cost/outlook/outlook.ts';
import type { ReportWords } from '../../app/cost/report/decision/context.ts';
import { textTable } from '../console/table.ts';
import { hanging } from '../console/wrap.ts';

/** Inputs that are named as deciding most. */
const MOST_BARS = 3;

/** How sure a decision is, for people at a terminal. */
export function outlookText(decision: Decision, outlook: Outlook, words: ReportWords): string {
  const money = (usd: number | undefined) => (usd === undefined ? '—' : words.money(usd));
  const table = textTable(
    [
      {
        title: words.say('report.option'),
        value: ({ option }: Outlook['options'][number]) => words.option(option),
      },
      {
        title: words.say('report.chance-cheapest'),
        value: ({ cheapestShare, cheapestStandardError }) =>
          words.oddsWithError(cheapestShare, cheapestStandardError),
        isNumber: true,
      },
      { title: 'P10', value: ({ usd }) => money(usd?.p10), isNumber: true },
      { title: 'P50', value: ({ usd }) => money(usd?.p50), isNumber: true },
      { title: 'P90', value: ({ usd }) => money(usd?.p90), isNumber: true },
    ],
    outlook.options,
  );
  const { payback } = outlook;
  const [tornado] = outlook.tornados;
  const lines = [
    ...basesBesideDraws(decision, outlook).map((basis) => words.sentence(basis)),
    ...(payback === null
      ? []
      : [
          words.say('report.payback-chance', {
            chance: words.oddsWithError(payback.probability, payback.standardError),
          }),
        ]),
    ...(tornado === undefined || tornado.bars.length === 0
      ? []
      : [
          words.say('cli.decision.matters', {
            inputs: tornado.bars
              .slice(0, MOST_BARS)
              .map(({ input }) => words.name(input))
              .join(words.language === 'zh' ? '、' : ', '),
          }),
        ]),
  ];
  return [
    hanging('', 0, words.say('cli.decision.outlook', { draws: words.number(outlook.draws, 6) })),
    table,
    ...lines.map((line) => hanging('  •', 4, line)),
  ].join('\n');
}
