import type { ReportBlock, ReportSection, Tile } from '../report.ts';
import type { ReportInput, ReportWords } from './context.ts';

/** The recommendation, why, and what would change it. */
export function answerSection(input: ReportInput, words: ReportWords): ReportSection {
  const { decision } = input;
  const { option, words: verdict, reasons, flips } = decision.recommendation;
  const chosen = decision.options.find(({ kind }) => kind === option);
  const blocks: ReportBlock[] = [
    {
      kind: 'verdict',
      title: chosen === undefined ? words.say('report.no-option') : words.named(chosen),
      text: words.sentence(verdict),
    },
    { kind: 'tiles', tiles: tiles(input, words) },
  ];
  if (reasons.length > 0) {
    blocks.push({
      kind: 'list',
      ranked: true,
      title: words.say('report.reasons'),
      items: reasons.map((reason) => words.sentence(reason)),
    });
  }
  if (flips.length > 0) {
    blocks.push({
      kind: 'list',
      title: words.say('report.flips'),
      items: flips.map((flip) => words.sentence(flip.words)),
    });
  }
  return { title: words.say('report.answer'), blocks };
}

function tiles({ decision, outlook }: ReportInput, words: ReportWords): readonly Tile[] {
  const { option, runnerUp, savingUsdPerMonth } = decision.recommendation;
  const chosen = decision.options.find(({ kind }) => kind === option);
  const { breakEven } = decision;
  const shown: Tile[] = [];
  if (chosen !== undefined && chosen.usdPerMonth !== null) {
    shown.push({
      label: words.say('report.tile.per-month'),
      text: words.money(chosen.usdPerMonth),
      note: words.say('report.tile.per-month-note'),
    });
  }
  if (runnerUp !== null && savingUsdPerMonth !== null) {
    shown.push({
      label: words.say('report.tile.saving'),
      text: words.money(savingUsdPerMonth),
      note: words.say('report.tile.saving-note', { option: words.option(runnerUp) }),
    });
  }
  const share = outlook.options.find((candidate) => candidate.option === option);
  if (share !== undefined) {
    shown.push({
      label: words.say('report.tile.cheapest'),
      text: words.odds(share.cheapestShare),
      note: words.say('report.tile.cheapest-note', { draws: words.number(outlook.draws, 6) }),
    });
  }
  if (breakEven.against !== null) {
    shown.push({
      label: words.say('report.tile.payback'),
      text:
        breakEven.paybackMonths === null
          ? words.say('report.never')
          : words.say('report.months', { months: Math.round(breakEven.paybackMonths) }),
      note: words.say('report.tile.payback-note', {
        option: words.option(breakEven.against),
        months: decision.horizonMonths,
      }),
    });
  }
  return shown;
}
