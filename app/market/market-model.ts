import type { SystemModel } from './dynamics/system-model.ts';
import { MARKET_PARAMETERS } from './market-parameters.ts';

/**
 * The market for tokens of one quality: what a token costs to make, what is asked for it, who uses how
 * much at that price, and what is built in answer. docs/market-model.md explains every equation.
 *
 * People move between three stocks: those for whom the price is too high, those who could start, and
 * users. Capacity is ordered, built and retired. Making tokens teaches how to make them cheaper.
 */
export const MARKET_MODEL: SystemModel = {
  parameters: MARKET_PARAMETERS,

  stocks: [
    { id: 'unreached', unit: 'user', initial: 'population - potential_users' },
    { id: 'prospects', unit: 'user', initial: 'potential_users - start_users' },
    { id: 'users', unit: 'user', initial: 'start_users' },
    { id: 'price', unit: 'USD/Mtok', initial: 'start_price' },
    { id: 'perceived_price', unit: 'USD/Mtok', initial: 'start_price' },
    { id: 'building', unit: 'Mtok/year', initial: 'retirement * start_capacity * build_time' },
    { id: 'capacity', unit: 'Mtok/year', initial: 'start_capacity' },
    { id: 'cumulative', unit: 'Mtok', initial: 'start_cumulative' },
    { id: 'progress', unit: '1', initial: '0' },
    { id: 'spent', unit: 'USD', initial: '0' },
  ],

  auxiliaries: [
    // the start, from parameters alone
    { id: 'population', unit: 'user', equation: 'potential_users * population_factor' },
    { id: 'start_users', unit: 'user', equation: 'potential_users * start_share' },
    { id: 'start_demand', unit: 'Mtok/year', equation: 'start_users * start_use' },
    { id: 'start_capacity', unit: 'Mtok/year', equation: 'start_demand / start_utilisation' },
    { id: 'start_cumulative', unit: 'Mtok', equation: 'start_demand * experience' },

    // behaviour: what people see of the price, and what they make of it
    { id: 'price_ratio', unit: '1', equation: 'perceived_price / start_price' },
    {
      id: 'potential',
      unit: 'user',
      equation: 'min(population, potential_users * price_ratio ^ (-user_elasticity))',
    },
    {
      id: 'use_per_user',
      unit: 'Mtok/user/year',
      equation: 'start_use * price_ratio ^ (user_elasticity - elasticity) * exp(use_growth * time)',
    },
    { id: 'demand', unit: 'Mtok/year', equation: 'users * use_per_user' },

    // compute: what is made, and what that costs
    { id: 'fading', unit: '1', equation: 'exp(-damping * time)' },
    { id: 'served', unit: 'Mtok/year', equation: 'min(demand, capacity)' },
    { id: 'utilisation', unit: '1', equation: 'demand / capacity' },
    { id: 'learning_exponent', unit: '1', equation: 'ln(1 - learning_rate) / ln(2)' },
    {
      id: 'unit_cost',
      unit: 'USD/Mtok',
      equation:
        'start_price * cost_share * (cumulative / start_cumulative) ^ learning_exponent * exp(-progress)',
    },
    {
      id: 'cost_trend',
      unit: '1/year',
      equation:
        'learning_exponent * served / cumulative - (hardware_progress + algorithm_progress) * fading',
    },
    {
      id: 'shortage',
      unit: 'Mtok/year',
      equation: 'max(0, demand - target_utilisation * (capacity + pipeline_awareness * building))',
    },

    // the market: scarcity, cost and rivals move the price, down to a floor
    {
      id: 'free_price_change',
      unit: 'USD/Mtok/year',
      equation:
        'price * (scarcity_gain * ln(utilisation) + pass_through * cost_trend) - competition * (price - (1 + target_margin) * unit_cost)',
    },
    { id: 'floor_price', unit: 'USD/Mtok', equation: 'floor_share * unit_cost' },
    { id: 'spending', unit: 'USD/year', equation: 'price * served' },
    { id: 'margin', unit: '1', equation: '1 - unit_cost / price' },
  ],

  flows: [
    {
      id: 'reach',
      from: 'unreached',
      to: 'prospects',
      equation: 'max(potential - users - prospects, -prospects) / reach_time',
    },
    {
      id: 'adopt',
      from: 'prospects',
      to: 'users',
      equation: '(innovation + imitation * users / potential) * prospects',
    },
    { id: 'leave', from: 'users', to: 'prospects', equation: 'churn * users' },
    {
      id: 'price_change',
      from: null,
      to: 'price',
      equation: 'max(free_price_change, (floor_price - price) / floor_time)',
    },
    {
      id: 'perceive',
      from: null,
      to: 'perceived_price',
      equation: '(price - perceived_price) / habit_time',
    },
    { id: 'order', from: null, to: 'building', equation: 'investment_gain * shortage' },
    { id: 'commission', from: 'building', to: 'capacity', equation: 'building / build_time' },
    // better programs make more of the machines that stand already; better machines only of new ones
    {
      id: 'improve',
      from: null,
      to: 'capacity',
      equation: 'algorithm_progress * fading * capacity',
    },
    { id: 'retire', from: 'capacity', to: null, equation: 'retirement * capacity' },
    {
      id: 'advance',
      from: null,
      to: 'progress',
      equation: '(hardware_progress + algorithm_progress) * fading',
    },
    { id: 'produce', from: null, to: 'cumulative', equation: 'served' },
    { id: 'spend', from: null, to: 'spent', equation: 'spending' },
  ],
};

/** Variables that people look at, in the order of the charts. */
export const SHOWN_SERIES = [
  'price',
  'unit_cost',
  'users',
  'demand',
  'served',
  'capacity',
  'utilisation',
  'spending',
] as const;
export type ShownSeries = (typeof SHOWN_SERIES)[number];

/** Equations that a scenario may replace. */
export const EQUATION_IDS: readonly string[] = [
  ...MARKET_MODEL.auxiliaries,
  ...MARKET_MODEL.flows,
].map(({ id }) => id);
