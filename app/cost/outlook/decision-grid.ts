import { compileDecision } from '../decision/compile.ts';
import type { Work } from '../decision/input-rule.ts';
import { INPUT_INDEX, type InputId, inputsOf } from '../decision/inputs.ts';
import { prepareDecision } from '../decision/model.ts';
import type { ResolvedInputs } from '../decision/resolved-inputs.ts';
import { axisValues, twoWayGrid } from '../uncertainty/grid.ts';
import { type DecisionGrid, optionAt } from './outlook.ts';

/** Values each way, on the page and the command line alike: as many as have room for their number. */
export const GRID_CELLS = 9;

/**
 * Costs of a level month and winner for every pair of values of two inputs, each over its whole range; the hybrid
 * splits its work anew in each cell. Privacy and control, where they have a weight, decide who wins; the costs are
 * without them.
 * @returns null where one of the inputs is not there, or both are the same
 */
export function decisionGrid(
  resolved: ResolvedInputs,
  across: InputId,
  up: InputId,
  cells = GRID_CELLS,
): DecisionGrid | null {
  const first = resolved.values[across];
  const second = resolved.values[up];
  if (first === undefined || second === undefined || across === up) return null;
  const { model } = prepareDecision(resolved);
  const columns = { input: INPUT_INDEX[across], values: axisValues(first.low, first.high, cells) };
  const rows = { input: INPUT_INDEX[up], values: axisValues(second.low, second.high, cells) };
  const gridOf = (isWeighted: boolean) =>
    twoWayGrid(
      compileDecision(model, { split: 'optimised', isWeighted, per: 'month' }),
      model.base,
      columns,
      rows,
    );
  const grid = gridOf(false);
  const { privacy, control } = model.weights;
  const ranked = privacy === 0 && control === 0 ? grid : gridOf(true);
  const [own = [], rent = [], api = [], hybrid = []] = grid.costs;
  return {
    across: { input: across, values: grid.across.values },
    up: { input: up, values: grid.up.values },
    cheapest: ranked.cheapest.map((option) => (option === null ? null : optionAt(option))),
    usd: { own, rent, api, hybrid },
  };
}

/** Inputs that a grid is made of unless others are picked. */
export const GRID_INPUTS: Readonly<
  Record<Work, { readonly across: InputId; readonly up: InputId }>
> = {
  serving: { across: 'work.requestsPerDay', up: 'market.apiDeclinePerYear' },
  training: { across: 'work.runsPerMonth', up: 'rent.onDemandUsdPerHour' },
};

/** Inputs that a grid can be made of: all that vary. */
export function gridInputs({ scenario, values }: ResolvedInputs): readonly InputId[] {
  return inputsOf(scenario.work).filter((id) => {
    const input = values[id];
    return input !== undefined && input.law !== 'fixed';
  });
}
