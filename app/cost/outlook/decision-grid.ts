import { compileDecision } from '../decision/compile.ts';
import { INPUT_INDEX, type InputId } from '../decision/inputs.ts';
import { prepareDecision } from '../decision/model.ts';
import type { ResolvedInputs } from '../decision/resolved-inputs.ts';
import { axisValues, twoWayGrid } from '../uncertainty/grid.ts';
import { type DecisionGrid, optionAt } from './outlook.ts';

/** Cells each way unless told otherwise. */
const CELLS = 21;

/**
 * Costs and winner for every pair of values of two inputs, each over its whole range; the hybrid splits its work anew
 * in each cell.
 * @returns null where one of the inputs is not there, or both are the same
 */
export function decisionGrid(
  resolved: ResolvedInputs,
  across: InputId,
  up: InputId,
  cells = CELLS,
): DecisionGrid | null {
  const first = resolved.values[across];
  const second = resolved.values[up];
  if (first === undefined || second === undefined || across === up) return null;
  const { model } = prepareDecision(resolved);
  const compiled = compileDecision(model, { split: 'optimised', isWeighted: true });
  const grid = twoWayGrid(
    compiled,
    model.base,
    { input: INPUT_INDEX[across], values: axisValues(first.low, first.high, cells) },
    { input: INPUT_INDEX[up], values: axisValues(second.low, second.high, cells) },
  );
  const [own = [], rent = [], api = [], hybrid = []] = grid.costs;
  return {
    across: { input: across, values: grid.across.values },
    up: { input: up, values: grid.up.values },
    cheapest: grid.cheapest.map((option) => (option === null ? null : optionAt(option))),
    usd: { own, rent, api, hybrid },
  };
}
