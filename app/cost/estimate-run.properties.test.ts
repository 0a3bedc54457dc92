import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { cpuInstance, factSheets, gpuInstance, runCostInputs } from '../testing/cost-inputs.ts';
import { costOfRun, type RunCostInputs } from './estimate-run.ts';
import type { RunCost } from './run-cost.ts';

const inputs = fc
  .record({
    seconds: fc.double({ min: 0, max: 1e7, noNaN: true }),
    samplesPerSecond: fc.double({ min: 0, max: 1e7, noNaN: true }),
    flopsPerSample: fc.double({ min: 0, max: 1e15, noNaN: true }),
    parameters: fc.nat(1e9),
    batchSize: fc.integer({ min: 1, max: 65_536 }),
    cores: fc.integer({ min: 1, max: 256 }),
    gemmGflops: fc.option(fc.double({ min: 1, max: 1e5, noNaN: true })),
    kwh: fc.option(fc.double({ min: 0, max: 1e4, noNaN: true })),
    machinePriceUsd: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  })
  .map(({ cores, gemmGflops, kwh, machinePriceUsd, ...work }) =>
    runCostInputs({
      ...work,
      machine: { name: 'any', cores, gemmGflops },
      energy: kwh === null ? null : { kwh, source: 'rapl' },
      settings: { ...DEFAULT_SETTINGS, machinePriceUsd },
    }),
  );
const factor = fc.double({ min: 1.01, max: 1000, noNaN: true });

function cost(given: RunCostInputs): RunCost {
  const result = costOfRun(given);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

describe('the cost of any run', () => {
  it('is finite, its ranges are in order, and its lines add up', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const result = cost(given);
        for (const estimate of [result.own, ...result.rented]) {
          const { lowUsd, highUsd, lowSeconds, highSeconds } = estimate;
          for (const figure of [lowUsd, highUsd, lowSeconds, highSeconds]) {
            expect(Number.isFinite(figure)).toBe(true);
          }
          expect(lowUsd).toBeGreaterThanOrEqual(0);
          expect(highUsd).toBeGreaterThanOrEqual(lowUsd);
          expect(highSeconds).toBeGreaterThanOrEqual(lowSeconds);
          expectNear(
            estimate.lines.reduce((sum, line) => sum + line.amountUsd, 0),
            lowUsd,
          );
          for (const line of estimate.lines) {
            expectNear(line.quantity * line.unitPriceUsd, line.amountUsd);
          }
        }
      }),
    );
  });

  it('grows with the time it took, here and elsewhere', () => {
    fc.assert(
      fc.property(inputs, factor, (given, times) => {
        const short = cost(given);
        const long = cost({ ...given, seconds: given.seconds * times });
        expect(long.usd).toBeGreaterThanOrEqual(short.usd);
        long.rented.forEach((estimate, index) => {
          expect(estimate.lowUsd).toBeGreaterThanOrEqual(short.rented[index]?.lowUsd ?? 0);
          expect(estimate.highUsd).toBeGreaterThanOrEqual(short.rented[index]?.highUsd ?? 0);
        });
      }),
    );
  });

  it('here is in proportion to time and energy together', () => {
    fc.assert(
      fc.property(inputs, factor, (given, times) => {
        const scaled = cost({
          ...given,
          seconds: given.seconds * times,
          energy: given.energy && { ...given.energy, kwh: given.energy.kwh * times },
        });
        expectNear(scaled.usd, cost(given).usd * times);
      }),
    );
  });

  it('elsewhere is in proportion to the price an hour, and here does not move', () => {
    fc.assert(
      fc.property(inputs, factor, (given, times) => {
        const dear = cost({
          ...given,
          sheets: factSheets({
            cpuInstances: [cpuInstance({ on_demand_usd_per_h: 0.1 * times })],
            gpuInstances: [gpuInstance({ on_demand_usd_per_h: times })],
          }),
        });
        const cheap = cost(given);
        expect(dear.usd).toBe(cheap.usd);
        dear.rented.forEach((estimate, index) => {
          expectNear(estimate.lowUsd, (cheap.rented[index]?.lowUsd ?? 0) * times);
          expectNear(estimate.highUsd, (cheap.rented[index]?.highUsd ?? 0) * times);
        });
      }),
    );
  });
});
