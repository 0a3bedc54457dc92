/** What is wrong with an equation. */
export const EQUATION_PROBLEMS = ['syntax', 'name-unknown', 'units', 'cycle', 'too-long'] as const;
export type EquationProblem = (typeof EQUATION_PROBLEMS)[number];

/** Expected failures of facts, costs and the market lab. */
export type CostError =
  | { code: 'facts/sheet-invalid'; sheet: string; row: number; problem: string }
  | { code: 'cost/price-missing'; instanceType: string; region: string }
  | { code: 'cost/tariff-unknown'; region: string }
  /** `input` is an input's id, or a field of the scenario such as `choices.hourlyProfile`. */
  | { code: 'cost/input-invalid'; input: string; value: string; expected: string }
  | { code: 'cost/input-missing'; input: string }
  | { code: 'cost/range-invalid'; input: string; low: number; base: number; high: number }
  | { code: 'cost/choice-unknown'; choice: string; value: string }
  | { code: 'cost/currency-mixed'; input: string; currency: string; expected: string }
  | { code: 'cost/rate-missing'; currency: string }
  | { code: 'cost/run-unmeasured'; run: string }
  | { code: 'cost/measurement-empty'; measurement: string }
  | { code: 'scenario/not-found'; scenario: string }
  | { code: 'scenario/name-ambiguous'; scenario: string; matches: number }
  | {
      code: 'cost/scenario-invalid';
      path: string;
      nearest?: string | undefined;
      place: string;
      expected: string;
    }
  /** `row` of a matrix of correlations that no set of inputs can have. */
  | { code: 'cost/correlation-impossible'; row: number }
  /** `place` as JavaScript writes it: `events[0].cut`. */
  | {
      code: 'market/scenario-invalid';
      nearest?: string | undefined;
      place: string;
      value: string;
      expected: string;
    }
  /** `column` counts from 1; `expected` is what could stand there. */
  | {
      code: 'market/equation-invalid';
      variable: string;
      equation: string;
      column: number;
      problem: EquationProblem;
      found: string;
      expected: string;
    }
  | { code: 'market/not-finite'; variable: string; year: number }
  | { code: 'market/no-price'; capabilityClass: string; date: string };
