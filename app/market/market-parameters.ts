import type { Bounds } from '../bounds.ts';

export interface MarketParameter {
  readonly id: string;
  readonly unit: string;
  /** What a scenario may set. */
  readonly bounds: Bounds;
  /** Which lever of the loop it is. */
  readonly group: 'behaviour' | 'compute' | 'market' | 'start';
}

const share = { minimum: 0, maximum: 1 };
const rate = { minimum: 0, maximum: 5 };
const delay = { minimum: 0.02, maximum: 20 };

/**
 * Every parameter of the market model. Values with their ranges and sources are the rows of
 * `market_parameters.json` whose symbol is the id; `start_price` comes from the price history.
 */
export const MARKET_PARAMETERS = [
  { id: 'start_price', unit: 'USD/Mtok', bounds: { above: 0, maximum: 1e4 }, group: 'start' },
  { id: 'potential_users', unit: 'user', bounds: { above: 0, maximum: 1e10 }, group: 'start' },
  { id: 'population_factor', unit: '1', bounds: { minimum: 1, maximum: 1000 }, group: 'start' },
  { id: 'start_share', unit: '1', bounds: { above: 0, maximum: 1 }, group: 'start' },
  { id: 'start_use', unit: 'Mtok/user/year', bounds: { above: 0, maximum: 1e6 }, group: 'start' },
  { id: 'start_utilisation', unit: '1', bounds: { minimum: 0.05, maximum: 1 }, group: 'start' },
  { id: 'experience', unit: 'year', bounds: { minimum: 0.05, maximum: 50 }, group: 'start' },

  { id: 'elasticity', unit: '1', bounds: { minimum: 0, maximum: 4 }, group: 'behaviour' },
  { id: 'user_elasticity', unit: '1', bounds: { minimum: 0, maximum: 4 }, group: 'behaviour' },
  { id: 'innovation', unit: '1/year', bounds: rate, group: 'behaviour' },
  { id: 'imitation', unit: '1/year', bounds: rate, group: 'behaviour' },
  { id: 'churn', unit: '1/year', bounds: rate, group: 'behaviour' },
  { id: 'reach_time', unit: 'year', bounds: delay, group: 'behaviour' },
  { id: 'habit_time', unit: 'year', bounds: delay, group: 'behaviour' },
  { id: 'use_growth', unit: '1/year', bounds: { minimum: -1, maximum: 2 }, group: 'behaviour' },

  { id: 'cost_share', unit: '1', bounds: { above: 0, maximum: 5 }, group: 'compute' },
  { id: 'learning_rate', unit: '1', bounds: { minimum: 0, maximum: 0.8 }, group: 'compute' },
  {
    id: 'hardware_progress',
    unit: '1/year',
    bounds: { minimum: -1, maximum: 3 },
    group: 'compute',
  },
  {
    id: 'algorithm_progress',
    unit: '1/year',
    bounds: { minimum: -1, maximum: 5 },
    group: 'compute',
  },
  { id: 'damping', unit: '1/year', bounds: { minimum: 0, maximum: 5 }, group: 'compute' },
  { id: 'build_time', unit: 'year', bounds: delay, group: 'compute' },
  { id: 'retirement', unit: '1/year', bounds: { minimum: 0, maximum: 2 }, group: 'compute' },
  { id: 'investment_gain', unit: '1/year', bounds: rate, group: 'compute' },
  { id: 'target_utilisation', unit: '1', bounds: { minimum: 0.05, maximum: 1 }, group: 'compute' },
  { id: 'pipeline_awareness', unit: '1', bounds: share, group: 'compute' },

  { id: 'scarcity_gain', unit: '1/year', bounds: rate, group: 'market' },
  { id: 'pass_through', unit: '1', bounds: { minimum: 0, maximum: 2 }, group: 'market' },
  { id: 'competition', unit: '1/year', bounds: rate, group: 'market' },
  { id: 'target_margin', unit: '1', bounds: { minimum: 0, maximum: 10 }, group: 'market' },
  { id: 'floor_share', unit: '1', bounds: { minimum: 0, maximum: 2 }, group: 'market' },
  { id: 'floor_time', unit: 'year', bounds: delay, group: 'market' },
] as const satisfies readonly MarketParameter[];

export type MarketParameterId = (typeof MARKET_PARAMETERS)[number]['id'];

/** What forecasts rest on beside the fit; not part of the system model. */
const FORECAST_PARAMETERS = [
  { id: 'marginal_cost', unit: 'USD/Mtok', bounds: { minimum: 0, maximum: 1e4 }, group: 'market' },
] as const;

/** Every parameter of the lab, in the order of the page. */
export const LAB_PARAMETERS = [...MARKET_PARAMETERS, ...FORECAST_PARAMETERS];
export type LabParameterId = MarketParameterId | (typeof FORECAST_PARAMETERS)[number]['id'];

export const LAB_PARAMETER_IDS = LAB_PARAMETERS.map(({ id }) => id) as [
  LabParameterId,
  ...LabParameterId[],
];

/** A parameter as it holds: most likely value and the range it is drawn from. */
export interface ParameterValue {
  readonly id: LabParameterId;
  readonly low: number;
  readonly base: number;
  readonly high: number;
  /**
   * Measured: read in data or a publication; recalled: from a publication that was not read again;
   * assumed: nobody publishes it; user: set in the scenario.
   */
  readonly kind: 'measured' | 'recalled' | 'assumed' | 'user';
  readonly source: string;
  readonly asOf: string | null;
  readonly note: string | null;
}
