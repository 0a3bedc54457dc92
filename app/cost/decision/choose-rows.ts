import { fail, ok, type Result } from '../../errors.ts';
import type { ApiPriceRow, CloudCpuRow, CloudGpuRow, GpuRow } from '../fact-sheets.ts';
import { currentOffers, isComparable } from '../rental.ts';
import { apiFigures } from './api-figures.ts';
import { addLongPromptAssumptions } from './long-prompts.ts';
import { cardOfOffer } from './rented-card.ts';
import type { ResolveContext } from './resolve-context.ts';
import type { Scenario } from './scenario.ts';
import { type ServedModelFacts, servedModel } from './served-models.ts';
import { boughtTokenUsd } from './token-price.ts';
import { baseVector, priceBasis } from './vector.ts';

/** The name of an offer in a scenario: `provider/instance type/region`, `any` where it names none. */
export function offerKey(
  offer: Pick<CloudGpuRow, 'provider' | 'instance_type' | 'region'>,
): string {
  return [offer.provider, offer.instance_type, offer.region ?? 'any'].join('/');
}

/** The name of a model behind an API in a scenario: `provider/model`. */
export function apiModelKey(row: Pick<ApiPriceRow, 'provider' | 'model'>): string {
  return `${row.provider}/${row.model}`;
}

/** An offer with the card that it has, or without any. */
export type RentedMachine =
  | { readonly device: 'gpu'; readonly offer: CloudGpuRow; readonly card: GpuRow | undefined }
  | { readonly device: 'cpu'; readonly offer: CloudCpuRow };

/** Rows that a scenario names. A name that the sheets do not have fails with `cost/choice-unknown`. */
export interface NamedRows {
  readonly card: GpuRow | null;
  readonly model: ServedModelFacts | null;
  readonly offer: RentedMachine | null;
  readonly apiModel: ApiPriceRow | null;
}

export function namedRows(
  { choices }: Pick<Scenario, 'choices'>,
  { sheets }: ResolveContext,
): Result<NamedRows> {
  const cards = new Map(sheets.gpus.map((card) => [card.name, card]));
  const card = choices.gpu === null ? null : cards.get(choices.gpu);
  if (card === undefined) return unknown('gpu', choices.gpu);
  const model = choices.servedModel === null ? null : servedModel(choices.servedModel);
  if (model === undefined) return unknown('servedModel', choices.servedModel);
  const offer = choices.rentOffer === null ? null : machineNamed(choices.rentOffer, cards, sheets);
  if (offer === undefined) return unknown('rentOffer', choices.rentOffer);
  const apiModel =
    choices.apiModel === null
      ? null
      : sheets.api_prices.find((row) => apiModelKey(row) === choices.apiModel);
  if (apiModel === undefined) return unknown('apiModel', choices.apiModel);
  if (offer !== null && (offer.offer.on_demand_usd_per_h ?? 0) <= 0) {
    const { instance_type: instanceType, region } = offer.offer;
    return fail({ code: 'cost/price-missing', instanceType, region: region ?? 'any' });
  }
  return ok({ card, model, offer, apiModel });
}

function machineNamed(
  name: string,
  cards: ReadonlyMap<string, GpuRow>,
  { cloud_gpu_prices: withCard, cloud_cpu_prices: without }: ResolveContext['sheets'],
): RentedMachine | undefined {
  const offer = withCard.find((row) => offerKey(row) === name);
  if (offer !== undefined) return { device: 'gpu', offer, card: cardOfOffer(offer, cards) };
  const processor = without.find((row) => offerKey(row) === name);
  return processor && { device: 'cpu', offer: processor };
}

function unknown(choice: string, value: string | null): Result<never> {
  return fail({ code: 'cost/choice-unknown', choice, value: value ?? 'null' });
}

/** What a provider sells at a price of its own: no medians over providers, no private sellers. */
const OFFERED_TIERS: ReadonlySet<CloudGpuRow['tier']> = new Set([
  'on-demand',
  'on-demand/spot',
  'secure',
  'production',
]);

/**
 * Offers a comparison may choose from: priced, not left out by the sheet, current, their card known. Those
 * without a card only for repeating what was measured on a processor: of other work their speed is not known.
 */
export function comparableMachines({
  sheets,
  today,
  run,
}: ResolveContext): readonly RentedMachine[] {
  const cards = new Map(sheets.gpus.map((card) => [card.name, card]));
  const priced = sheets.cloud_gpu_prices.filter(
    (offer) =>
      OFFERED_TIERS.has(offer.tier) &&
      isComparable(offer, { rentalExclusions: sheets.rental_exclusions }),
  );
  const withCard = currentOffers(priced, today).flatMap((offer): readonly RentedMachine[] => {
    const card = cardOfOffer(offer, cards);
    return card === undefined ? [] : [{ device: 'gpu', offer, card }];
  });
  if (run?.device !== 'cpu') return withCard;
  const processors = sheets.cloud_cpu_prices.filter((offer) =>
    isComparable(offer, { rentalExclusions: sheets.rental_exclusions }),
  );
  const without = currentOffers(processors, today).map(
    (offer): RentedMachine => ({ device: 'cpu', offer }),
  );
  return [...withCard, ...without];
}

/** How a scenario uses an API, as far as its price depends on it. */
export interface ApiUse {
  readonly cacheHitShare: number;
  readonly outputMultiplier: number;
  /** Of one request, and of its answer. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * The cheapest model for such a use that meets the quality floor and takes prompts so long. Prices of 0
 * mean unknown; a model without a quality index meets no floor.
 * @param floor null: every model will do
 */
export function cheapestApiModel(
  rows: readonly ApiPriceRow[],
  floor: number | null,
  use: ApiUse,
): ApiPriceRow | null {
  const tokens = use.inputTokens + use.outputTokens;
  const fitting = rows.filter(
    (row) =>
      row.input_usd_per_mtok > 0 &&
      row.output_usd_per_mtok > 0 &&
      (row.context_window ?? Number.POSITIVE_INFINITY) >= tokens &&
      (floor === null || (row.quality_index !== null && row.quality_index >= floor)),
  );
  const [first] = fitting
    .map((row) => ({ row, usd: rowUsdPerMtok(row, use) }))
    .filter(({ usd }) => Number.isFinite(usd))
    .sort(
      (left, right) =>
        left.usd - right.usd || apiModelKey(left.row).localeCompare(apiModelKey(right.row), 'en'),
    );
  return first?.row ?? null;
}

/** What a million tokens of such a use cost by a row, by the same arithmetic as the decision. */
function rowUsdPerMtok(row: ApiPriceRow, use: ApiUse): number {
  const figures = { ...apiFigures(row) };
  addLongPromptAssumptions(figures);
  const vector = baseVector({
    ...figures,
    'work.inputTokens': { base: use.inputTokens },
    'work.outputTokens': { base: use.outputTokens },
    'api.cacheHitShare': { base: use.cacheHitShare },
    'api.outputMultiplier': { base: use.outputMultiplier },
  });
  return boughtTokenUsd(priceBasis(figures), vector);
}

/** Quality index of a model of open weights, from the row under which it is sold. */
export function qualityOf(
  model: ServedModelFacts | null,
  rows: readonly ApiPriceRow[],
): number | null {
  if (model === null || model.soldAs === null) return null;
  return rows.find((row) => row.model === model.soldAs)?.quality_index ?? null;
}
