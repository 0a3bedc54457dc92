import { ok, type Result } from '../../errors.ts';
import type { GpuRow } from '../fact-sheets.ts';
import type { CostBasis, FigureSource } from '../run-cost.ts';
import { chooseTariff } from '../tariff.ts';
import {
  assumption,
  type Figure,
  type Figures,
  fromRow,
  parameterFigure,
  rangeAround,
} from './figure.ts';
import type { InputOrigin } from './input-rule.ts';
import { INPUTS, type InputId, inputsOf } from './inputs.ts';
import { cardTflops, tflopsColumn } from './rented-card.ts';
import type { MeasuredRun, MeasuredServing, ResolveContext } from './resolve-context.ts';
import type { Scenario } from './scenario.ts';
import type { ServedModelFacts } from './served-models.ts';

/** Concurrency that is assumed of a server nobody measured. */
const ASSUMED_CONCURRENCY = 8;

/** Defaults that do not depend on where work is rented or bought. */
export function homeFigures(
  scenario: Scenario,
  context: ResolveContext,
  card: GpuRow | null,
  model: ServedModelFacts | null,
): Result<{
  readonly figures: Figures;
  readonly remarks: readonly CostBasis[];
  readonly region: string;
}> {
  const figures: Figures = {};
  for (const id of inputsOf(scenario.work)) {
    const figure = plainDefault(id, INPUTS[id].origin, context);
    if (figure !== null) figures[id] = figure;
  }
  const isMeasured = context.serving !== null || context.run !== null;
  if (card !== null) Object.assign(figures, cardFigures(card));
  else if (isMeasured) Object.assign(figures, machineFigures(context));
  if (model !== null) Object.assign(figures, modelFigures(model));
  else Object.assign(figures, plainModelFigures());
  if (context.serving !== null) Object.assign(figures, servingFigures(context.serving));
  else figures['model.concurrency'] = assumption('model.concurrency', ASSUMED_CONCURRENCY);
  if (context.run !== null) Object.assign(figures, runFigures(context.run));
  const tariff = chooseTariff(
    scenario.region === null
      ? context.settings
      : { ...context.settings, tariffRegion: scenario.region, tariffUsdPerKwh: null },
    context.sheets.electricity_prices,
    context.localeCountry,
    context.sheets.vat_rates,
  );
  if (!tariff.ok) return tariff;
  const { usdPerKwh, carbonGPerKwh, carbonSource, source, basis, region } = tariff.value;
  figures['energy.usdPerKwh'] = {
    base: usdPerKwh,
    ...rangeAround('energy.usdPerKwh', usdPerKwh),
    source,
  };
  if (carbonGPerKwh !== null && carbonSource !== null) {
    figures['energy.gramsPerKwh'] = {
      base: carbonGPerKwh,
      low: carbonGPerKwh,
      high: carbonGPerKwh,
      source: carbonSource,
    };
  }
  return ok({ figures, remarks: basis, region });
}

function plainDefault(id: InputId, origin: InputOrigin, context: ResolveContext): Figure | null {
  if (origin.from === 'assumption') return assumption(id, origin.base, origin.low, origin.high);
  if (origin.from === 'parameter') return parameterFigure(origin.symbol, context.sheets);
  return null;
}

function cardFigures(card: GpuRow): Figures {
  const tflops = cardTflops(card);
  return {
    'own.gpuMemoryGb': fromRow('own.gpuMemoryGb', card.memory_gb, card, 'memory_gb'),
    'own.gpuGigabytesPerSecond': fromRow(
      'own.gpuGigabytesPerSecond',
      card.memory_bandwidth_gbs,
      card,
      'memory_bandwidth_gbs',
    ),
    ...(card.tdp_w === null
      ? {}
      : { 'own.gpuWatts': fromRow('own.gpuWatts', card.tdp_w, card, 'tdp_w') }),
    ...(tflops === null
      ? {}
      : { 'own.gpuTflops': fromRow('own.gpuTflops', tflops, card, tflopsColumn(card)) }),
    ...(card.msrp_usd === null
      ? {}
      : { 'own.gpuPriceUsd': fromRow('own.gpuPriceUsd', card.msrp_usd, card, 'msrp_usd') }),
  };
}

/** This machine as a whole, without a card of its own: the settings have its price. */
function machineFigures({ settings }: ResolveContext): Figures {
  const price = settings.machinePriceUsd;
  const own: FigureSource = { source: 'settings', asOf: null, kind: 'user' };
  return {
    'own.gpuPriceUsd': assumption('own.gpuPriceUsd', 0),
    'own.gpuWatts': assumption('own.gpuWatts', 0),
    ...(price === null
      ? {}
      : { 'own.hostPriceUsd': { base: price, low: price, high: price, source: own } }),
  };
}

function modelFigures(model: ServedModelFacts): Figures {
  const row = { source: model.source, as_of: model.asOf, confidence: 'recalled' };
  return {
    'model.denseParameters': fromRow('model.denseParameters', model.denseParameters, row),
    'model.expertParameters': fromRow('model.expertParameters', model.expertParameters, row),
    'model.experts': fromRow('model.experts', model.experts, row),
    'model.expertsPerToken': fromRow('model.expertsPerToken', model.expertsPerToken, row),
    'model.bytesPerWeight': fromRow('model.bytesPerWeight', model.bytesPerWeight, row),
    'model.layers': fromRow('model.layers', model.layers, row),
    'model.kvHeads': fromRow('model.kvHeads', model.kvHeads, row),
    'model.headSize': fromRow('model.headSize', model.headSize, row),
    'model.width': fromRow('model.width', model.width, row),
  };
}

/** What is taken of a model that is described by hand, until it says otherwise: dense, in 16 bits. */
function plainModelFigures(): Figures {
  return {
    'model.expertParameters': assumption('model.expertParameters', 0),
    'model.experts': assumption('model.experts', 0),
    'model.expertsPerToken': assumption('model.expertsPerToken', 0),
    'model.bytesPerWeight': assumption('model.bytesPerWeight', 2),
    'model.width': assumption('model.width', 0),
  };
}

function servingFigures(serving: MeasuredServing): Figures {
  const measured = measuredFigure(serving.name, serving.measuredAt);
  return {
    'model.concurrency': measured('model.concurrency', serving.concurrency),
    'measured.inputTokensPerSecond': measured(
      'measured.inputTokensPerSecond',
      serving.inputTokensPerSecond,
    ),
    'measured.outputTokensPerSecond': measured(
      'measured.outputTokensPerSecond',
      serving.outputTokensPerSecond,
    ),
    ...(serving.busyWatts === null
      ? {}
      : { 'measured.busyWatts': measured('measured.busyWatts', serving.busyWatts) }),
  };
}

function runFigures(run: MeasuredRun): Figures {
  const measured = measuredFigure(run.name, run.measuredAt);
  return {
    'measured.hoursPerRun': measured('measured.hoursPerRun', run.seconds / 3600),
    'measured.kwhPerRun': measured('measured.kwhPerRun', run.kwh),
  };
}

function measuredFigure(source: string, asOf: string) {
  return (id: InputId, base: number): Figure => ({
    base,
    ...rangeAround(id, base),
    source: { source, asOf, kind: 'measured' },
  });
}
