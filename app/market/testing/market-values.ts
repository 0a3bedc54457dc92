import { type CompiledModel, compileModel, type ModelChanges } from '../dynamics/compile-model.ts';
import type { SystemModel } from '../dynamics/system-model.ts';
import { MARKET_MODEL } from '../market-model.ts';
import type { MarketParameterId } from '../market-parameters.ts';

/** A plausible market; tests change what they are about. */
export function marketValues(
  changes: Partial<Record<MarketParameterId, number>> = {},
): ReadonlyMap<string, number> {
  const values: Record<MarketParameterId, number> = {
    start_price: 1,
    potential_users: 1000,
    population_factor: 5,
    start_share: 0.2,
    start_use: 5,
    start_utilisation: 0.8,
    experience: 1,
    elasticity: 1.11,
    user_elasticity: 0.4,
    innovation: 0.03,
    imitation: 0.38,
    churn: 0.05,
    reach_time: 0.5,
    habit_time: 0.25,
    use_growth: 0.06,
    cost_share: 0.6,
    learning_rate: 0.2,
    hardware_progress: 0.3,
    algorithm_progress: 0,
    damping: 0,
    build_time: 0.75,
    retirement: 0.2,
    investment_gain: 0.6,
    target_utilisation: 0.8,
    pipeline_awareness: 0.5,
    scarcity_gain: 0.5,
    pass_through: 1,
    competition: 0.3,
    target_margin: 0.3,
    floor_share: 0.5,
    floor_time: 0.1,
  };
  return new Map(Object.entries({ ...values, ...changes }));
}

/** A model that must be right. */
export function compiled(model: SystemModel = MARKET_MODEL, changes?: ModelChanges): CompiledModel {
  const result = compileModel(model, changes);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}
