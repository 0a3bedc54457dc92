import { fail, ok, type Result } from '../../errors.ts';
import type { ApiPriceRow } from '../fact-sheets.ts';
import { moneyBasis } from '../money.ts';
import type { CostBasis } from '../run-cost.ts';
import { apiFigures, apiRemarks } from './api-figures.ts';
import {
  apiModelKey,
  cheapestApiModel,
  comparableMachines,
  namedRows,
  offerKey,
  qualityOf,
  type RentedMachine,
} from './choose-rows.ts';
import { emptyEvaluation, evaluateInputs } from './compile.ts';
import { homeFigures } from './default-figures.ts';
import { assumption, type Figures, parameterFigure } from './figure.ts';
import { INPUTS, type InputId, inputsOf } from './inputs.ts';
import { type LoadLevels, loadLevels } from './load-profile.ts';
import { addLongPromptAssumptions, longPromptRemarks } from './long-prompts.ts';
import { cardsPerCopy, memoryNeed } from './machine-speed.ts';
import { offerFigures } from './offer-figures.ts';
import { ownFigure } from './own-figures.ts';
import { faultOfInputs, faultOfScenario, missingInput } from './resolve-checks.ts';
import type { ResolveContext } from './resolve-context.ts';
import type { ResolvedInput, ResolvedInputs } from './resolved-inputs.ts';
import type { Scenario } from './scenario.ts';
import { moneyOfScenario } from './scenario-money.ts';
import type { ServedModelFacts } from './served-models.ts';
import type { DecisionMoney } from './shown-input.ts';
import { baseVector, withFigures, workBasis } from './vector.ts';

/**
 * Every input of a scenario: the user's own figure, else that of the chosen row or measurement, else the
 * assumption. What needs other inputs (cards for a copy of the model, the cheapest offer and API) comes
 * last. Fails at the input that will not do: `cost/input-…`, `cost/range-invalid`, `cost/currency-mixed`,
 * `cost/choice-unknown`, `cost/price-missing`, `cost/rate-missing`, `cost/tariff-unknown`.
 */
export function resolveInputs(scenario: Scenario, context: ResolveContext): Result<ResolvedInputs> {
  const fault = faultOfScenario(scenario);
  if (fault !== null) return fail(fault);
  const money = moneyOfScenario(scenario, context);
  if (!money.ok) return money;
  const named = namedRows(scenario, context);
  if (!named.ok) return named;
  const home = homeFigures(scenario, context, named.value.card, named.value.model);
  if (!home.ok) return home;
  const { remarks, region } = home.value;
  const overlaid = withOwn(home.value.figures, scenario, money.value);
  if (!overlaid.ok) return overlaid;
  const figures = { ...overlaid.value };
  addDerived(figures, scenario);
  const missing = missingInput(figures, scenario.work);
  if (missing !== null) return fail(missing);

  const load = loadLevels(scenario.choices.hourlyProfile, scenario.choices.weeklyProfile);
  const api = chooseApi(figures, scenario, named.value.apiModel, named.value.model, context);
  const offer = named.value.offer ?? cheapestMachine(figures, scenario, load, context);
  const whole = withOwn(
    {
      ...home.value.figures,
      ...api.figures,
      ...declineFigures(api.floor, context.declines),
      ...(offer === null ? {} : machineOf(offer, figures, context)),
    },
    scenario,
    money.value,
  );
  if (!whole.ok) return whole;
  const all = { ...whole.value };
  addDerived(all, scenario);
  const wrong = faultOfInputs(all);
  if (wrong !== null) return fail(wrong);

  const values = resolvedValues(all, scenario);
  const rate = moneyBasis(money.value);
  return ok({
    scenario,
    values,
    names: {
      gpu: named.value.card?.name ?? null,
      rentOffer: offer === null ? null : offerKey(offer.offer),
      apiModel: api.name,
      apiQuality: api.quality,
      servedModel: named.value.model?.id ?? null,
      servedQuality: qualityOf(named.value.model, context.sheets.api_prices),
      qualityFloor: api.floor,
      region,
      measured: (scenario.work === 'serving' ? context.serving : context.run)?.name ?? null,
    },
    levels: load,
    rentedDevice: offer?.device ?? null,
    measuredAnswerSeconds: context.serving?.answerSecondsP95 ?? null,
    start: scenario.start ?? context.today.slice(0, 7),
    money: money.value,
    today: context.today,
    remarks: [
      ...(rate === null ? [] : [rate]),
      ...remarks,
      ...api.remarks,
      ...longPromptRemarks(values),
    ],
  });
}

/** Figures with the user's own in their place; only inputs that the work has. */
function withOwn(figures: Figures, scenario: Scenario, money: DecisionMoney): Result<Figures> {
  const own: Figures = { ...figures };
  for (const id of inputsOf(scenario.work)) {
    const given = scenario.inputs[id];
    if (given === undefined) continue;
    const figure = ownFigure(id, given, figures[id], money);
    if (!figure.ok) return figure;
    own[id] = figure.value;
  }
  return ok(own);
}

/** What follows from other inputs, unless the user set it. */
function addDerived(figures: Figures, scenario: Scenario): void {
  const years = figures['own.yearsKept'];
  if (figures['work.horizonMonths'] === undefined && years !== undefined) {
    const months = Math.min(120, Math.max(1, Math.round(12 * years.base)));
    figures['work.horizonMonths'] = assumption('work.horizonMonths', months);
  }
  if (scenario.work !== 'serving') return;
  addLongPromptAssumptions(figures);
  const need = memoryNeed(baseVector(figures));
  for (const [id, memory] of [
    ['own.gpusPerCopy', figures['own.gpuMemoryGb']],
    ['rent.gpusPerCopy', figures['rent.gpuMemoryGb']],
  ] as const) {
    if (scenario.inputs[id] === undefined) {
      const cards = memory === undefined ? 1 : cardsPerCopy(need, memory.base);
      figures[id] = assumption(id, Math.min(INPUTS[id].bounds.maximum ?? cards, cards));
    }
  }
}

function resolvedValues(figures: Figures, scenario: Scenario): ResolvedInputs['values'] {
  const values: Partial<Record<InputId, ResolvedInput>> = {};
  for (const id of inputsOf(scenario.work)) {
    const figure = figures[id];
    if (figure === undefined) continue;
    const given = scenario.inputs[id];
    const { low, base, high } = figure;
    const ruled = INPUTS[id].law;
    const law = low === high ? 'fixed' : ruled === 'lognormal' && low <= 0 ? 'triangular' : ruled;
    values[id] = {
      id,
      base,
      low,
      high,
      law,
      source: figure.source,
      isOwn: given !== undefined && figure.source.kind === 'user',
      note: given?.note ?? null,
    };
  }
  return values;
}

function machineOf(machine: RentedMachine, figures: Figures, context: ResolveContext): Figures {
  const reach = figures['reach.training'] ?? parameterFigure('MFU', context.sheets);
  return offerFigures(machine, context, reach?.high ?? 1);
}

/**
 * The offer that does this work for least, by the same arithmetic as the decision itself; null where
 * none can. Among equals the first by name.
 */
function cheapestMachine(
  figures: Figures,
  scenario: Scenario,
  load: LoadLevels,
  context: ResolveContext,
): RentedMachine | null {
  const basis = workBasis({ scenario, values: resolvedValues(figures, scenario) });
  const evaluation = emptyEvaluation();
  const base = baseVector(figures);
  const need = scenario.work === 'serving' ? memoryNeed(base) : 0;
  const priced = comparableMachines(context).flatMap((machine) => {
    const cards = machine.device === 'cpu' ? 1 : cardsPerCopy(need, machine.offer.gpu_memory_gb);
    if (machine.device === 'gpu' && cards > machine.offer.gpu_count) return [];
    const vector = withFigures(base, {
      ...machineOf(machine, figures, context),
      'rent.gpusPerCopy': assumption('rent.gpusPerCopy', cards),
    });
    evaluateInputs(basis, load, vector, 1, evaluation);
    const usd = evaluation.presentValues[1] ?? Number.NaN;
    return Number.isFinite(usd) ? [{ machine, usd }] : [];
  });
  const [first] = priced.sort(
    (left, right) =>
      left.usd - right.usd ||
      offerKey(left.machine.offer).localeCompare(offerKey(right.machine.offer), 'en'),
  );
  return first?.machine ?? null;
}

/**
 * The past of the best quality that does not exceed the floor, else of the lowest whose past is known: its
 * source says which. The assumption stands where nothing is known.
 */
function declineFigures(floor: number | null, declines: ResolveContext['declines']): Figures {
  const decline =
    declines.findLast(({ qualityFloor }) => floor !== null && qualityFloor <= floor) ?? declines[0];
  if (decline === undefined) return {};
  const { low, base, high, source, asOf } = decline;
  return {
    'market.apiDeclinePerYear': { low, base, high, source: { source, asOf, kind: 'sheet' } },
  };
}

function chooseApi(
  figures: Figures,
  scenario: Scenario,
  named: ApiPriceRow | null,
  model: ServedModelFacts | null,
  { sheets }: ResolveContext,
): ApiChoice {
  const floor = scenario.choices.qualityFloor ?? qualityOf(model, sheets.api_prices);
  if (scenario.work === 'training') {
    return { figures: {}, name: null, quality: null, floor, remarks: [] };
  }
  const input = figures['work.inputTokens']?.base ?? 0;
  const tokens = input + (figures['work.outputTokens']?.base ?? 0);
  const row =
    named ??
    cheapestApiModel(sheets.api_prices, floor, {
      cacheHitShare: figures['api.cacheHitShare']?.base ?? 0,
      outputMultiplier: figures['api.outputMultiplier']?.base ?? 1,
      inputTokens: input,
      outputTokens: tokens - input,
    });
  if (row === null) return { figures: {}, name: null, quality: null, floor, remarks: [] };
  return {
    figures: apiFigures(row),
    name: apiModelKey(row),
    quality: row.quality_index,
    floor,
    remarks: apiRemarks(row),
  };
}

interface ApiChoice {
  readonly figures: Figures;
  readonly name: string | null;
  readonly quality: number | null;
  readonly floor: number | null;
  readonly remarks: readonly CostBasis[];
}
