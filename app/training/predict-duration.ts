import { costOf, type ModelCost } from '../compiler/cost.ts';
import { REFERENCE_DATA, REFERENCE_MODEL, REFERENCE_PLAN } from './reference-model.ts';

/** What the doctor has measured of a machine. */
export interface MeasuredSpeed {
  /** Matrix products by the engine's own runtime, 1e9 FLOP/s. */
  readonly gemmGflops: number;
  /** Training samples a second of the reference model. */
  readonly samplesPerSecond: number;
}

/** How long a run will take, before it starts: an estimate with its range. */
export interface DurationPrediction {
  readonly secondsPerEpoch: number;
  readonly seconds: number;
  readonly lowSeconds: number;
  readonly highSeconds: number;
  /** Training samples a second, validation left out. */
  readonly samplesPerSecond: number;
}

/** What a runtime spends on an operator however small its tensors are (ONNX Runtime 1.30). */
const SECONDS_PER_KERNEL = 4e-6;
/** Share of the peak that the products and convolutions of real layers reach (docs/performance.md). */
const PEAK_SHARE = 0.7;
/** Networks unlike the reference model took between half and twice the prediction. */
const UNCERTAINTY = 2;
/** No machine that trains moves less, bytes per second: keeps a disturbed measurement from deciding. */
const LEAST_BANDWIDTH = 2e9;
/** Validation computes the forward pass only: about a third of a training step. */
const VALIDATION_SHARE = 1 / 3;

/**
 * Predicts a run's duration from what its step computes and moves, and from how fast this machine
 * was measured to be: overhead of the operators, arithmetic at a share of the peak, and traffic at
 * the rate that the reference model reached.
 * @param cost counted for the plan's batch size
 * @source Williams, Waterman & Patterson 2009, "Roofline", with the times added up rather than the larger taken
 */
export function predictDuration(
  cost: ModelCost,
  plan: { readonly batchSize: number; readonly epochs: number },
  rows: { readonly train: number; readonly val: number },
  speed: MeasuredSpeed,
): DurationPrediction {
  const bytesPerSecond = referenceBandwidth(speed);
  const secondsPerStep = stepSeconds(cost, plan.batchSize, speed, bytesPerSecond);
  const secondsPerSample = secondsPerStep / plan.batchSize;
  const secondsPerEpoch = secondsPerSample * (rows.train + VALIDATION_SHARE * rows.val);
  const seconds = secondsPerEpoch * plan.epochs;
  return {
    secondsPerEpoch,
    seconds,
    lowSeconds: seconds / UNCERTAINTY,
    highSeconds: seconds * UNCERTAINTY,
    samplesPerSecond: 1 / secondsPerSample,
  };
}

function stepSeconds(
  cost: ModelCost,
  batchSize: number,
  { gemmGflops }: MeasuredSpeed,
  bytesPerSecond: number,
): number {
  return (
    cost.kernels * SECONDS_PER_KERNEL +
    (cost.flopsPerSample * batchSize + cost.updateFlops) / (gemmGflops * 1e9 * PEAK_SHARE) +
    cost.trafficBytes / bytesPerSecond
  );
}

/** The rate of traffic with which the prediction for the reference model is what was measured. */
function referenceBandwidth(speed: MeasuredSpeed): number {
  const { batchSize } = REFERENCE_PLAN;
  const cost = costOf(REFERENCE_MODEL, REFERENCE_DATA, REFERENCE_PLAN, batchSize);
  if (!cost.ok) throw new Error(`The reference model is wrong: ${cost.error.code}`);
  const arithmetic = stepSeconds(cost.value, batchSize, speed, Number.POSITIVE_INFINITY);
  const moving = batchSize / speed.samplesPerSecond - arithmetic;
  const rate = cost.value.trafficBytes / moving;
  return moving > 0 ? Math.max(LEAST_BANDWIDTH, rate) : Number.POSITIVE_INFINITY;
}
