import type { FactSheets } from './fact-sheets.ts';
import { cheapest, currentOffers, isComparable, rentalEstimate } from './rental.ts';
import type { CostEstimate } from './run-cost.ts';
import { sheetSource } from './sheet-source.ts';

/** How many sizes are shown: the smallest that matches this machine, and the next ones. */
const SIZES = 3;

/**
 * The run on rented machines without a card: the cheapest offer of each size, from the one that
 * surely has this machine's cores upwards (the largest one if none has).
 *
 * Throughput is scaled by cores. What a vCPU is worth is a range; at the low end, cores beyond
 * this machine's are taken to bring nothing, since small models do not fill more.
 * @param seconds measured here, training and validation
 * @param cores   physical cores of this machine
 * @param today   ISO date
 */
export function rentedCpu(
  seconds: number,
  cores: number,
  sheets: FactSheets,
  today: string,
): readonly CostEstimate[] {
  const { cores_per_vcpu: coresPerVcpu, startup_minutes_cpu: startup } = sheets.parameters;
  const offers = sheets.cpuInstances.filter((offer) => isComparable(offer, sheets));
  const sizes = [...new Set(offers.map((offer) => offer.vcpus))].sort((a, b) => a - b);
  const sufficient = sizes.filter((vcpus) => vcpus * coresPerVcpu.base >= cores);
  const shown = sufficient.length > 0 ? sufficient.slice(0, SIZES) : sizes.slice(-1);
  return shown.flatMap((vcpus) => {
    const lowCores = vcpus * coresPerVcpu.low;
    const highCores = vcpus * coresPerVcpu.high;
    const time = {
      lowSeconds: (seconds * cores) / highCores,
      highSeconds: seconds / Math.min(1, lowCores / cores),
    };
    const basis = {
      key: 'cost.basis.vcpu',
      values: { vcpus, lowCores, highCores, cores },
      source: sheetSource(coresPerVcpu, 'low', 'high'),
    };
    const ofThisSize = offers.filter((offer) => offer.vcpus === vcpus);
    return cheapest(
      currentOffers(ofThisSize, today).map((offer) =>
        rentalEstimate(offer, 'cpu', time, startup, [basis], sheets),
      ),
    );
  });
}
