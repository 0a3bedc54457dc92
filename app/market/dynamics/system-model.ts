/**
 * A system of stocks and flows as data: what is in it, its units and its equations. Rates are per
 * year. Names are lower case with underscores, as they stand in equations; `time` is the years since
 * the start.
 */
export interface SystemModel {
  readonly parameters: readonly { readonly id: string; readonly unit: string }[];
  readonly stocks: readonly Stock[];
  /** Worked out from stocks, parameters and one another, anew at each moment. */
  readonly auxiliaries: readonly Auxiliary[];
  readonly flows: readonly Flow[];
}

export interface Stock {
  readonly id: string;
  readonly unit: string;
  /** Equation of its level at the start, from parameters and auxiliaries of parameters alone. */
  readonly initial: string;
}

export interface Auxiliary {
  readonly id: string;
  readonly unit: string;
  readonly equation: string;
}

/** What leaves one stock enters the other; null is the world outside. Its unit is the stock's per year. */
export interface Flow {
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly equation: string;
}

/** An influence: the equation of `target` reads `source`. */
export interface Link {
  readonly source: string;
  readonly target: string;
}

export function linkId({ source, target }: Link): string {
  return `${source}>${target}`;
}
