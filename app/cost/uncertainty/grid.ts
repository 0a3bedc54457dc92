import { type CompiledFunction, cheapestOption } from './compiled-function.ts';

/** One axis of a two-way grid. */
export interface GridAxis {
  /** Place in the vector of inputs. */
  readonly input: number;
  /** Its values, in the order shown. */
  readonly values: readonly number[];
}

export interface Grid {
  readonly across: GridAxis;
  readonly up: GridAxis;
  /** The cheapest option of each cell, `[row · columns + column]`; null where none is possible. */
  readonly cheapest: readonly (number | null)[];
  /** Cost of each option in each cell, `[option][row · columns + column]`; null where it is not possible. */
  readonly costs: readonly (readonly (number | null)[])[];
}

/** Costs and winner for every pair of values of two inputs, all others at their base. */
export function twoWayGrid(
  compiled: CompiledFunction,
  base: Float64Array,
  across: GridAxis,
  up: GridAxis,
): Grid {
  const vector = base.slice();
  const outputs = new Float64Array(compiled.options + compiled.measures);
  const cheapest: (number | null)[] = [];
  const costs = Array.from({ length: compiled.options }, (): (number | null)[] => []);
  for (const row of up.values) {
    for (const column of across.values) {
      vector[across.input] = column;
      vector[up.input] = row;
      compiled.evaluate(vector, outputs);
      const winner = cheapestOption(outputs, compiled.options);
      cheapest.push(winner < 0 ? null : winner);
      for (const [option, cells] of costs.entries()) {
        const cost = outputs[option] ?? Infinity;
        cells.push(Number.isFinite(cost) ? cost : null);
      }
    }
  }
  return { across, up, cheapest, costs };
}

/**
 * Values of an axis from low to high: equal factors where the range spans more than ten-fold, equal steps elsewhere.
 * @param count at least 2
 */
export function axisValues(low: number, high: number, count: number): readonly number[] {
  const byFactor = low > 0 && high / low > 10;
  return Array.from({ length: count }, (_, index) => {
    const share = index / (count - 1);
    if (index === count - 1) return high;
    return byFactor ? low * (high / low) ** share : low + (high - low) * share;
  });
}
