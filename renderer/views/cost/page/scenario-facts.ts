import { apiModelKey, offerKey } from '../../../../app/cost/decision/choose-rows.ts';
import type { ResolveContext } from '../../../../app/cost/decision/resolve-context.ts';
import { SERVED_MODELS } from '../../../../app/cost/decision/served-models.ts';
import { placeText } from '../../../../app/place-text.ts';
import type { SelectOption } from '../../../components/select-option.ts';
import type { Locale } from '../../../locale.svelte.ts';

/** What the scenario's choices are made from. */
export interface ScenarioFacts {
  readonly gpus: readonly SelectOption[];
  readonly offers: readonly SelectOption[];
  readonly apiModels: readonly SelectOption[];
  readonly servedModels: readonly SelectOption[];
  readonly regions: readonly SelectOption[];
  readonly measurements: readonly SelectOption[];
  readonly runs: readonly SelectOption[];
}

/** Lists of the sheets' rows, in words. */
export function factsOf(
  { sheets }: Pick<ResolveContext, 'sheets'>,
  measurements: readonly SelectOption[],
  runs: readonly SelectOption[],
  locale: Locale,
): ScenarioFacts {
  return {
    gpus: sheets.gpus.map(({ name, memory_gb }) => ({
      value: name,
      label: `${name} · ${memory_gb} GB`,
    })),
    offers: byLabel([
      ...sheets.cloud_gpu_prices.map((offer) =>
        offerFact(offer, `${offer.gpu_count} × ${offer.gpu}`, locale),
      ),
      ...sheets.cloud_cpu_prices.map((offer) =>
        offerFact(offer, `${offer.vcpus} vCPU · ${offer.ram_gb} GB`, locale),
      ),
    ]),
    apiModels: byLabel(
      sheets.api_prices.map((row) => ({
        value: apiModelKey(row),
        label: `${row.model} · ${row.provider} · ${locale.number(row.input_usd_per_mtok, 3)} / ${locale.number(row.output_usd_per_mtok, 3)} USD`,
      })),
    ),
    servedModels: SERVED_MODELS.map(({ id, denseParameters, expertParameters }) => ({
      value: id,
      label: `${id} · ${locale.number((denseParameters + expertParameters) / 1e9, 3)} B`,
    })),
    regions: byLabel(
      sheets.electricity_prices.map(({ region }) => ({
        value: region,
        label: placeText(locale.language, region),
      })),
    ),
    measurements,
    runs,
  };
}

function offerFact(
  offer: ResolveContext['sheets'][`cloud_${'gpu' | 'cpu'}_prices`][number],
  size: string,
  locale: Locale,
): SelectOption {
  const price = offer.on_demand_usd_per_h;
  return {
    value: offerKey(offer),
    label: [
      `${offer.provider} ${offer.instance_type}`,
      size,
      offer.region,
      price === null ? null : `${locale.number(price, 3)} USD/h`,
    ]
      .filter((part) => part !== null && part !== '')
      .join(' · '),
  };
}

function byLabel(options: readonly SelectOption[]): readonly SelectOption[] {
  const unique = new Map(options.map((option) => [option.value, option]));
  return [...unique.values()].sort((left, right) => left.label.localeCompare(right.label));
}
