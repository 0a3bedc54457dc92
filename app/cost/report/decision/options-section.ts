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
  const hasWeights = decision.weights.privacy > 0 || decision.weights.control > 0;
  const figures: readonly (readonly [string, (option: DecisionOption) => Cell])[] = [
    [words.say('report.per-month'), ({ usdPerMonth }) => words.moneyCell(usdPerMonth)],
    [words.say('report.total'), ({ usdTotal }) => words.moneyCell(usdTotal)],
    [words.say('report.present-value'), ({ presentValueUsd }) => words.moneyCell(presentValueUsd)],
    ...perUnit.map(
      ([key, of]) =>
        [words.say(key), (option: DecisionOption) => words.moneyCell(of(option))] as const,
    ),
    ...(hasWeights
      ? [
          [
            words.say('report.weighted'),
            ({ weightedUsdPerMonth }: DecisionOption) => words.moneyCell(weightedUsdPerMonth),
          ] as const,
        ]
      : []),
    [words.say('report.carbon'), ({ carbonKg }) => words.numberCell(carbonKg, 3)],
  ];
  const { privacy, control } = decision.weights;
  const blocks: ReportBlock[] = [
    {
      kind: 'table',
      table: {
        title: words.say('report.side-by-side'),
        even: true,
        columns: [
          { title: '' },
          ...options.map((option) => ({
            title: words.named(option),
            numeric: true,
            marked: option.kind === recommendation.option,
          })),
        ],
        rows: figures.map(([title, of]) => [title, ...options.map(of)]),
        note: [
          words.say('report.level-month', { months: decision.horizonMonths }),
          ...(hasWeights
            ? [
                words.say('report.weights-note', {
                  privacy: words.percent(privacy),
                  control: words.percent(control),
                }),
              ]
            : []),
        ].join(' '),
      },
    },
  ];
  const doubts = options.flatMap((option) =>
    option.reasons.map((reason) =>
      words.say('report.named', {
        option: words.option(option.kind),
        name: words.sentence(reason),
      }),
    ),
  );
  if (doubts.length > 0) {
    blocks.push({ kind: 'list', title: words.say('report.doubts'), items: doubts });
  }
  blocks.push(partsBlock(options, words));
  return { title: words.say('report.options'), blocks };
}

/** Parts that a bar is cut into: each has a colour of its own. */
const PARTS = ['hardware', 'energy', 'tokens', 'admin', 'instance-hours', 'other'] as const;
const PART_OF: Readonly<Record<DecisionItem, (typeof PARTS)[number]>> = {
  hardware: 'hardware',
  repairs: 'hardware',
  'idle-energy': 'energy',
  'work-energy': 'energy',
  admin: 'admin',
  other: 'other',
  'instance-hours': 'instance-hours',
  'billing-grain': 'instance-hours',
  storage: 'other',
  egress: 'other',
  tokens: 'tokens',
  'long-tokens': 'tokens',
  'training-tokens': 'tokens',
};

/** A bar for each option, cut into what its month is made of. */
function partsBlock(options: readonly DecisionOption[], words: ReportWords): ReportBlock {
  const priced = options.filter(({ lines }) => lines.length > 0);
  const amounts = priced.map(({ lines }) =>
    PARTS.map((part) =>
      lines.reduce((sum, { item, amountUsd }) => sum + (PART_OF[item] === part ? amountUsd : 0), 0),
    ),
  );
  const sums = amounts.map((parts) => parts.reduce((sum, amount) => sum + amount, 0));
  const longest = sums.reduce((most, sum) => Math.max(most, sum), 0) || 1;
  const names = PARTS.map((part) => words.say(`report.part.${part}`));
  return {
    kind: 'bars',
    bars: {
      legend: names.map((label, colour) => ({ label, colour })),
      rows: priced.map((option, row) => ({
        label: words.option(option.kind),
        shares: (amounts[row] ?? []).map((amount) => Math.max(0, amount) / longest),
        text: words.money(sums[row] ?? 0),
      })),
    },
    table: {
      title: words.say('report.parts'),
      columns: [
        { title: words.say('report.option') },
        ...names.map((title) => ({ title, numeric: true })),
      ],
      rows: priced.map((option, row) => [
        words.option(option.kind),
        ...(amounts[row] ?? []).map((amount) => words.moneyCell(amount)),
      ]),
    },
  };
}
