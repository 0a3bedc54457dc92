import { OPTION_KINDS, type OptionKind } from '../../decision/decision.ts';
import type { ReportBlock, ReportSection } from '../report.ts';
import type { ReportInput, ReportWords } from './context.ts';

/** What has been paid by each month, when owning has paid back, and how fast prices may fall. */
export function timeSection(input: ReportInput, words: ReportWords): ReportSection {
  return {
    title: words.say('report.time'),
    lead: words.say('report.time-lead'),
    blocks: [curvesBlock(input, words), { kind: 'list', items: sentences(input, words) }],
    onNewPage: true,
  };
}

/** An option keeps its colour everywhere. */
export function optionColour(kind: OptionKind): number {
  return OPTION_KINDS.indexOf(kind);
}

function curvesBlock({ decision, outlook }: ReportInput, words: ReportWords): ReportBlock {
  const drawn = decision.options.filter(({ cumulativeUsd }) => cumulativeUsd.length > 1);
  const perUsd = decision.currencyPerUsd;
  const converted = (values: readonly (number | null)[] | undefined) =>
    values?.map((value) => (value === null ? null : value * perUsd));
  return {
    kind: 'curves',
    curves: {
      lines: drawn.map(({ kind, cumulativeUsd }) => {
        const band = outlook.bands.find(({ option }) => option === kind);
        return {
          label: words.option(kind),
          colour: optionColour(kind),
          values: converted(cumulativeUsd) ?? [],
          low: converted(band?.p10),
          high: converted(band?.p90),
        };
      }),
      monthLabels: decision.months.map((month) => month),
      yLabel: words.say('report.cumulative'),
      yText: (amount) => words.number(amount, 3),
    },
    table: {
      title: words.say('report.cumulative-of', { currency: words.currency }),
      columns: [
        { title: words.say('report.month') },
        ...drawn.map(({ kind }) => ({ title: words.option(kind), numeric: true })),
      ],
      rows: decision.months.map((month, index) => [
        month,
        ...drawn.map(({ cumulativeUsd }) => words.moneyCell(cumulativeUsd[index] ?? null)),
      ]),
      note: words.say('report.band-note'),
    },
  };
}

function sentences({ decision, outlook }: ReportInput, words: ReportWords): readonly string[] {
  const { breakEven, decline, waiting } = decision;
  const said: string[] = [];
  if (breakEven.against !== null) {
    const option = words.option(breakEven.against);
    const { amount } = words.breakEven(decision);
    const { ownWins, shareOfCapacity } = breakEven;
    if (amount !== null && ownWins !== null && shareOfCapacity !== null) {
      said.push(
        words.say(`report.break-even.${ownWins}`, {
          option,
          amount,
          share: words.percent(shareOfCapacity),
        }),
      );
    }
    if (breakEven.date !== null) {
      said.push(words.say('report.payback-date', { option, month: words.month(breakEven.date) }));
    } else if (breakEven.reasons.length === 0) {
      said.push(words.say('report.no-payback', { option }));
    }
    const saved = breakEven.netPresentValueUsd;
    if (saved !== null) {
      said.push(
        words.say(saved < 0 ? 'report.npv-lost' : 'report.npv-saved', {
          option,
          amount: words.money(Math.abs(saved)),
        }),
      );
    }
  }
  said.push(...breakEven.reasons.map((reason) => words.sentence(reason)));
  if (decline.sharePerYear !== null) {
    said.push(
      words.say(decline.sharePerYear < 0 ? 'report.decline-rise' : 'report.decline', {
        share: words.percent(Math.abs(decline.sharePerYear)),
        assumed: words.percent(decline.assumedSharePerYear),
      }),
    );
  } else if (decline.reason !== null) {
    said.push(words.sentence(decline.reason));
  }
  if (outlook.payback !== null) {
    said.push(
      words.say('report.payback-chance', {
        chance: words.oddsWithError(outlook.payback.probability, outlook.payback.standardError),
      }),
    );
  }
  if (waiting !== null) {
    said.push(
      words.say(waiting.usd > 0 ? 'report.waiting-pays' : 'report.waiting-costs', {
        months: waiting.months,
        amount: words.money(Math.abs(waiting.usd)),
        option: words.option(waiting.meanwhile),
      }),
    );
  }
  return said;
}
