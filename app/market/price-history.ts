/** A price that somebody asked from a date on: one row of the sheet, as the market lab reads it. */
export interface PriceEvent {
  readonly model: string;
  readonly provider: string;
  readonly event: 'launch' | 'cut' | 'rise' | 'listing' | 'index' | 'promo';
  readonly date: string;
  readonly inputUsdPerMtok: number;
  readonly outputUsdPerMtok: number;
  /** Three parts input to one part output. */
  readonly blendedUsdPerMtok: number;
  readonly mmlu: number | null;
  readonly aaIndex: number | null;
  readonly source: string;
  readonly confidence: 'read' | 'recalled' | 'assumed';
  readonly notes: string | null;
}

/** Models that can do the same work, by a floor on one published score. */
export interface CapabilityClass {
  readonly id: string;
  readonly measure: 'mmlu' | 'aaIndex';
  readonly floor: number;
}

/**
 * Floors with enough prices to look at. MMLU is reported for models until spring 2025, the index of
 * Artificial Analysis mostly since 2025; the two are never mixed. The index is one snapshot: models
 * are scored again when it changes.
 */
export const CAPABILITY_CLASSES = [
  { id: 'mmlu-70', measure: 'mmlu', floor: 70 },
  { id: 'mmlu-78', measure: 'mmlu', floor: 78 },
  { id: 'mmlu-82', measure: 'mmlu', floor: 82 },
  { id: 'mmlu-86', measure: 'mmlu', floor: 86 },
  { id: 'aa-20', measure: 'aaIndex', floor: 20 },
  { id: 'aa-30', measure: 'aaIndex', floor: 30 },
  { id: 'aa-40', measure: 'aaIndex', floor: 40 },
  { id: 'aa-50', measure: 'aaIndex', floor: 50 },
] as const satisfies readonly CapabilityClass[];
export type CapabilityClassId = (typeof CAPABILITY_CLASSES)[number]['id'];

/** Whether a row is a product with a price, and good enough for the class. */
export function meetsFloor(event: PriceEvent, { measure, floor }: CapabilityClass): boolean {
  const score = event[measure];
  return score !== null && score >= floor && event.event !== 'index' && event.blendedUsdPerMtok > 0;
}

/** The product of a row: tariffs by time of day and dated aliases belong to one product. */
export function productOf({ provider, model }: PriceEvent): string {
  const name = model
    .replace(/ \((off-peak|peak|before|standard)\)$/, '')
    .replace(/ \(\d{4}-\d{2}-\d{2}\)$/, '');
  return `${provider}/${name}`;
}
