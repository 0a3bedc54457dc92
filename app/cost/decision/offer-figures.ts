import { SECONDS_PER_HOUR } from '../../units.ts';
import type { CloudCpuRow, CloudGpuRow, GpuRow } from '../fact-sheets.ts';
import { rooflineSpeedup } from '../rented-gpu.ts';
import { sheetSource } from '../sheet-source.ts';
import type { RentedMachine } from './choose-rows.ts';
import { type Figure, type Figures, fromRow, parameterFigure } from './figure.ts';
import { cardTflops, tflopsColumn } from './rented-card.ts';
import type { MeasuredRun, ResolveContext } from './resolve-context.ts';

/**
 * Figures of a rented machine: its price and how it is billed, its card, and how fast it repeats a run.
 * @param unmeasuredUtilisation share of peak taken where this machine's own peak is not known
 */
export function offerFigures(
  machine: RentedMachine,
  { run, sheets }: Pick<ResolveContext, 'run' | 'sheets'>,
  unmeasuredUtilisation: number,
): Figures {
  const priced = { ...priceFigures(machine.offer), ...billingFigures(machine.offer, sheets) };
  if (machine.device === 'cpu')
    return { ...priced, ...processorFigures(machine.offer, run, sheets) };
  const { offer, card } = machine;
  return {
    ...priced,
    'rent.gpus': fromRow('rent.gpus', offer.gpu_count, offer, 'gpu_count'),
    'rent.gpuMemoryGb': fromRow('rent.gpuMemoryGb', offer.gpu_memory_gb, offer, 'gpu_memory_gb'),
    ...(card === undefined ? {} : rentedCardFigures(card)),
    ...(run === null || card === undefined
      ? {}
      : { 'measured.rentedSpeedup': cardSpeedup(run, card, unmeasuredUtilisation) }),
  };
}

function priceFigures(offer: CloudGpuRow | CloudCpuRow): Figures {
  const price = offer.on_demand_usd_per_h;
  const spot = offer.spot_usd_per_h;
  return {
    ...(price === null || price <= 0
      ? {}
      : {
          'rent.onDemandUsdPerHour': fromRow(
            'rent.onDemandUsdPerHour',
            price,
            offer,
            'on_demand_usd_per_h',
          ),
        }),
    ...(spot === null || spot <= 0
      ? {}
      : { 'rent.spotUsdPerHour': fromRow('rent.spotUsdPerHour', spot, offer, 'spot_usd_per_h') }),
  };
}

/**
 * The grain and the least that a provider bills. Where its terms were not read, the sheet has a best and a
 * worst grain: the worst is taken, the best is the low end.
 */
function billingFigures(
  offer: CloudGpuRow | CloudCpuRow,
  { rental_terms: terms }: ResolveContext['sheets'],
): Figures {
  const row =
    terms.find(({ provider }) => provider === offer.provider) ??
    terms.find(({ provider }) => provider === '*');
  if (row === undefined) return {};
  const price = offer.on_demand_usd_per_h ?? 0;
  const byAmount = row.minimum_usd === null || price <= 0 ? 0 : row.minimum_usd / price;
  const least = Math.max(row.minimum_s / SECONDS_PER_HOUR, byAmount);
  const grain = row.worst_grain_s / SECONDS_PER_HOUR;
  return {
    'rent.billingGrainHours': {
      base: grain,
      low: row.grain_s / SECONDS_PER_HOUR,
      high: grain,
      source: sheetSource(row, 'grain_s', 'worst_grain_s'),
    },
    'rent.minimumBilledHours': {
      base: least,
      low: least,
      high: least,
      source: sheetSource(row, 'minimum_s', 'minimum_usd'),
    },
  };
}

function rentedCardFigures(card: GpuRow): Figures {
  const tflops = cardTflops(card);
  return {
    'rent.gpuGigabytesPerSecond': fromRow(
      'rent.gpuGigabytesPerSecond',
      card.memory_bandwidth_gbs,
      card,
      'memory_bandwidth_gbs',
    ),
    ...(tflops === null
      ? {}
      : { 'rent.gpuTflops': fromRow('rent.gpuTflops', tflops, card, tflopsColumn(card)) }),
    ...(card.tdp_w === null
      ? {}
      : { 'rent.gpuWatts': fromRow('rent.gpuWatts', card.tdp_w, card, 'tdp_w') }),
  };
}

/**
 * How many times faster than here a rented card trains: between no faster, since small steps wait for
 * kernels to start, and the roofline; their geometric mean is taken.
 */
function cardSpeedup(run: MeasuredRun, card: GpuRow, unmeasuredUtilisation: number): Figure {
  const best = rooflineSpeedup(run, run.gemmGflops, card, unmeasuredUtilisation);
  return {
    base: Math.sqrt(best),
    low: Math.min(1, best),
    high: Math.max(1, best),
    source: { ...sheetSource(card), kind: 'assumption' },
  };
}

/**
 * A machine without a card repeats what a processor was measured at, by its cores. What a vCPU is worth is a
 * range; at the low end cores beyond this machine's bring nothing, since small models do not fill more.
 * Nothing is known of its speed at work that was not measured on a processor.
 */
function processorFigures(
  offer: CloudCpuRow,
  run: MeasuredRun | null,
  sheets: ResolveContext['sheets'],
): Figures {
  const startup = parameterFigure('startup_minutes_cpu', sheets);
  const perVcpu = parameterFigure('cores_per_vcpu', sheets);
  return {
    ...(startup === null ? {} : { 'rent.startupMinutes': startup }),
    ...(run === null || run.device !== 'cpu' || perVcpu === null
      ? {}
      : coreFigures(offer, run, perVcpu)),
  };
}

function coreFigures(offer: CloudCpuRow, run: MeasuredRun, perVcpu: Figure): Figures {
  const times = (coresPerVcpu: number): number => (offer.vcpus * coresPerVcpu) / run.cores;
  const [low, high] = [Math.min(1, times(perVcpu.low)), times(perVcpu.high)];
  const watts = (1000 * run.kwh * SECONDS_PER_HOUR) / run.seconds;
  const draw = (coresPerVcpu: number): number => watts * times(coresPerVcpu);
  return {
    'measured.rentedSpeedup': {
      base: Math.sqrt(low * high),
      low,
      high,
      source: { ...perVcpu.source, kind: 'assumption' },
    },
    // A core there is taken to draw what a core here did.
    'rent.hostWatts': {
      base: draw(perVcpu.base),
      low: draw(perVcpu.low),
      high: draw(perVcpu.high),
      source: { source: run.name, asOf: run.measuredAt, kind: 'assumption' },
    },
  };
}
