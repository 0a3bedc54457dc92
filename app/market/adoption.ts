/**
 * Adoption after Bass: some take a thing up by themselves, others because others did.
 * @source Bass 1969, Management Science 15(5); COST_MODEL.md §9
 */
export interface BassRates {
  /** P, 1/year: taking it up by oneself. Above 0. */
  readonly innovationPerYear: number;
  /** Q, 1/year: taking it up because others have. */
  readonly imitationPerYear: number;
}

/** Share of the market that has adopted, years after the start; in [0, 1). */
export function bassShare(
  { innovationPerYear, imitationPerYear }: BassRates,
  years: number,
): number {
  const decay = Math.exp(-(innovationPerYear + imitationPerYear) * years);
  return (1 - decay) / (1 + (imitationPerYear / innovationPerYear) * decay);
}

/** Years until most adopt at once; null where adoption only slows down from the start. */
export function bassPeakYears({ innovationPerYear, imitationPerYear }: BassRates): number | null {
  if (imitationPerYear <= innovationPerYear) return null;
  return Math.log(imitationPerYear / innovationPerYear) / (innovationPerYear + imitationPerYear);
}

export interface PricedMarket extends BassRates {
  /** ε: all of the elasticity of demand. */
  readonly elasticity: number;
  /** η: the part of it that brings new users; the rest is heavier use. */
  readonly userElasticity: number;
  /** m₀: users at the starting price once all have adopted. */
  readonly potentialUsers: number;
  /** u₀: what each uses at the starting price. */
  readonly usePerUser: number;
}

export interface PricedDemand {
  readonly potentialUsers: number;
  readonly users: number;
  readonly usePerUser: number;
  readonly quantity: number;
}

/**
 * Demand at a price, years after the start.
 * @param priceRatio price over starting price
 */
export function pricedDemand(
  market: PricedMarket,
  priceRatio: number,
  years: number,
): PricedDemand {
  const potentialUsers = market.potentialUsers * priceRatio ** -market.userElasticity;
  const users = potentialUsers * bassShare(market, years);
  const usePerUser = market.usePerUser * priceRatio ** -(market.elasticity - market.userElasticity);
  return { potentialUsers, users, usePerUser, quantity: users * usePerUser };
}
