/** The loop of price, demand, capacity and learning, period by period. @source COST_MODEL.md §9 */
export interface SupplyLoop {
  readonly price: number;
  readonly capacity: number;
  /** Made so far, at the start; above 0. */
  readonly cumulative: number;
  readonly demand: number;
  readonly unitCost: number;
  readonly elasticity: number;
  /** g: growth of demand in a period at an unchanged price. */
  readonly growth: number;
  /** Fall of unit cost with each doubling of what was made so far; in [0, 1). */
  readonly learningRate: number;
  /** γ: by how much scarcity moves the price. */
  readonly scarcityGain: number;
  /** d: share of capacity lost in a period. */
  readonly depreciation: number;
  /** Share of a shortage that is built within a period. */
  readonly investmentGain: number;
  /** Builders want to be used this much. */
  readonly targetUtilisation: number;
  /** The price does not fall below this share of unit cost. */
  readonly floorShare: number;
  /** Length of a period in its own unit, so that output adds up: 1 unless periods are split. */
  readonly periodLength?: number;
}

export interface SupplyPeriod {
  readonly price: number;
  readonly demand: number;
  readonly served: number;
  readonly utilisation: number;
  readonly cumulative: number;
  readonly unitCost: number;
  readonly capacity: number;
  readonly nextPrice: number;
  readonly nextCapacity: number;
}

/** b of c = c₀ (cum / cum₀)^−b for a learning rate. */
export function learningExponent(learningRate: number): number {
  return -Math.log2(1 - learningRate);
}

export function supplyPeriods(loop: SupplyLoop, count: number): readonly SupplyPeriod[] {
  const periods: SupplyPeriod[] = [];
  const exponent = learningExponent(loop.learningRate);
  let { price, capacity, cumulative, unitCost: lastCost } = loop;
  for (let index = 0; index < count; index++) {
    const demand =
      loop.demand * (price / loop.price) ** -loop.elasticity * (1 + loop.growth) ** index;
    const served = Math.min(demand, capacity);
    const utilisation = demand / capacity;
    cumulative += served * (loop.periodLength ?? 1);
    const unitCost = loop.unitCost * (cumulative / loop.cumulative) ** -exponent;
    const nextPrice = Math.max(
      loop.floorShare * unitCost,
      price * utilisation ** loop.scarcityGain * (unitCost / lastCost),
    );
    const nextCapacity =
      capacity * (1 - loop.depreciation) +
      loop.investmentGain * Math.max(0, demand - loop.targetUtilisation * capacity);
    periods.push({
      price,
      demand,
      served,
      utilisation,
      cumulative,
      unitCost,
      capacity,
      nextPrice,
      nextCapacity,
    });
    price = nextPrice;
    capacity = nextCapacity;
    lastCost = unitCost;
  }
  return periods;
}
