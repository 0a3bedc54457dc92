import type { ApiPriceRow } from '../fact-sheets.ts';
import type { CostBasis } from '../run-cost.ts';
import { type Figure, type Figures, fromRow } from './figure.ts';
import type { InputId } from './inputs.ts';
import { longPromptFigures } from './long-prompts.ts';

/** What a model behind an API costs and takes, from its row. */
export function apiFigures(row: ApiPriceRow): Figures {
  const schedule = row.price_schedule ?? [];
  const cached = row.cached_input_usd_per_mtok;
  return {
    'api.inputUsdPerMtok': priceFigure(
      'api.inputUsdPerMtok',
      row.input_usd_per_mtok,
      schedule.map(({ input }) => input),
      row,
      'input_usd_per_mtok',
    ),
    'api.cachedUsdPerMtok': priceFigure(
      'api.cachedUsdPerMtok',
      cached ?? row.input_usd_per_mtok,
      schedule.map(({ cached_input, input }) => cached_input ?? input),
      row,
      cached === null ? 'input_usd_per_mtok' : 'cached_input_usd_per_mtok',
    ),
    'api.outputUsdPerMtok': priceFigure(
      'api.outputUsdPerMtok',
      row.output_usd_per_mtok,
      schedule.map(({ output }) => output),
      row,
      'output_usd_per_mtok',
    ),
    ...(row.context_window === null
      ? {}
      : {
          'api.contextTokens': fromRow(
            'api.contextTokens',
            row.context_window,
            row,
            'context_window',
          ),
        }),
    ...longPromptFigures(row),
  };
}

/** A price with its range; the cheapest of a schedule is its low end, as no row says which hours it holds for. */
function priceFigure(
  id: InputId,
  usd: number,
  scheduled: readonly number[],
  row: ApiPriceRow,
  column: string,
): Figure {
  const figure = fromRow(id, usd, row, column);
  const priced = scheduled.filter((price) => price > 0);
  return { ...figure, low: Math.min(figure.low, ...priced) };
}

/** What is to be said of a row's prices. */
export function apiRemarks(row: ApiPriceRow): readonly CostBasis[] {
  const remark = (key: string, values: CostBasis['values'] = {}): CostBasis => ({
    key: `cost.remark.${key}`,
    values: { model: row.model, ...values },
    source: null,
  });
  const low = Math.min(...(row.price_schedule ?? []).map(({ input }) => input));
  const high = row.input_usd_per_mtok;
  return [
    ...(row.cached_input_usd_per_mtok === null ? [remark('no-cached-price')] : []),
    ...(row.provider_type === 'aggregator' ? [remark('aggregator-price')] : []),
    ...(low > 0 && low < high ? [remark('price-schedule', { low, high })] : []),
  ];
}
