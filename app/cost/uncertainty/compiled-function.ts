/**
 * A decision as a pure function of its inputs, for loops over many draws: it reads one flat vector and writes another,
 * and allocates nothing.
 */
export interface CompiledFunction {
  /** Alternatives compared; `outputs[0 … options − 1]` are their costs, in one currency. */
  readonly options: number;
  /** Further figures behind the costs, each wanted above zero: for instance what buying saves, at present value. */
  readonly measures: number;
  /**
   * @param inputs  a value for each input, in catalogue order; not to be changed
   * @param outputs `options + measures` numbers. `Infinity` is an option that these inputs do not allow; every measure
   *   must be finite
   */
  evaluate(inputs: Float64Array, outputs: Float64Array): void;
}

/** What a method looks at: one figure of a vector of inputs. Not finite where it does not exist. */
export type Target = (inputs: Float64Array) => number;

/** The option that costs least; the first one where several do, −1 where the inputs allow none. */
export function cheapestOption(outputs: Float64Array, options: number): number {
  let cheapest = -1;
  let leastCost = Infinity;
  for (let option = 0; option < options; option += 1) {
    const cost = outputs[option] ?? Infinity;
    if (cost < leastCost) {
      leastCost = cost;
      cheapest = option;
    }
  }
  return cheapest;
}
