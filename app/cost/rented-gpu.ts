import type { FactSheets, GpuCard, GpuInstance } from './fact-sheets.ts';
import { COMPARED_GPUS, type GpuKind } from './gpu-kinds.ts';
import { cheapest, currentOffers, isComparable, rentalEstimate } from './rental.ts';
import type { CostBasis, CostEstimate } from './run-cost.ts';
import { sheetSource } from './sheet-source.ts';
import { percentage } from './tariff.ts';

/**
 * Bytes that one optimiser step moves at the very least for each parameter: the float32 weight is
 * read forward, backward and by the update, its gradient written and read, and the weight written.
 * Activations and optimiser moments come on top, so the bound they give is a generous one.
 */
const BYTES_PER_PARAMETER_AND_STEP = 6 * 4;

/** What the run did here. */
export interface MeasuredWork {
  /** Training and validation, pauses left out. */
  readonly seconds: number;
  /** Training samples a second. */
  readonly samplesPerSecond: number;
  /** FLOPs of one training step per sample. */
  readonly flopsPerSample: number;
  readonly parameters: number;
  readonly batchSize: number;
}

/**
 * The run on one rented card of each kind compared, at the cheapest offer each.
 *
 * Worst: no faster than here, since small steps are bound by launching kernels. Best: a roofline,
 * with the share of peak reached here carried over to the card's float32 peak, and never faster
 * than its memory can stream the weights of each step.
 * @param gemmGflops matrix-multiplication peak of this machine; null: not measured, then the
 *                   utilisation of large training jobs stands in for the one here
 * @param today      ISO date
 */
export function rentedGpu(
  work: MeasuredWork,
  gemmGflops: number | null,
  sheets: FactSheets,
  today: string,
): readonly CostEstimate[] {
  const offers = sheets.gpuInstances.filter(
    (offer) => offer.gpu_count === 1 && offer.tier !== 'community' && isComparable(offer, sheets),
  );
  return COMPARED_GPUS.flatMap((kind) => {
    const ofThisKind = offers.filter((offer) => isOfKind(offer, kind));
    return cheapest(
      currentOffers(ofThisKind, today).flatMap((offer) => {
        const card = sheets.gpus.find((candidate) => candidate.name === kind.cards[offer.gpu]);
        return card === undefined ? [] : [onCard(offer, card, work, gemmGflops, sheets)];
      }),
    );
  });
}

function onCard(
  offer: GpuInstance,
  card: GpuCard,
  work: MeasuredWork,
  gemmGflops: number | null,
  sheets: FactSheets,
): CostEstimate {
  const { MFU, startup_minutes_gpu: startup } = sheets.parameters;
  const speedup = rooflineSpeedup(work, gemmGflops, card, MFU.high);
  const time = {
    lowSeconds: work.seconds / Math.max(1, speedup),
    highSeconds: work.seconds / Math.min(1, speedup),
  };
  const basis = [cardBasis(card), utilisationBasis(work, gemmGflops, sheets)];
  return rentalEstimate(offer, 'gpu', time, startup, basis, sheets);
}

/**
 * How many times faster than here a card could at best train.
 * @param unmeasuredUtilisation share of peak taken where this machine's own peak is not known
 * @returns a positive number; 1 where nothing was measured
 */
export function rooflineSpeedup(
  work: MeasuredWork,
  gemmGflops: number | null,
  card: Pick<GpuCard, 'fp32_tflops' | 'memory_bandwidth_gbs'>,
  unmeasuredUtilisation: number,
): number {
  const cardFlops = (card.fp32_tflops ?? 0) * 1e12;
  const flopsHere = work.samplesPerSecond * work.flopsPerSample;
  const utilisation = utilisationHere(work, gemmGflops) ?? unmeasuredUtilisation;
  const byCompute = (cardFlops * utilisation) / flopsHere;
  const bytesHere =
    (work.samplesPerSecond / work.batchSize) * work.parameters * BYTES_PER_PARAMETER_AND_STEP;
  const byMemory = (card.memory_bandwidth_gbs * 1e9) / bytesHere;
  const speedup = Math.min(byCompute, byMemory);
  return Number.isFinite(speedup) && speedup > 0 ? speedup : 1;
}

/** Share of this machine's peak that the run reached, at most 1; null where the peak is not known. */
function utilisationHere(work: MeasuredWork, gemmGflops: number | null): number | null {
  if (gemmGflops === null) return null;
  return Math.min(1, (work.samplesPerSecond * work.flopsPerSample) / (gemmGflops * 1e9));
}

function isOfKind(offer: GpuInstance, kind: GpuKind): boolean {
  return (
    kind.cards[offer.gpu] !== undefined &&
    (kind.memoryGb === null || kind.memoryGb === offer.gpu_memory_gb)
  );
}

function cardBasis(card: GpuCard): CostBasis {
  return {
    key: 'cost.basis.gpu-range',
    values: {
      card: card.name,
      tflops: card.fp32_tflops ?? 0,
      gigabytesPerSecond: card.memory_bandwidth_gbs,
    },
    source: sheetSource(card, 'fp32_tflops', 'memory_bandwidth_gbs'),
  };
}

function utilisationBasis(
  work: MeasuredWork,
  gemmGflops: number | null,
  sheets: FactSheets,
): CostBasis {
  const utilisation = utilisationHere(work, gemmGflops);
  if (gemmGflops === null || utilisation === null) {
    const mfu = sheets.parameters.MFU;
    return {
      key: 'cost.basis.utilisation-assumed',
      values: { percent: percentage(mfu.high) },
      source: sheetSource(mfu, 'high'),
    };
  }
  return {
    key: 'cost.basis.utilisation-measured',
    values: { percent: percentage(utilisation), gflops: Math.round(gemmGflops) },
    source: { source: 'this machine', asOf: null, kind: 'measured' },
  };
}
