import { costOf, type ModelCost } from '../compiler/cost.ts';
import { REFERENCES, type ReferenceName } from './reference-model.ts';

/** What the doctor has measured of a machine. */
export interface MeasuredSpeed {
  /** Matrix products by the engine's own runtime, 1e9 FLOP/s. */
  readonly gemmGflops: number;
  /** What large additions move. */
  readonly bytesPerSecond: number;
  /** Training samples a second of the reference models. */
  readonly models: readonly { readonly name: ReferenceName; readonly samplesPerSecond: number }[];
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

/*
 * Fitted to the steps of all templates at two sizes, the cases of `hearth bench` and the reference
 * models, with ONNX Runtime 1.30: docs/performance/processor.md has what is left over.
 */

/** What an operator takes however small its tensors are; several steps share many of them. */
const SECONDS_PER_KERNEL = 0.32e-6;
/** Share of the peak that products, and convolutions by blocked kernels, reach. */
const PEAK_SHARE = 0.6;
/** The same of convolutions by standard kernels. */
const PLAIN_SHARE = 0.13;
/** Caches move tensors of a step so many times as fast as memory moves large ones. */
const CACHE_GAIN = 1.75;
/** A byte of state that is handed over takes as long as so many that a large addition moves. */
const HANDING = 18;
/** Steps of networks unlike the reference models took between half and twice the prediction. */
const UNCERTAINTY = 2;
/** Validation computes the forward pass only: about a third of a training step. */
const VALIDATION_SHARE = 1 / 3;

/**
 * Predicts a run's duration from what its step computes and moves, and from how fast this machine
 * was measured to be: overhead of the operators, arithmetic at a share of the peak, and traffic at
 * a multiple of its memory's; all of it as much slower as the reference models were than predicted.
 * @param cost counted for the plan's batch size
 * @source Williams, Waterman & Patterson 2009, "Roofline", with the times added up rather than the larger taken
 */
export function predictDuration(
  cost: ModelCost,
  plan: { readonly batchSize: number; readonly epochs: number },
  rows: { readonly train: number; readonly val: number },
  speed: MeasuredSpeed,
): DurationPrediction {
  const secondsPerStep = slowness(speed) * stepSeconds(cost, plan.batchSize, speed);
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
  { gemmGflops, bytesPerSecond }: MeasuredSpeed,
): number {
  const plainFlops = cost.plainFlopsPerSample * batchSize;
  const flops = cost.flopsPerSample * batchSize + cost.updateFlops - plainFlops;
  return (
    cost.kernels * SECONDS_PER_KERNEL +
    (flops / PEAK_SHARE + plainFlops / PLAIN_SHARE) / (gemmGflops * 1e9) +
    (cost.trafficBytes / CACHE_GAIN + cost.handedBytes * HANDING) / bytesPerSecond
  );
}

/** How many times as long as predicted the reference models' steps took, as a geometric mean. */
function slowness(speed: MeasuredSpeed): number {
  const logarithms = speed.models.map(({ name, samplesPerSecond }) => {
    const { model, data, plan } = REFERENCES[name];
    const cost = costOf(model, data, plan, plan.batchSize);
    if (!cost.ok) throw new Error(`The reference model is wrong: ${cost.error.code}`);
    const predicted = stepSeconds(cost.value, plan.batchSize, speed);
    return Math.log(plan.batchSize / samplesPerSecond / predicted);
  });
  const sum = logarithms.reduce((total, each) => total + each, 0);
  return Math.exp(sum / Math.max(1, logarithms.length));
}
