import { carbonKg } from '../formulas/owning.ts';
import type { FigureSource } from '../run-cost.ts';
import { breakEvenDeclineOf, breakEvenOf, waitingValueOf } from './break-even.ts';
import {
  type Evaluation,
  emptyEvaluation,
  evaluateInputs,
  exposureOf,
  weightFactor,
} from './compile.ts';
import { type Decision, type DecisionOption, OPTION_KINDS, type OptionKind } from './decision.ts';
import { inputsOf } from './inputs.ts';
import { linesOf } from './lines.ts';
import { answerSeconds } from './machine-speed.ts';
import { type PreparedDecision, prepareDecision } from './model.ts';
import {
  apiCash,
  type CashFlow,
  cumulative,
  hybridCash,
  type Months,
  monthsOf,
  ownCash,
  rentedCash,
} from './months.ts';
import { optionName } from './option-name.ts';
import { recommend } from './recommend.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import { workBasis } from './vector.ts';

/**
 * Own, rent, API and hybrid side by side, and what to do. A pure function of the resolved inputs, by the
 * same arithmetic as `compileDecision`.
 * @source resources/facts/COST_MODEL.md §§ 1–5; docs/cost-model.md
 */
export function decide(resolved: ResolvedInputs): Decision {
  const { scenario, values, names } = resolved;
  const prepared = prepareDecision(resolved);
  const { model } = prepared;
  const evaluation = emptyEvaluation();
  evaluateInputs(model.basis, model.load, model.base, model.hybridMachines, evaluation);
  const months = monthsOf(scenario.work, model.load, evaluation);
  const labels = monthLabels(resolved.start, months.months.length);
  const options = OPTION_KINDS.map((option) =>
    optionOf(option, resolved, prepared, evaluation, months),
  );
  const used = inputsOf(scenario.work).flatMap((id) => values[id] ?? []);
  return {
    work: scenario.work,
    currency: resolved.money.currency,
    currencyPerUsd: resolved.money.perUsd,
    horizonMonths: months.months.length,
    months: labels,
    demand: [evaluation.terms.units, ...months.months.map(({ units }) => units)],
    options,
    breakEven: breakEvenOf(resolved, model, evaluation, months, labels),
    decline: breakEvenDeclineOf(resolved, model),
    waiting: waitingValueOf(model, evaluation, months),
    recommendation: recommend(resolved, model, evaluation, options),
    weights: scenario.weights,
    names,
    inputs: used,
    remarks: resolved.remarks,
    oldestAsOf: oldestDate([...used, resolved.money].flatMap(({ source }) => source ?? [])),
  };
}

function optionOf(
  option: OptionKind,
  resolved: ResolvedInputs,
  { model, feasibility }: PreparedDecision,
  evaluation: Evaluation,
  months: Months,
): DecisionOption {
  const { work } = resolved.scenario;
  const { terms, sums, presentValues } = evaluation;
  const { reasons } = feasibility[option];
  const presentValue = presentValues[OPTION_KINDS.indexOf(option)] ?? Number.NaN;
  const exposure = exposureOf(option, work, evaluation);
  const shared = {
    id: option,
    kind: option,
    name: optionName(option, resolved, evaluation),
    feasible: model.allowed[option] && feasibility[option].feasible,
    reasons,
    exposure,
    dependence: exposure,
    capacity: null,
    measured: option !== 'rent' && option !== 'api' && workBasis(resolved).isMeasured,
  };
  // What has no price has no cost; what merely cannot do the work is still worked out.
  if (!Number.isFinite(presentValue) || isUnpriced(option, feasibility)) {
    return {
      ...shared,
      feasible: false,
      usdPerMonth: null,
      usdTotal: null,
      presentValueUsd: null,
      weightedUsdPerMonth: null,
      usdPerRequest: null,
      usdPerMtok: null,
      usdPerRun: null,
      lines: [],
      kwh: null,
      carbonKg: null,
      cumulativeUsd: [],
    };
  }
  const usdPerMonth = presentValue / sums.months;
  const cash = cashOf(option, work, evaluation, months);
  const paid = cumulative(cash.paid);
  const cumulativeUsd = paid.map((usd, month) =>
    month === paid.length - 1 ? usd - cash.residualUsd : usd,
  );
  const units = sums.units / sums.months;
  const perUnit = Number.isFinite(usdPerMonth / units) ? usdPerMonth / units : null;
  const kwh = kwhOf(option, evaluation, months);
  const grams = resolved.values['energy.gramsPerKwh']?.base;
  return {
    ...shared,
    usdPerMonth,
    usdTotal: cumulativeUsd.at(-1) ?? 0,
    presentValueUsd: presentValue,
    weightedUsdPerMonth: usdPerMonth * weightFactor(model.weights, exposure),
    usdPerRequest: work === 'serving' && perUnit !== null ? perUnit / terms.requestsPerUnit : null,
    usdPerMtok: work === 'serving' ? perUnit : null,
    usdPerRun: work === 'training' ? perUnit : null,
    lines: linesOf(option, resolved, evaluation),
    kwh,
    carbonKg: kwh === null || grams === undefined ? null : carbonKg(kwh, grams),
    capacity: capacityOf(option, resolved, evaluation, months, model.base),
    cumulativeUsd,
  };
}

/** Faults after which there is no price to work with. */
const UNPRICED = [
  'no-offer',
  'no-api-model',
  'no-api-model-at-floor',
  'no-training-price',
  'no-long-prompt-price',
  'model-unknown',
];

function isUnpriced(option: OptionKind, feasibility: PreparedDecision['feasibility']): boolean {
  return feasibility[option].reasons.some(({ key }) =>
    UNPRICED.some((fault) => key === `cost.fault.${fault}`),
  );
}

function cashOf(
  option: OptionKind,
  work: Parameters<typeof hybridCash>[0],
  { terms, hybridMachines }: Evaluation,
  months: Months,
): CashFlow {
  switch (option) {
    case 'own':
      return ownCash(terms, months);
    case 'rent':
      return rentedCash(months);
    case 'api':
      return apiCash(months);
    case 'hybrid':
      return hybridCash(work, terms, months, hybridMachines);
  }
}

/** Electricity over the horizon, kWh; null where another's machines do work that nobody publishes. */
function kwhOf(
  option: OptionKind,
  { terms, hybridMachines }: Evaluation,
  { months }: Months,
): number | null {
  const sum = (of: (month: Months['months'][number]) => number): number =>
    months.reduce((total, month) => total + of(month), 0);
  if (option === 'own') {
    return sum(({ machines, units }) => machines * terms.idleKwh + units * terms.unitKwh);
  }
  if (option === 'rent') return sum(({ hours }) => hours * terms.rentHourKwh);
  if (option === 'api') return null;
  const elsewhere = sum(({ burstHours }) => burstHours) * terms.rentHourKwh;
  const isKnown = months.every(
    ({ units, servedUnits, burstHours }) => burstHours > 0 || units - servedUnits <= 1e-9 * units,
  );
  return isKnown
    ? sum(({ servedUnits }) => hybridMachines * terms.idleKwh + servedUnits * terms.unitKwh) +
        elsewhere
    : null;
}

function capacityOf(
  option: OptionKind,
  resolved: ResolvedInputs,
  { terms, hybridMachines }: Evaluation,
  { months }: Months,
  vector: Float64Array,
): DecisionOption['capacity'] {
  const [first, last] = [months[0], months.at(-1)];
  if (option === 'api' || first === undefined || last === undefined) return null;
  const isServing = resolved.scenario.work === 'serving';
  const isMeasured = workBasis(resolved).isMeasured;
  if (option === 'rent') {
    const hours = 730;
    const units = terms.rentUnitsPerHour * hours;
    const share = isServing ? (resolved.values['rent.maxUtilisation']?.base ?? 1) : 1;
    const perMachine = units / share;
    return {
      machines: first.hours / hours,
      machinesAtEnd: last.hours / hours,
      unitsPerMachineMonth: perMachine,
      tokensPerSecond: isServing ? terms.rentTokensPerSecond : null,
      utilisation: shareOf(first.units, (first.hours / hours) * perMachine),
      answerSeconds: isServing ? answerSeconds('rent', vector) : null,
    };
  }
  const machines = option === 'own' ? first.machines : hybridMachines;
  const work = option === 'own' ? first.units : first.servedUnits;
  const ownSeconds = isMeasured ? resolved.measuredAnswerSeconds : answerSeconds('own', vector);
  return {
    machines,
    machinesAtEnd: option === 'own' ? last.machines : hybridMachines,
    unitsPerMachineMonth: terms.ownCapacity,
    tokensPerSecond: isServing ? terms.ownTokensPerSecond : null,
    utilisation: shareOf(work, machines * terms.ownCapacity),
    answerSeconds: isServing ? ownSeconds : null,
  };
}

/** A part of a whole; 0 of none. */
function shareOf(part: number, whole: number): number {
  const share = part / whole;
  return Number.isFinite(share) ? share : 0;
}

/** `YYYY-MM` of month 0 and of so many months after it. */
function monthLabels(start: string, months: number): readonly string[] {
  const [year = 2000, month = 1] = start.split('-').map(Number);
  return Array.from({ length: months + 1 }, (_, index) => {
    const at = year * 12 + month - 1 + index;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
  });
}

/** Partial dates count as earlier than any full date in them, which is what text order gives. */
function oldestDate(sources: readonly FigureSource[]): string | null {
  return sources.flatMap(({ asOf }) => (asOf === null ? [] : [asOf])).sort()[0] ?? null;
}
