/** How spot instances behave. Times in hours. @source COST_MODEL §2 */
export interface SpotTerms {
  /** lambda, preemptions per hour. */
  readonly preemptionsPerHour: number;
  /** tau, between checkpoints; t_c, to write one; t_r, to get going again. */
  readonly checkpointIntervalHours: number;
  readonly checkpointHours: number;
  readonly restartHours: number;
}

/**
 * Share of rented time that preemptions destroy: `phi = lambda (tau/2 + t_r)`. Valid well below 1.
 * @source COST_MODEL §2
 */
export function preemptionWaste(terms: Omit<SpotTerms, 'checkpointHours'>): number {
  return terms.preemptionsPerHour * (terms.checkpointIntervalHours / 2 + terms.restartHours);
}

/** Share of time spent on writing checkpoints: `t_c / tau`. @source COST_MODEL §2 */
export function checkpointOverhead(checkpointHours: number, intervalHours: number): number {
  return intervalHours === 0 ? 0 : checkpointHours / intervalHours;
}

/**
 * The interval between checkpoints that loses least: `tau* = sqrt(2 t_c / lambda)` hours; null
 * where nothing is ever preempted.
 * @source COST_MODEL §2; Young 1974, doi:10.1145/361147.361115
 */
export function bestCheckpointInterval(
  checkpointHours: number,
  preemptionsPerHour: number,
): number | null {
  return preemptionsPerHour > 0 ? Math.sqrt((2 * checkpointHours) / preemptionsPerHour) : null;
}

/**
 * Hours that are billed for so many used: rounded up to the grain, and no fewer than the least.
 * @param grainHours 0: billed to the moment
 */
export function billedHours(usedHours: number, grainHours: number, minimumHours: number): number {
  const grains = usedHours / grainHours;
  // A hair above a whole number of grains is rounding; so many that they cannot be told apart are no rounding.
  const rounded =
    grainHours > 0 && grains < MOST_GRAINS ? Math.ceil(grains - 1e-9) * grainHours : usedHours;
  return Math.max(rounded, minimumHours);
}

/** Above so many grains rounding up is below the digits that are kept. */
const MOST_GRAINS = 1e9;

/**
 * Hours of spot that so many hours of undisturbed work take:
 * `hours (1 + t_c/tau) / (1 - phi)`. Only valid where phi is below 1.
 * @source COST_MODEL §2
 */
export function spotHours(hours: number, terms: SpotTerms): number {
  const overhead = checkpointOverhead(terms.checkpointHours, terms.checkpointIntervalHours);
  return (hours * (1 + overhead)) / (1 - preemptionWaste(terms));
}

/** A mix of ways to rent the same machine; prices in USD an hour. @source COST_MODEL §2 */
export interface RentalMix {
  readonly onDemandUsdPerHour: number;
  /** w_sp, w_rs: shares of the work on spot and on a reservation; the rest is on demand. */
  readonly spotShare: number;
  readonly spotUsdPerHour: number;
  readonly reservedShare: number;
  readonly reservedUsdPerHour: number;
  /** u_rs, how much of the reservation is really used, above 0. */
  readonly reservedUse: number;
}

/**
 * Price of an hour of wanted work over a mix of on demand, spot and reserved.
 * @source COST_MODEL §2
 */
export function usdPerRentedHour(mix: RentalMix, terms: SpotTerms): number {
  const onDemandShare = 1 - mix.spotShare - mix.reservedShare;
  return (
    onDemandShare * mix.onDemandUsdPerHour +
    mix.spotShare * mix.spotUsdPerHour * spotHours(1, terms) +
    (mix.reservedShare * mix.reservedUsdPerHour) / mix.reservedUse
  );
}

/** Whether a price list shows no discount for spot, as several regions do. @source COST_MODEL §2 */
export function hasSpotDiscount(spotUsdPerHour: number, onDemandUsdPerHour: number): boolean {
  return spotUsdPerHour < onDemandUsdPerHour;
}
