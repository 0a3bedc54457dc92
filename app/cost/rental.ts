import { SECONDS_PER_HOUR } from '../units.ts';
import type {
  CpuInstance,
  FactSheets,
  GpuInstance,
  RangedParameter,
  RentalTerms,
} from './fact-sheets.ts';
import type { CostBasis, CostEstimate, CostLine, FigureSource } from './run-cost.ts';
import { sheetSource } from './sheet-source.ts';
import { percentage } from './tariff.ts';

/** Offers older than this are taken only where nothing newer is offered. */
const CURRENT_PRICE_MONTHS = 24;

/** The columns of rental terms by which time is billed. */
const TERMS = ['grain_s', 'worst_grain_s', 'minimum_s', 'minimum_usd'] as const;

export type Offer = CpuInstance | GpuInstance;

/** Seconds of pure training on a rented machine, at the best and at the worst that may be expected. */
export interface TrainingTime {
  readonly lowSeconds: number;
  readonly highSeconds: number;
}

/** Whether an offer can be compared: an on-demand price that is known and not left out by the sheet. */
export function isComparable(
  offer: Pick<Offer, 'provider' | 'instance_type' | 'on_demand_usd_per_h'>,
  sheets: Pick<FactSheets, 'rentalExclusions'>,
): boolean {
  if (offer.on_demand_usd_per_h === null || offer.on_demand_usd_per_h <= 0) return false;
  return !sheets.rentalExclusions.some(
    (exclusion) =>
      exclusion.provider === offer.provider &&
      offer.instance_type.startsWith(exclusion.instance_prefix),
  );
}

/** The current ones among several offers, or all of them where none is current. */
export function currentOffers<Kind extends { readonly as_of: string }>(
  offers: readonly Kind[],
  today: string,
): readonly Kind[] {
  const current = offers.filter((offer) => ageInMonths(offer.as_of, today) <= CURRENT_PRICE_MONTHS);
  return current.length > 0 ? current : offers;
}

/**
 * The estimate with the lowest middle of its range: for a short run, the billing grain may count
 * for more than the price an hour. Among equals the first by name, so that the order of a sheet
 * decides nothing.
 */
export function cheapest(estimates: readonly CostEstimate[]): readonly CostEstimate[] {
  return [...estimates]
    .sort(
      (left, right) =>
        left.lowUsd + left.highUsd - (right.lowUsd + right.highUsd) ||
        left.id.localeCompare(right.id, 'en'),
    )
    .slice(0, 1);
}

/**
 * Age of a dated figure in whole months; a date without month or day counts from its beginning.
 * @param asOf `2026`, `2026-08` or `2026-08-21`
 */
export function ageInMonths(asOf: string, today: string): number {
  return monthNumber(today) - monthNumber(asOf);
}

function monthNumber(date: string): number {
  const [year = '0', month = '1'] = date.split('-');
  return Number(year) * 12 + Number(month) - 1;
}

/** Seconds billed for a machine that was used for some time: rounded up, and not below the minimum. */
export function billedSeconds(
  usedSeconds: number,
  usdPerHour: number,
  grainSeconds: number,
  terms: Pick<RentalTerms, 'minimum_s' | 'minimum_usd'>,
): number {
  const minimumByAmount = ((terms.minimum_usd ?? 0) / usdPerHour) * SECONDS_PER_HOUR;
  const rounded = Math.ceil(usedSeconds / grainSeconds) * grainSeconds;
  return Math.max(rounded, terms.minimum_s, minimumByAmount);
}

/**
 * The same work on a rented machine: start-up, training, and rounding up to the billing grain,
 * at the price on demand. Storage and moving data are not counted.
 */
export function rentalEstimate(
  offer: Offer,
  device: 'cpu' | 'gpu',
  time: TrainingTime,
  startupMinutes: RangedParameter,
  basis: readonly CostBasis[],
  sheets: FactSheets,
): CostEstimate {
  const usdPerHour = hourlyPrice(offer);
  const terms = termsOf(offer.provider, sheets);
  const lowSeconds = time.lowSeconds + startupMinutes.low * 60;
  const highSeconds = time.highSeconds + startupMinutes.high * 60;
  const billedLow = billedSeconds(lowSeconds, usdPerHour, terms.grain_s, terms);
  const billedHigh = billedSeconds(highSeconds, usdPerHour, terms.worst_grain_s, terms);
  const source = sheetSource(offer, 'on_demand_usd_per_h');
  const line = (item: CostLine['item'], seconds: number, from: FigureSource): CostLine => ({
    item,
    quantity: seconds / SECONDS_PER_HOUR,
    unit: 'h',
    unitPriceUsd: usdPerHour,
    amountUsd: (seconds / SECONDS_PER_HOUR) * usdPerHour,
    source: from,
  });
  return {
    id: ['rent', offer.provider, offer.instance_type, offer.region ?? 'any'].join('/'),
    kind: 'rent',
    name: offerName(offer),
    region: offer.region,
    device,
    measured: false,
    lowUsd: (billedLow / SECONDS_PER_HOUR) * usdPerHour,
    highUsd: (billedHigh / SECONDS_PER_HOUR) * usdPerHour,
    lowSeconds,
    highSeconds,
    lines: [
      line('instance-hours', time.lowSeconds, source),
      line('start-up', startupMinutes.low * 60, sheetSource(startupMinutes, 'low')),
      line('billing-grain', billedLow - lowSeconds, sheetSource(terms, ...TERMS)),
    ],
    basis: [
      ...basis,
      {
        key: 'cost.basis.start-up',
        values: { low: startupMinutes.low, high: startupMinutes.high },
        source: sheetSource(startupMinutes, 'low', 'high'),
      },
      {
        key:
          terms.grain_s === terms.worst_grain_s
            ? 'cost.basis.billing'
            : 'cost.basis.billing-unknown',
        values: {
          grainSeconds: terms.grain_s,
          worstGrainSeconds: terms.worst_grain_s,
          minimumSeconds: terms.minimum_s,
        },
        source: sheetSource(terms, ...TERMS),
      },
      ...spotBasis(offer, usdPerHour),
      { key: 'cost.basis.not-counted', values: {}, source: null },
    ],
  };
}

/** Says what spot would cost; a catalogue's spot price at or above the one on demand is no discount. */
function spotBasis(offer: Offer, usdPerHour: number): readonly CostBasis[] {
  const spot = offer.spot_usd_per_h;
  const source = sheetSource(offer, 'spot_usd_per_h');
  if (spot === null || spot <= 0) return [];
  if (spot >= usdPerHour) return [{ key: 'cost.basis.no-spot-discount', values: {}, source }];
  const percent = percentage(1 - spot / usdPerHour);
  return [{ key: 'cost.basis.spot', values: { usdPerHour: spot, percent }, source }];
}

function termsOf(provider: string, sheets: FactSheets): RentalTerms {
  const terms =
    sheets.rentalTerms.find((row) => row.provider === provider) ??
    sheets.rentalTerms.find((row) => row.provider === '*');
  if (terms === undefined) throw new Error('rental_terms.json has no row for provider *');
  return terms;
}

function hourlyPrice(offer: Offer): number {
  return offer.on_demand_usd_per_h ?? Number.POSITIVE_INFINITY;
}

function offerName(offer: Offer): string {
  return `${offer.provider} ${offer.instance_type}`;
}
