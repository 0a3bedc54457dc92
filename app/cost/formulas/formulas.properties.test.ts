import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bisect } from './bisect.ts';
import {
  carbonKg,
  costOfOwning,
  decliningBalanceValue,
  type OwnedMachine,
  pueOfAirConditioning,
  straightLineValue,
} from './owning.ts';
import {
  breakEvenDecline,
  breakEvenVolume,
  cumulativeSaving,
  discountedPaybackMonths,
  type FallingPriceCase,
  netPresentValue,
  paybackMonth,
  paybackMonths,
} from './payback.ts';
import { capitalRecoveryFactor, declineExponent, declinePerYear, monthlyRate } from './rates.ts';
import {
  bestCheckpointInterval,
  hasSpotDiscount,
  preemptionWaste,
  spotHours,
  usdPerRentedHour,
} from './renting.ts';
import {
  activeParameters,
  blendedTokensPerSecond,
  decodeStep,
  parametersRead,
  prefillTokensPerSecond,
  servingBytes,
  trainingFlops,
  trainingHours,
} from './throughput.ts';
import { apiUsdPerMtok, usdPerSolvedTask } from './unit-costs.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const share = between(0, 1);
const factor = between(1.01, 100);

const machine: fc.Arbitrary<OwnedMachine> = fc.record({
  gpus: fc.integer({ min: 1, max: 16 }),
  gpuPriceUsd: between(1, 50_000),
  hostPriceUsd: between(0, 50_000),
  yearsKept: between(0.5, 10),
  discountRate: between(0, 0.5),
  resaleShare: between(0, 0.9),
  gpuWatts: between(10, 1500),
  loadShare: between(0.5, 1),
  idleShare: between(0, 0.4),
  hostBusyWatts: between(100, 2000),
  hostIdleWatts: between(0, 100),
  utilisation: between(0.01, 1),
  pue: between(1, 2),
  usdPerKwh: between(0, 1),
  adminHoursPerMonth: between(0, 50),
  wageUsdPerHour: between(0, 200),
  repairShare: between(0, 0.2),
});

const buying: fc.Arbitrary<FallingPriceCase> = fc.record({
  priceUsd: between(100, 1e5),
  resaleUsd: between(0, 1000),
  volumePerMonth: between(1, 1e5),
  apiUsd: between(0.01, 100),
  marginalUsd: between(0, 1),
  cashUsdPerMonth: between(0, 1000),
  discountRate: between(0, 0.3),
  horizonMonths: fc.integer({ min: 1, max: 72 }),
});

const moe = fc.record({
  denseParameters: between(1e8, 1e11),
  expertParameters: between(0, 1e12),
  experts: fc.constantFrom(8, 64, 128),
  expertsPerToken: fc.integer({ min: 1, max: 8 }),
  bytesPerWeight: fc.constantFrom(0.5, 1, 2),
  layers: fc.integer({ min: 1, max: 128 }),
  kvHeads: fc.integer({ min: 1, max: 32 }),
  headSize: fc.constantFrom(64, 128),
  bytesPerKvValue: fc.constantFrom(1, 2),
  width: between(0, 16_384),
});
const CARD = { gpus: 2, bytesPerSecond: 1e12, flopsPerSecond: 1e14 };
const REACHED = { memory: 0.65, decode: 0.4, prefill: 0.5 };

function expectNear(actual: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}

describe('rates', () => {
  it('compound to the year, and repay what was lent', () => {
    fc.assert(
      fc.property(between(-0.5, 1), fc.integer({ min: 1, max: 60 }), (perYear, periods) => {
        const i = monthlyRate(perYear);
        expectNear((1 + i) ** 12, 1 + perYear);
        if (i < 1e-6) return;
        let owed = 1;
        const payment = capitalRecoveryFactor(i, periods);
        for (let period = 0; period < periods; period++) owed = owed * (1 + i) - payment;
        expectNear(owed, 0);
      }),
    );
    expect(capitalRecoveryFactor(0, 4)).toBe(0.25);
    expectNear(capitalRecoveryFactor(1e-9, 4), 0.25, 1e-6);
  });

  it('say a decline as a share and back', () => {
    expectNear(declinePerYear(Math.log(2)), 0.5);
    fc.assert(
      fc.property(between(-3, 3), (k) => expectNear(declineExponent(declinePerYear(k)), k, 1e-6)),
    );
  });
});

describe('owning', () => {
  it('costs more with dearer cards, power, work and interest, and less with resale', () => {
    const dearer: readonly ((given: OwnedMachine, by: number) => OwnedMachine)[] = [
      (given, by) => ({ ...given, gpuPriceUsd: given.gpuPriceUsd * by, resaleShare: 0 }),
      (given, by) => ({ ...given, usdPerKwh: given.usdPerKwh * by }),
      (given, by) => ({ ...given, adminHoursPerMonth: given.adminHoursPerMonth * by }),
      (given, by) => ({ ...given, pue: given.pue * by }),
      (given, by) => ({ ...given, discountRate: given.discountRate * by }),
      (given, by) => ({ ...given, resaleShare: given.resaleShare / by }),
      (given, by) => ({ ...given, utilisation: given.utilisation / by }),
    ];
    fc.assert(
      fc.property(machine, factor, fc.constantFrom(...dearer), (given, by, change) => {
        const before = costOfOwning(given).usdPerUsefulGpuHour;
        const after = costOfOwning(change(given, by)).usdPerUsefulGpuHour;
        expect(after).toBeGreaterThanOrEqual(before * (1 - 1e-9));
      }),
    );
  });

  it('is in proportion to the currency', () => {
    fc.assert(
      fc.property(machine, factor, (given, rate) => {
        const inOther = costOfOwning({
          ...given,
          gpuPriceUsd: given.gpuPriceUsd * rate,
          hostPriceUsd: given.hostPriceUsd * rate,
          usdPerKwh: given.usdPerKwh * rate,
          wageUsdPerHour: given.wageUsdPerHour * rate,
        });
        expectNear(inOther.totalUsd, costOfOwning(given).totalUsd * rate);
      }),
    );
  });

  it('used all the time, costs an hour what it does on the books', () => {
    fc.assert(
      fc.property(machine, (given) => {
        const cost = costOfOwning({ ...given, utilisation: 1 });
        expectNear(cost.usdPerUsefulGpuHour, cost.usdPerNameplateGpuHour);
      }),
    );
  });

  it('writes a machine down from its price to its resale', () => {
    fc.assert(
      fc.property(between(100, 1e5), between(0.01, 0.9), between(1, 10), (price, rho, years) => {
        for (const value of [straightLineValue, decliningBalanceValue]) {
          expectNear(value(price, rho * price, years, 0), price);
          expectNear(value(price, rho * price, years, years), rho * price);
          expectNear(value(price, rho * price, years, 2 * years), rho * price);
        }
        expect(decliningBalanceValue(price, rho * price, years, years / 2)).toBeLessThan(
          straightLineValue(price, rho * price, years, years / 2),
        );
      }),
    );
    expectNear(pueOfAirConditioning(4, 0.05), 1.3);
    expect(carbonKg(2, 400)).toBe(0.8);
  });
});

const mix = fc.record({
  onDemandUsdPerHour: between(0.1, 100),
  spotUsdPerHour: between(0.1, 100),
  reservedUsdPerHour: between(0.1, 100),
  spotShare: between(0, 0.5),
  reservedShare: between(0, 0.5),
  reservedUse: between(0.1, 1),
});
const CALM = {
  preemptionsPerHour: 0,
  checkpointIntervalHours: 0,
  checkpointHours: 0,
  restartHours: 0.1,
};

describe('renting', () => {
  it('all on demand costs the list price, and spot without interruptions its own', () => {
    fc.assert(
      fc.property(mix, (given) => {
        const none = { ...given, spotShare: 0, reservedShare: 0 };
        expectNear(usdPerRentedHour(none, CALM), given.onDemandUsdPerHour);
        const spot = { ...none, spotShare: 1 };
        expectNear(usdPerRentedHour(spot, CALM), given.spotUsdPerHour);
      }),
    );
    expect(bestCheckpointInterval(0.02, 0)).toBeNull();
    expect(hasSpotDiscount(1, 1)).toBe(false);
  });

  it('costs more with more interruptions and a reservation used less', () => {
    fc.assert(
      fc.property(mix, between(0, 0.2), factor, (given, preemptionsPerHour, by) => {
        const terms = { ...CALM, checkpointIntervalHours: 1, preemptionsPerHour };
        const calmer = { ...terms, preemptionsPerHour: preemptionsPerHour / by };
        const price = usdPerRentedHour(given, terms);
        expect(usdPerRentedHour(given, calmer)).toBeLessThanOrEqual(price);
        const idle = { ...given, reservedUse: given.reservedUse / by };
        expect(usdPerRentedHour(idle, terms)).toBeGreaterThanOrEqual(price);
      }),
    );
  });

  it('loses least at the best interval between checkpoints', () => {
    fc.assert(
      fc.property(between(0.001, 0.05), between(0.001, 0.05), factor, (cost, lambda, by) => {
        const best = bestCheckpointInterval(cost, lambda) ?? Number.NaN;
        // Young's interval is of first order: overhead and waste are added, not multiplied.
        const lost = (interval: number) =>
          cost / interval +
          preemptionWaste({
            preemptionsPerHour: lambda,
            checkpointIntervalHours: interval,
            restartHours: 0,
          });
        expect(lost(best)).toBeLessThanOrEqual(lost(best * by));
        expect(lost(best)).toBeLessThanOrEqual(lost(best / by));
      }),
    );
    expect(spotHours(10, CALM)).toBe(10);
  });
});

describe('the roofline', () => {
  it('reads between the experts of one token and all of them, more for a larger batch', () => {
    fc.assert(
      fc.property(moe, fc.integer({ min: 1, max: 256 }), (model, batch) => {
        const read = parametersRead(model, batch);
        expect(read).toBeGreaterThanOrEqual(activeParameters(model) * (1 - 1e-12));
        expect(read).toBeLessThanOrEqual(model.denseParameters + model.expertParameters);
        expect(parametersRead(model, batch + 1)).toBeGreaterThanOrEqual(read);
        const all = parametersRead(model, 1e6);
        expectNear(all / (model.denseParameters + model.expertParameters), 1);
      }),
    );
  });

  it('serves more tokens a second in a larger batch, each of them later', () => {
    fc.assert(
      fc.property(
        moe,
        fc.integer({ min: 1, max: 64 }),
        between(1, 1e5),
        (model, batch, context) => {
          const one = decodeStep(model, batch, context, CARD, REACHED);
          const more = decodeStep(model, batch * 2, context, CARD, REACHED);
          expect(more.seconds).toBeGreaterThanOrEqual(one.seconds);
          expect(more.tokensPerSecond).toBeGreaterThanOrEqual(one.tokensPerSecond * (1 - 1e-9));
          const longer = decodeStep(model, batch, context * 2, CARD, REACHED);
          expect(longer.tokensPerSecond).toBeLessThanOrEqual(one.tokensPerSecond);
          expect(servingBytes(model, batch * 2, context, 0)).toBeGreaterThan(
            servingBytes(model, batch, context, 0),
          );
        },
      ),
    );
  });

  it('is in proportion to the cards', () => {
    fc.assert(
      fc.property(moe, between(1, 1e5), (model, context) => {
        const twice = { ...CARD, gpus: 4 };
        expectNear(
          decodeStep(model, 8, context, twice, REACHED).tokensPerSecond,
          2 * decodeStep(model, 8, context, CARD, REACHED).tokensPerSecond,
        );
        expectNear(
          prefillTokensPerSecond(model, context, twice, REACHED.prefill),
          2 * prefillTokensPerSecond(model, context, CARD, REACHED.prefill),
        );
        const flops = trainingFlops(activeParameters(model), 1e9);
        expectNear(trainingHours(flops, twice, 0.4), trainingHours(flops, CARD, 0.4) / 2);
      }),
    );
  });

  it('blends between prefill and decode', () => {
    fc.assert(
      fc.property(share, between(1, 1e5), between(1, 1e5), (input, prefill, decode) => {
        const blended = blendedTokensPerSecond(input, prefill, decode);
        expect(blended).toBeGreaterThanOrEqual(Math.min(prefill, decode) * (1 - 1e-9));
        expect(blended).toBeLessThanOrEqual(Math.max(prefill, decode) * (1 + 1e-9));
      }),
    );
  });
});

describe('buying against an API', () => {
  const price = fc.record({
    inputUsdPerMtok: between(0, 100),
    cachedUsdPerMtok: between(0, 100),
    outputUsdPerMtok: between(0, 100),
    cacheHitShare: share,
    batchDiscount: share,
    outputMultiplier: between(1, 10),
  });

  it('pays in proportion to the list price, and half with half off', () => {
    fc.assert(
      fc.property(price, share, factor, (given, input, by) => {
        const usd = apiUsdPerMtok({ ...given, batchDiscount: 0 }, input);
        expectNear(apiUsdPerMtok({ ...given, batchDiscount: 0.5 }, input), usd / 2);
        const dearer = {
          ...given,
          batchDiscount: 0,
          inputUsdPerMtok: given.inputUsdPerMtok * by,
          cachedUsdPerMtok: given.cachedUsdPerMtok * by,
          outputUsdPerMtok: given.outputUsdPerMtok * by,
        };
        expectNear(apiUsdPerMtok(dearer, input), usd * by);
      }),
    );
    expect(usdPerSolvedTask(1, 0.5)).toBe(2);
  });

  it('breaks even where both cost the same', () => {
    fc.assert(
      fc.property(between(1, 1e4), between(0.01, 10), between(0, 10), (fixed, api, marginal) => {
        const volume = breakEvenVolume(fixed, api, marginal);
        if (volume === null) expect(api).toBeLessThanOrEqual(marginal);
        else expectNear(volume * api, fixed + volume * marginal, 1e-6);
      }),
    );
  });

  it('is worth less the faster prices fall, nothing at k*, and its flat payback adds up', () => {
    fc.assert(
      fc.property(buying, between(0, 3), between(0, 1), (given, k, more) => {
        const value = netPresentValue(given, k);
        expect(netPresentValue(given, k + more)).toBeLessThanOrEqual(
          value + 1e-9 * given.volumePerMonth * given.apiUsd * given.horizonMonths,
        );
        const best = breakEvenDecline(given);
        if (best !== null) {
          const scale = given.priceUsd + given.volumePerMonth * given.apiUsd;
          expect(Math.abs(netPresentValue(given, best))).toBeLessThanOrEqual(1e-6 * scale * 1e3);
        }
        const month = paybackMonth(given, k);
        const sums = cumulativeSaving(given, k);
        if (month === null) expect(Math.max(...sums)).toBeLessThan(0);
        else expect(sums[month]).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('takes longer to pay back with interest, and the same without', () => {
    fc.assert(
      fc.property(between(100, 1e5), between(1, 1e5), between(0, 0.5), (priceUsd, saving, rate) => {
        const flat = paybackMonths(priceUsd, saving) ?? Number.NaN;
        expect(discountedPaybackMonths(priceUsd, saving, 0)).toBe(flat);
        const discounted = discountedPaybackMonths(priceUsd, saving, rate);
        if (discounted !== null) expect(discounted).toBeGreaterThanOrEqual(flat * (1 - 1e-6));
      }),
    );
    expect(paybackMonths(100, 0)).toBeNull();
    expect(discountedPaybackMonths(1e6, 1, 0.1)).toBeNull();
  });
});

describe('bisection', () => {
  it('finds a root to the last bits, and nothing where there is none', () => {
    fc.assert(
      fc.property(between(-50, 50), (root) => {
        expectNear(bisect((x) => x - root, -100, 100) ?? Number.NaN, root, 1e-14);
        expectNear(bisect((x) => root - x, -100, 100) ?? Number.NaN, root, 1e-14);
      }),
    );
    expect(bisect(() => 1, 0, 1)).toBeNull();
    expect(bisect((x) => x, 0, 1)).toBe(0);
    expect(bisect((x) => x - 1, 0, 1)).toBe(1);
  });
});
