import { OPTION_KINDS } from '../../../../app/cost/decision/decision.ts';
import type { DecisionGrid } from '../../../../app/cost/outlook/outlook.ts';
import type { HeatCell } from '../../../charts/heat-cell.ts';
import { type CostWords, OPTION_COLOURS } from '../cost-words.ts';

/**
 * The cells of a heat map, the highest value of the second input on top: the cheapest way by its colour, the stronger
 * the larger its lead over the next best, with what a level month of it costs.
 */
export function heatCells(grid: DecisionGrid, words: CostWords): readonly (readonly HeatCell[])[] {
  const columns = grid.across.values.length;
  const rows = grid.up.values.map((up, row) =>
    grid.across.values.map((across, column) => {
      const place = `${words.input(grid.across.input, across)}, ${words.input(grid.up.input, up)}`;
      return cellAt(grid, row * columns + column, place, words);
    }),
  );
  return rows.toReversed();
}

/** Which of some values is nearest to another. */
export function nearestPlace(values: readonly number[], to: number): number {
  const distances = values.map((value) => Math.abs(value - to));
  return distances.indexOf(Math.min(...distances));
}

function cellAt(
  { cheapest, usd }: DecisionGrid,
  cell: number,
  place: string,
  words: CostWords,
): HeatCell {
  const winner = cheapest[cell] ?? null;
  const cost = winner === null ? null : (usd[winner][cell] ?? null);
  if (winner === null || cost === null) {
    const title = `${place}: ${words.locale.text('scenario.none-possible')}`;
    return { value: null, text: '—', colour: 0, strength: 0, title };
  }
  const others = OPTION_KINDS.flatMap((kind) =>
    kind === winner ? [] : (usd[kind][cell] ?? Number.POSITIVE_INFINITY),
  );
  const lead = Math.min(...others) - cost;
  const amount = words.money(cost);
  // With privacy or control weighed, the one that wins may cost more.
  const ahead =
    Number.isFinite(lead) && lead > 0
      ? words.locale.text('scenario.lead', { amount: words.money(lead) })
      : '';
  return {
    value: cost,
    text: amount,
    colour: OPTION_COLOURS[winner],
    strength: cost > 0 ? Math.min(1, Math.max(0, lead / cost)) : 1,
    title: `${place}: ${words.option(winner)}, ≈ ${amount}${ahead}`,
  };
}
