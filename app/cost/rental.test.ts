import { describe, expect, it } from 'vitest';
import {
  cpuInstance,
  factSheets,
  gpuCard,
  gpuInstance,
  runCostInputs,
} from '../testing/cost-inputs.ts';
import type { FactSheets } from './fact-sheets.ts';
import { ageInMonths, billedSeconds } from './rental.ts';
import { rentedCpu } from './rented-cpu.ts';
import { rentedGpu } from './rented-gpu.ts';
import type { CostEstimate } from './run-cost.ts';

const TODAY = '2026-11-23';

function onCpu(changes: Partial<FactSheets>, seconds = 3600, cores = 2): readonly CostEstimate[] {
  return rentedCpu(seconds, cores, factSheets(changes), TODAY);
}

function onGpu(changes: Partial<FactSheets>, gemmGflops: number | null = 100) {
  return rentedGpu(runCostInputs(), gemmGflops, factSheets(changes), TODAY);
}

function names(estimates: readonly CostEstimate[]): readonly string[] {
  return estimates.map((estimate) => estimate.name);
}

function keys(estimate: CostEstimate | undefined): readonly string[] {
  return estimate?.basis.map((basis) => basis.key) ?? [];
}

describe('a run on a rented machine without a card', () => {
  it('takes between as long as here and what twice the cores would give', () => {
    // 4 vCPUs are 2 to 4 cores against 2; 1 to 5 minutes of start-up.
    const [estimate] = onCpu({});
    expect(estimate).toMatchObject({ lowSeconds: 1800 + 60, highSeconds: 3600 + 300 });
    expect(estimate?.lowUsd).toBeCloseTo((1860 / 3600) * 0.1, 12);
    expect(estimate?.highUsd).toBeCloseTo((3900 / 3600) * 0.1, 12);
    expect(estimate?.lines.map((line) => line.item)).toEqual([
      'instance-hours',
      'start-up',
      'billing-grain',
    ]);
  });

  it('is shown for the matching size and the next two, the cheapest offer each', () => {
    const sizes = [2, 4, 8, 16, 32].map((vcpus) =>
      cpuInstance({ vcpus, instance_type: `size-${vcpus}`, on_demand_usd_per_h: vcpus / 40 }),
    );
    const cheaper = cpuInstance({ instance_type: 'bargain', on_demand_usd_per_h: 0.05 });
    expect(names(onCpu({ cpuInstances: [...sizes, cheaper] }))).toEqual([
      'Second Cloud bargain',
      'Second Cloud size-8',
      'Second Cloud size-16',
    ]);
  });

  it('is shown for the largest size where none has as many cores', () => {
    const [estimate] = onCpu({}, 3600, 64);
    // 4 vCPUs are at worst 2 of 64 cores.
    expect(estimate?.highSeconds).toBe(3600 * 32 + 300);
  });

  it('is billed by the hour at worst where the terms are not known', () => {
    const [estimate] = onCpu({ cpuInstances: [cpuInstance({ provider: 'Unknown' })] });
    expect(estimate?.lowUsd).toBeCloseTo((1860 / 3600) * 0.1, 12);
    expect(estimate?.highUsd).toBeCloseTo(0.2, 12);
    expect(keys(estimate)).toContain('cost.basis.billing-unknown');
  });

  it('never uses an offer without a price, at 0, or left out by the sheet', () => {
    const exclusion = {
      provider: 'Second Cloud',
      instance_prefix: 'shared-',
      reason: 'shared',
      source: 'a price list',
      as_of: '2026',
      confidence: 'read' as const,
    };
    const offers = [
      cpuInstance({ instance_type: 'free', on_demand_usd_per_h: 0 }),
      cpuInstance({ instance_type: 'unknown', on_demand_usd_per_h: null }),
      cpuInstance({ instance_type: 'shared-4', on_demand_usd_per_h: 0.01 }),
      cpuInstance({ instance_type: 'sound' }),
    ];
    const estimates = onCpu({ cpuInstances: offers, rentalExclusions: [exclusion] });
    expect(names(estimates)).toEqual(['Second Cloud sound']);
  });

  it('prefers a current price to a cheaper old one, and takes an old one if there is no other', () => {
    const old = cpuInstance({ instance_type: 'old', as_of: '2023-08', on_demand_usd_per_h: 0.01 });
    expect(names(onCpu({ cpuInstances: [old, cpuInstance()] }))).toEqual(['Second Cloud four']);
    expect(names(onCpu({ cpuInstances: [old] }))).toEqual(['Second Cloud old']);
  });

  it('says what spot would save, or that it would not', () => {
    const at = (spot: number) =>
      onCpu({ cpuInstances: [cpuInstance({ spot_usd_per_h: spot })] })[0];
    expect(at(0.025)?.basis.find((basis) => basis.key === 'cost.basis.spot')?.values).toEqual({
      usdPerHour: 0.025,
      percent: 75,
    });
    expect(keys(at(0.1))).toContain('cost.basis.no-spot-discount');
    expect(keys(at(0))).not.toContain('cost.basis.no-spot-discount');
  });
});

describe('a run on a rented card', () => {
  it('is at best bound by memory, if that is slower than by compute', () => {
    // Compute: half of 10 TFLOP/s against 50 GFLOP/s here, 100 ×.
    // Memory: 100 steps a second × 1e6 parameters × 24 B = 2.4 GB/s here; 100 GB/s there, 41.67 ×.
    const [estimate] = onGpu({});
    expect(estimate?.lowSeconds).toBeCloseTo(86.4 + 120, 9);
    expect(estimate?.highSeconds).toBe(3600 + 900);
    expect(estimate?.lowUsd).toBeCloseTo(207 / 3600, 12);
    expect(estimate?.highUsd).toBeCloseTo(1.25, 12);
  });

  it('is at best bound by compute, at the share of peak reached here', () => {
    const [estimate] = onGpu({ gpus: [gpuCard({ memory_bandwidth_gbs: 1000 })] });
    expect(estimate?.lowSeconds).toBeCloseTo(36 + 120, 9);
    expect(keys(estimate)).toContain('cost.basis.utilisation-measured');
  });

  it('takes the utilisation of large jobs while the peak here is not measured', () => {
    const [estimate] = onGpu({ gpus: [gpuCard({ memory_bandwidth_gbs: 1000 })] }, null);
    expect(estimate?.lowSeconds).toBeCloseTo(3600 / 110 + 120, 9);
    expect(keys(estimate)).toContain('cost.basis.utilisation-assumed');
  });

  it('may be slower than here on a weak card', () => {
    const [estimate] = onGpu({ gpus: [gpuCard({ fp32_tflops: 0.05 })] });
    expect(estimate?.lowSeconds).toBe(3600 + 120);
    expect(estimate?.highSeconds).toBeCloseTo(7200 + 900, 9);
  });

  it('is shown for single cards of a known kind that anyone can rent by the hour', () => {
    const offers = [
      gpuInstance({ instance_type: 'two', gpu_count: 2 }),
      gpuInstance({ instance_type: 'home', tier: 'community' }),
      gpuInstance({ instance_type: 'odd', gpu: 'L4 (modified)' }),
      gpuInstance({ instance_type: 'sound', on_demand_usd_per_h: 3 }),
    ];
    expect(names(onGpu({ gpuInstances: offers }))).toEqual(['Second Cloud sound']);
  });
});

describe('billing', () => {
  it.each([
    [10, 1, { minimum_s: 60, minimum_usd: null }, 60],
    [61.2, 1, { minimum_s: 60, minimum_usd: null }, 62],
    [3601, 3600, { minimum_s: 60, minimum_usd: null }, 7200],
    [60, 1, { minimum_s: 60, minimum_usd: 0.01 }, 360],
  ])('%s s by %s s with %o is %s s at 0.10 USD an hour', (used, grain, terms, billed) => {
    expect(billedSeconds(used, 0.1, grain, terms)).toBeCloseTo(billed, 9);
  });
});

describe('the age of a figure', () => {
  it.each([
    ['2026-11-01', 0],
    ['2025-09', 14],
    ['2025', 22],
  ])('%s is %s months old', (asOf, months) => {
    expect(ageInMonths(asOf, TODAY)).toBe(months);
  });
});
