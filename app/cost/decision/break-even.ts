import { bisect } from '../formulas/bisect.ts';
import { declinePerYear } from '../formulas/rates.ts';
import type { CostBasis } from '../run-cost.ts';
import { axisValues } from '../uncertainty/grid.ts';
import { compileDecision, type DecisionModel, type Evaluation } from './compile.ts';
import {
  type BreakEven,
  type BreakEvenDecline,
  OPTION_KINDS,
  type WaitingValue,
} from './decision.ts';
import { perDay } from './feasibility.ts';
import { INPUT_INDEX, type InputId } from './inputs.ts';
import { apiCash, cumulative, discounted, type Months, ownCash, rentedCash } from './months.ts';
import { machineRunningUsd } from './present-values.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import { machinesFor } from './sums.ts';

/** Places looked at between the least and the most demand, evenly by factor. */
const VOLUME_STEPS = 120;
/** Demand looked at, over what one machine can do. */
const LEAST_VOLUME = 1e-5;
const MOST_VOLUME = 100;

/** What owning costs more than its rival at a value of one input, present value in USD. */
function disadvantage(model: DecisionModel, input: InputId): (value: number) => number {
  const compiled = compileDecision(model);
  const vector = model.base.slice();
  const outputs = new Float64Array(compiled.options + compiled.measures);
  const rival = model.rival === null ? -1 : OPTION_KINDS.indexOf(model.rival);
  return (value) => {
    vector[INPUT_INDEX[input]] = value;
    compiled.evaluate(vector, outputs);
    return (outputs[0] ?? 0) - (outputs[rival] ?? 0);
  };
}

function noReason(key: string, values: CostBasis['values'] = {}): CostBasis {
  return { key: `cost.no-break-even.${key}`, values, source: null };
}

/**
 * Where owning and its rival cost the same, in volume and in time.
 * @source COST_MODEL §5, by the arithmetic of the decision
 */
export function breakEvenOf(
  resolved: ResolvedInputs,
  model: DecisionModel,
  evaluation: Evaluation,
  months: Months,
  labels: readonly string[],
): BreakEven {
  const { rival } = model;
  const nothing: BreakEven = {
    against: rival,
    unitsPerMonth: null,
    ownWins: null,
    perDay: null,
    shareOfCapacity: null,
    date: null,
    paybackMonths: null,
    discountedPaybackMonths: null,
    netPresentValueUsd: null,
    reasons: [],
  };
  if (!model.allowed.own) return { ...nothing, reasons: [noReason('own-impossible')] };
  if (rival === null) return { ...nothing, reasons: [noReason('no-rival')] };
  const { terms, presentValues } = evaluation;
  const own = ownCash(terms, months);
  const other = rival === 'rent' ? rentedCash(months) : apiCash(months);
  const payback = firstNoDearer(cumulative(own.paid), cumulative(other.paid));
  const discountedPayback = firstNoDearer(
    cumulative(discounted(own.paid, terms.discount)),
    cumulative(discounted(other.paid, terms.discount)),
  );
  const volume = breakEvenUnits(resolved, model, evaluation);
  return {
    ...nothing,
    unitsPerMonth: volume?.units ?? null,
    ownWins: volume?.ownWins ?? null,
    perDay: volume === null ? null : perDay(volume.units, terms.requestsPerUnit),
    shareOfCapacity:
      volume === null
        ? null
        : volume.units / (machinesFor(terms, model.load, volume.units) * terms.ownCapacity),
    date: payback === null ? null : (labels[payback] ?? null),
    paybackMonths: payback,
    discountedPaybackMonths: discountedPayback,
    netPresentValueUsd: (presentValues[OPTION_KINDS.indexOf(rival)] ?? 0) - (presentValues[0] ?? 0),
    reasons: [
      ...(volume === null ? [noReason('volume')] : []),
      ...(payback === null ? [noReason('payback', { months: terms.months })] : []),
    ],
  };
}

interface BreakEvenVolume {
  readonly units: number;
  readonly ownWins: 'above' | 'below';
}

/** The demand nearest to the one at hand at which owning turns cheaper or dearer; null where there is none. */
function breakEvenUnits(
  { scenario }: ResolvedInputs,
  model: DecisionModel,
  { terms }: Evaluation,
): BreakEvenVolume | null {
  const input = scenario.work === 'serving' ? 'work.requestsPerDay' : 'work.runsPerMonth';
  const ofInput = disadvantage(model, input);
  const perUnit = scenario.work === 'serving' ? perDay(1, terms.requestsPerUnit) : 1;
  const at = (units: number): number => ofInput(units * perUnit);
  const volumes = axisValues(
    LEAST_VOLUME * terms.ownCapacity,
    MOST_VOLUME * terms.ownCapacity,
    VOLUME_STEPS,
  );
  const dearer = volumes.map((units) => at(units) > 0);
  const found = volumes.flatMap((high, index): readonly BreakEvenVolume[] => {
    const low = volumes[index - 1];
    if (low === undefined || dearer[index] === dearer[index - 1]) return [];
    const units = bisect(at, low, high);
    return units === null ? [] : [{ units, ownWins: dearer[index] === true ? 'below' : 'above' }];
  });
  const distance = ({ units }: BreakEvenVolume): number =>
    Math.abs(Math.log(units / Math.max(terms.units, volumes[0] ?? 1)));
  return found.sort((left, right) => distance(left) - distance(right))[0] ?? null;
}

/** First month in which one has cost no more than the other so far. */
function firstNoDearer(one: readonly number[], other: readonly number[]): number | null {
  const month = one.findIndex((usd, index) => usd <= (other[index] ?? 0));
  return month < 0 ? null : month;
}

/** Exponents between which k* is looked for, 1/a: a rise and a fall of 150 times a year. */
const EXPONENT_RANGE = [-5, 5] as const;

/**
 * k*: the decline of the rival's price at which owning is worth as much.
 * @source COST_MODEL §5
 */
export function breakEvenDeclineOf(
  resolved: ResolvedInputs,
  model: DecisionModel,
): BreakEvenDecline {
  const input = model.rival === 'rent' ? 'market.rentalDeclinePerYear' : 'market.apiDeclinePerYear';
  const assumed = resolved.values[input]?.base ?? 0;
  const none = {
    input,
    exponent: null,
    sharePerYear: null,
    assumedExponent: assumed,
    assumedSharePerYear: declinePerYear(assumed),
  } as const;
  if (!model.allowed.own) return { ...none, reason: noReason('own-impossible') };
  if (model.rival === null) return { ...none, reason: noReason('no-rival') };
  const at = disadvantage(model, input);
  const exponent = bisect(at, ...EXPONENT_RANGE);
  if (exponent === null) {
    return { ...none, reason: noReason(at(0) < 0 ? 'decline-always' : 'decline-never') };
  }
  return { ...none, exponent, sharePerYear: declinePerYear(exponent), reason: null };
}

/** Months that one may wait. */
const WAITING_MONTHS = 3;

/**
 * What it is worth to buy a quarter later, at the hardware's price of then, while the rival does the
 * work: the present value of buying now less that of waiting.
 */
export function waitingValueOf(
  model: DecisionModel,
  { terms, presentValues }: Evaluation,
  { months }: Months,
): WaitingValue | null {
  const { rival } = model;
  if (!model.allowed.own || rival === null || months.length <= WAITING_MONTHS) return null;
  const cheaper = terms.hardwareTrend ** WAITING_MONTHS;
  const early = months[WAITING_MONTHS - 1]?.pricedMachines ?? 0;
  let [factor, waiting] = [1, 0];
  months.forEach((month, index) => {
    factor *= terms.discount;
    if (index < WAITING_MONTHS) {
      waiting += factor * (rival === 'rent' ? month.rentUsd : month.apiUsd);
      return;
    }
    const priced = month.pricedMachines - early * (1 - cheaper);
    waiting +=
      factor *
      (priced * (terms.hardwareUsd + terms.repairsUsd) +
        month.machines * machineRunningUsd(terms) +
        month.units * terms.ownUnitUsd);
  });
  return { usd: (presentValues[0] ?? 0) - waiting, months: WAITING_MONTHS, meanwhile: rival };
}
