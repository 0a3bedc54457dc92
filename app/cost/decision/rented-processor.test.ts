import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bareContext, certainInputs, workedScenario } from '../../testing/decision-context.ts';
import type { SheetName, SheetRow } from '../fact-sheets.ts';
import { billedHours } from '../formulas/renting.ts';
import { readRow } from '../sheets/read-row.ts';
import { offerKey } from './choose-rows.ts';
import { decide } from './decide.ts';
import type { MeasuredRun } from './resolve-context.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { NO_CHOICES, type Scenario } from './scenario.ts';

const FACTS = new URL('../../../resources/facts/', import.meta.url);

/** A bundled sheet, as the host reads it. */
function sheet<Name extends SheetName>(name: Name): readonly SheetRow<Name>[] {
  const rows: readonly unknown[] = JSON.parse(readFileSync(new URL(`${name}.json`, FACTS), 'utf8'));
  return rows.map((value) => {
    const read = readRow(name, value);
    if (!read.ok) throw new Error(`${name}: ${JSON.stringify(read.fault)}`);
    return read.row;
  });
}

const processors = sheet('cloud_cpu_prices');

/** Half an hour on the processor of a machine of four cores, at 60 W. */
const RUN: MeasuredRun = {
  name: 'small-cnn',
  seconds: 1800,
  kwh: 0.03,
  device: 'cpu',
  cores: 4,
  samplesPerSecond: 2000,
  flopsPerSample: 5e7,
  parameters: 1e6,
  batchSize: 64,
  gemmGflops: 200,
  measuredAt: '2026-11-20',
};

const TRAINING: Scenario = {
  ...workedScenario(),
  work: 'training',
  choices: { ...NO_CHOICES, run: RUN.name },
  inputs: certainInputs({
    'work.runsPerMonth': 20,
    'own.gpuPriceUsd': 0,
    'own.gpuWatts': 0,
    'own.hostPriceUsd': 900,
    'rent.startupMinutes': 2,
    'rent.adminHoursPerMonth': 0,
    'rent.storageUsdPerMonth': 0,
    'rent.egressUsdPerMonth': 0,
    'market.rentalDeclinePerYear': 0,
    'work.growthPerYear': 0,
  }),
};

function decided(scenario: Scenario, run: MeasuredRun | null = RUN) {
  const bare = bareContext({ run });
  const resolved = resolveInputs(scenario, {
    ...bare,
    sheets: {
      ...bare.sheets,
      cloud_cpu_prices: processors,
      rental_terms: sheet('rental_terms'),
      rental_exclusions: sheet('rental_exclusions'),
      run_parameters: sheet('run_parameters'),
    },
  });
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  const rent = decide(resolved.value).options.find(({ kind }) => kind === 'rent');
  if (rent === undefined) throw new Error('Renting is always an option, if not a feasible one');
  return { resolved: resolved.value, rent };
}

function offered(name: string, scenario = TRAINING): Scenario {
  return { ...scenario, choices: { ...scenario.choices, rentOffer: name } };
}

describe('a rented machine without a card', () => {
  it.each(processors.map((row) => [offerKey(row), row] as const))(
    '%s repeats what a processor was measured at, by its cores',
    (name, row) => {
      const { resolved, rent } = decided(offered(name));
      expect(rent).toMatchObject({ feasible: true, name });
      const speedup = resolved.values['measured.rentedSpeedup'];
      // A vCPU is half a core to a whole one; more cores than four may bring nothing.
      expect(speedup?.low).toBeCloseTo(Math.min(1, (0.5 * row.vcpus) / 4), 9);
      expect(speedup?.high).toBeCloseTo(row.vcpus / 4, 9);
      const hours = rent.lines
        .filter(({ item }) => item === 'instance-hours' || item === 'billing-grain')
        .reduce((sum, { quantity }) => sum + quantity, 0);
      const used = 0.5 / (speedup?.base ?? 0) + 2 / 60;
      const isBySecond = row.provider !== 'Nebius';
      expect(hours).toBeCloseTo(20 * billedHours(used, isBySecond ? 1 / 3600 : 1, 1 / 60), 6);
      expect(rent.usdPerMonth).toBeCloseTo(hours * (row.on_demand_usd_per_h ?? 0), 6);
    },
  );

  it('draws by its cores what the processor here drew by its own', () => {
    const { resolved } = decided(offered('Nebius/cpu-e2_8vcpu-32gb/eu-north1'));
    // 60 W of four cores; eight vCPU are four to eight cores.
    expect(resolved.values['rent.hostWatts']).toMatchObject({ low: 60, base: 60, high: 120 });
  });

  it('is found by itself, and never among the offers that the sheet leaves out', () => {
    const { rent } = decided(TRAINING);
    expect(rent.feasible).toBe(true);
    expect(rent.name).not.toMatch(/c3\.|a1\.|DigitalOcean\/s-/);
    const prices = processors
      .filter(({ as_of }) => as_of >= '2025')
      .filter((row) => !/^(c3|a1|s-)/.test(row.instance_type))
      .map((row) => decided(offered(offerKey(row))).rent.usdTotal ?? Number.POSITIVE_INFINITY);
    expect(rent.usdTotal).toBeCloseTo(Math.min(...prices), 6);
  });

  it('declines what no processor was measured at', () => {
    const name = 'AWS/m7g.large/us-west-2';
    const known = processors.find(({ instance_type }) => instance_type === 'm7g.large');
    const key = known === undefined ? name : offerKey(known);
    const onCard = decided(offered(key), { ...RUN, device: 'gpu' }).rent;
    expect(onCard).toMatchObject({ feasible: false });
    expect(onCard.reasons.map((reason) => reason.key)).toEqual(['cost.fault.processor-training']);
    expect(decided(TRAINING, { ...RUN, device: 'gpu' }).rent.reasons[0]?.key).toBe(
      'cost.fault.no-offer',
    );
    const served = decided(offered(key, workedScenario({ 'work.latencySeconds': 20 })), null).rent;
    expect(served.reasons.map((reason) => reason.key)).toContain('cost.fault.processor-serving');
    expect(served.feasible).toBe(false);
    for (const { values } of served.reasons) {
      for (const value of Object.values(values)) {
        expect(typeof value === 'string' || Number.isFinite(value)).toBe(true);
      }
    }
  });

  it('is judged by a speed that the user gives', () => {
    const key = 'Nebius/cpu-e2_8vcpu-32gb/eu-north1';
    const own = certainInputs({ 'measured.rentedSpeedup': 2 });
    const scenario = offered(key, { ...TRAINING, inputs: { ...TRAINING.inputs, ...own } });
    expect(decided(scenario, { ...RUN, device: 'gpu' }).rent.feasible).toBe(true);
  });
});

describe('hours billed', () => {
  it('are whole grains, and no fewer than the least', () => {
    expect(billedHours(1.01, 1, 0)).toBe(2);
    expect(billedHours(2, 1, 0)).toBe(2);
    expect(billedHours(0.001, 1 / 3600, 1 / 60)).toBe(1 / 60);
    expect(billedHours(1.3, 0, 0)).toBe(1.3);
    expect(billedHours(Number.POSITIVE_INFINITY, 1, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});
