import type { DecisionItem, DecisionOption } from '../../decision/decision.ts';
import type { Cell, ReportBlock, ReportSection } from '../report.ts';
import type { ReportInput, ReportWords } from './context.ts';

/** All options side by side, and what each is made of. */
export function optionsSection({ decision }: ReportInput, words: ReportWords): ReportSection {
  const { options, recommendation, work } = decision;
  const perUnit =
    work === 'serving'
      ? ([
          ['report.per-request', (option: DecisionOption) => option.usdPerRequest],
          ['report.per-mtok', (option: DecisionOption) => option.usdPerMtok],
        ] as const)
      : ([['report.per-run', (option: DecisionOption) => option.usdPerRun]] as const);
  const figures: readonly (readonly [string, (option: DecisionOption) => Cell])[] = [
    [words.say('report.per-month'), ({ usdPerMonth }) => words.moneyCell(usdPerMonth)],
    [words.say('report.total'), ({ usdTotal }) => words.moneyCell(usdTotal)],
    [words.say('report.present-value'), ({ presentValueUsd }) => words.moneyCell(presentValueUsd)],
    ...perUnit.map(
      ([key, of]) =>
        [words.say(key), (option: DecisionOption) => words.moneyCell(of(option))] as const,
    ),
    [
      words.say('report.weighted'),
      ({ weightedUsdPerMonth }) => words.moneyCell(weightedUsdPerMonth),
    ],
    [words.say('report.carbon'), ({ carbonKg }) => words.numberCell(carbonKg, 3)],
  ];
  const blocks: ReportBlock[] = [
    {
      kind: 'table',
      table: {
        title: words.say('report.side-by-side'),
        columns: [
          { title: words.say('report.option') },
          ...figures.map(([title]) => ({ title, numeric: true })),
        ],
        rows: options.map((option) => [
          words.named(option),
          ...figures.map(([, of]) => of(option)),
        ]),
        marked: options.flatMap(({ kind }, row) => (kind === recommendation.option ? [row] : [])),
        note: words.say('report.level-month', {
          months: decision.horizonMonths,
          privacy: words.percent(decision.weights.privacy),
          control: words.percent(decision.weights.control),
        }),
      },
    },
  ];
  const doubts = options.flatMap((option) =>
    option.reasons.map((reason) =>
      words.say('report.named', {
        option: words.option(option.kind),
        name: words.basis(reason),
      }),
    ),
  );
  if (doubts.length > 0) {
    blocks.push({ kind: 'list', title: words.say('report.doubts'), items: doubts });
  }
  blocks.push(partsBlock(options, words));
  return { title: words.say('report.options'), blocks };
}

/** A bar for each option, cut into what its month is made of. */
function partsBlock(options: readonly DecisionOption[], words: ReportWords): ReportBlock {
  const priced = options.filter(({ lines }) => lines.length > 0);
  const items = [...new Set(priced.flatMap(({ lines }) => lines.map(({ item }) => item)))];
  const amount = (option: DecisionOption, item: DecisionItem) =>
    option.lines.reduce((sum, line) => sum + (line.item === item ? line.amountUsd : 0), 0);
  const sums = priced.map((option) => option.lines.reduce((sum, line) => sum + line.amountUsd, 0));
  const longest = sums.reduce((most, sum) => Math.max(most, sum), 0) || 1;
  return {
    kind: 'bars',
    bars: {
      legend: items.map((item, colour) => ({ label: words.say(`report.item.${item}`), colour })),
      rows: priced.map((option, row) => ({
        label: words.option(option.kind),
        shares: items.map((item) => Math.max(0, amount(option, item)) / longest),
        text: words.money(sums[row] ?? 0),
      })),
    },
    table: {
      title: words.say('report.parts'),
      columns: [
        { title: words.say('report.option') },
        ...items.map((item) => ({ title: words.say(`report.item.${item}`), numeric: true })),
      ],
      rows: priced.map((option) => [
        words.option(option.kind),
        ...items.map((item) => words.moneyCell(amount(option, item))),
      ]),
    },
  };
}
