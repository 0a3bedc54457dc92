import type { OptionKind } from '../../decision/decision.ts';
import { basesBesideDraws } from '../../outlook/base-beside-draws.ts';
import type { DecisionTornado, DifferenceOutlook, Outlook } from '../../outlook/outlook.ts';
import type { Distribution } from '../../uncertainty/distribution.ts';
import type { Cell, ReportBlock, ReportSection } from '../report.ts';
import type { ReportInput, ReportWords } from './context.ts';

/** Bars of a tornado that are drawn; the table has all of them. */
const MOST_BARS = 12;

/** How often each option is the cheapest, between which amounts it lies, and what that depends on. */
export function outlookSection(input: ReportInput, words: ReportWords): ReportSection {
  const { outlook, decision } = input;
  const recommended = decision.recommendation.option;
  const beside = basesBesideDraws(decision, outlook).map((basis) => words.sentence(basis));
  return {
    title: words.say('report.outlook'),
    lead: words.say('report.outlook-lead', { draws: words.number(outlook.draws, 6) }),
    blocks: [
      sharesBlock(input, words),
      rangesBlock(input, words),
      ...(beside.length === 0 ? [] : [{ kind: 'list' as const, items: beside }]),
      ...outlook.tornados
        .filter(({ option, against }) => against !== null || option === recommended)
        .map((tornado) => tornadoBlock(tornado, words)),
    ],
  };
}

function sharesBlock({ outlook }: ReportInput, words: ReportWords): ReportBlock {
  return {
    kind: 'bars',
    bars: {
      legend: [],
      rows: outlook.options.map(({ option, cheapestShare, cheapestStandardError }) => ({
        label: words.option(option),
        shares: outlook.options.map((other) => (other.option === option ? cheapestShare : 0)),
        text: words.oddsWithError(cheapestShare, cheapestStandardError),
      })),
    },
    table: {
      title: words.say('report.chance'),
      columns: [
        { title: words.say('report.option') },
        { title: words.say('report.chance-cheapest'), numeric: true },
        { title: words.say('report.standard-error'), numeric: true },
        { title: words.say('report.chance-possible'), numeric: true },
      ],
      rows: outlook.options.map((option) => [
        words.option(option.option),
        {
          value: option.cheapestShare,
          text: words.odds(option.cheapestShare),
          format: 'percent',
        },
        words.percentCell(option.cheapestStandardError, 2),
        words.percentCell(option.possibleShare, 1),
      ]),
    },
  };
}

function rangesBlock({ decision, outlook }: ReportInput, words: ReportWords): ReportBlock {
  const quantiles = ['p5', 'p10', 'p50', 'p90', 'p95', 'mean'] as const;
  const row = (name: string, usd: (typeof outlook.options)[number]['usd']): readonly Cell[] => [
    name,
    ...quantiles.map((quantile) => words.moneyCell(usd?.[quantile] ?? null)),
  ];
  return {
    kind: 'table',
    table: {
      title: words.say('report.ranges'),
      columns: [
        { title: words.say('report.option') },
        ...quantiles.map((quantile) => ({ title: words.say(`report.${quantile}`), numeric: true })),
      ],
      rows: [
        ...outlook.options.map(({ option, usd }) => row(words.option(option), usd)),
        ...differencesFrom(outlook, decision.recommendation.option).map(({ option, other, usd }) =>
          row(
            words.say('report.difference', {
              option: words.option(option),
              other: words.option(other),
            }),
            usd,
          ),
        ),
      ],
      note: words.say('report.ranges-note'),
    },
  };
}

/** What each other option costs more than the recommended one. */
function differencesFrom(
  { differences }: Outlook,
  recommended: OptionKind | null,
): readonly DifferenceOutlook[] {
  return differences.flatMap((difference) => {
    if (difference.option === recommended) return [difference];
    if (difference.other !== recommended) return [];
    const { option, other, usd } = difference;
    return [{ option: other, other: option, usd: usd === null ? null : opposite(usd) }];
  });
}

function opposite({ mean, standardError, p5, p10, p50, p90, p95 }: Distribution): Distribution {
  return { mean: -mean, standardError, p5: -p95, p10: -p90, p50: -p50, p90: -p10, p95: -p5 };
}

function tornadoBlock(tornado: DecisionTornado, words: ReportWords): ReportBlock {
  const { option, against, baseUsd, bars } = tornado;
  const title =
    against === null
      ? words.say('report.tornado', { option: words.option(option) })
      : words.say('report.tornado-difference', {
          option: words.option(option),
          other: words.option(against),
        });
  const shown = (usd: number | null) =>
    usd === null ? words.say('report.impossible') : words.money(usd);
  return {
    kind: 'tornado',
    tornado: {
      base: baseUsd,
      baseText: words.money(baseUsd),
      rows: bars.slice(0, MOST_BARS).map((bar) => ({
        label: words.name(bar.input),
        lowText: words.input(bar.input, bar.low),
        highText: words.input(bar.input, bar.high),
        atLow: bar.usdAtLow,
        atHigh: bar.usdAtHigh,
        atLowText: shown(bar.usdAtLow),
        atHighText: shown(bar.usdAtHigh),
      })),
    },
    table: {
      title,
      columns: [
        { title: words.say('report.input') },
        { title: words.say('report.low') },
        { title: words.say('report.high') },
        { title: words.say('report.at-low'), numeric: true },
        { title: words.say('report.at-high'), numeric: true },
        { title: words.say('report.elasticity'), numeric: true },
      ],
      rows: bars.map((bar) => [
        words.name(bar.input),
        words.input(bar.input, bar.low),
        words.input(bar.input, bar.high),
        words.moneyCell(bar.usdAtLow),
        words.moneyCell(bar.usdAtHigh),
        words.numberCell(bar.elasticity, 2),
      ]),
    },
  };
}
