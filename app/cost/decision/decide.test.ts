import { describe, expect, it } from 'vitest';
import { bareContext, workedScenario } from '../../testing/decision-context.ts';
import { decide } from './decide.ts';
import type { Decision, OptionKind } from './decision.ts';
import { resolveInputs } from './resolve-inputs.ts';

function decided(changes: Readonly<Record<string, number>> = {}): Decision {
  const resolved = resolveInputs(workedScenario(changes), bareContext());
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return decide(resolved.value);
}

function option(decision: Decision, kind: OptionKind) {
  const found = decision.options.find((candidate) => candidate.kind === kind);
  if (found === undefined) throw new Error(kind);
  return found;
}

const digits = (value: number | null): number => Number((value ?? Number.NaN).toPrecision(6));

describe('the worked examples, decided', () => {
  it('example 6: NPV, payback and k* are those of the cost model', () => {
    const flat = decided();
    expect(digits(flat.breakEven.netPresentValueUsd)).toBe(22454.8);
    expect(flat.breakEven.paybackMonths).toBe(9);
    expect(flat.breakEven.date).toBe('2026-10');
    expect(digits(Math.exp(flat.decline.exponent ?? Number.NaN))).toBe(1.80842);

    const halving = decided({ 'market.apiDeclinePerYear': Math.log(2) });
    expect(digits(halving.breakEven.netPresentValueUsd)).toBe(-1654.58);
    expect(halving.breakEven.paybackMonths).toBe(18);
    const tenfold = decided({ 'market.apiDeclinePerYear': Math.log(10) });
    expect(digits(tenfold.breakEven.netPresentValueUsd)).toBe(-10506.3);
    expect(tenfold.breakEven.paybackMonths).toBeNull();
  });

  it('example 2: capacity, price of a million tokens and the volume at which both cost the same', () => {
    const decision = decided();
    const own = option(decision, 'own');
    expect(digits(own.capacity?.unitsPerMachineMonth ?? null)).toBe(5518.79);
    expect(digits(option(decision, 'api').usdPerMtok)).toBe(0.45);
    const { unitsPerMonth, ownWins, shareOfCapacity } = decision.breakEven;
    // F with the monthly payment in place of annuity/12, which is 3.5 % higher as it is paid yearly.
    const i = 1.08 ** (1 / 12) - 1;
    const fixed = 282.993 - 1416.86 / 12 + (1416.86 * i) / 0.08;
    expect(unitsPerMonth).toBeCloseTo(fixed / (0.45 - 0.0379395), 1);
    expect(ownWins).toBe('above');
    expect(shareOfCapacity).toBeCloseTo((unitsPerMonth ?? 0) / 5518.79, 5);
    const dear = decided({ 'api.inputUsdPerMtok': 0.05, 'api.outputUsdPerMtok': 0.08 });
    // The cost model finds 14,468 M tokens, more than one machine can do; a second one costs as much again.
    expect(dear.breakEven.unitsPerMonth).toBeNull();
    expect(dear.recommendation.option).toBe('api');
  });

  it('says which option, why, and what would change it', () => {
    const { recommendation } = decided();
    expect(recommendation.option).toBe('own');
    expect(recommendation.runnerUp).toBe('api');
    expect(recommendation.reasons.length).toBeGreaterThan(0);
    const flips = recommendation.flips.map(
      ({ input, side, winner }) => `${input} ${side} ${winner}`,
    );
    expect(flips).toContain('market.apiDeclinePerYear above api');
    expect(flips).toContain('work.requestsPerDay below api');
    // With more work than one machine can do, a hybrid saves the second one.
    expect(flips).toContain('work.requestsPerDay above hybrid');
  });

  it('counts cash: the machine at the start, its resale at the end', () => {
    const decision = decided();
    const own = option(decision, 'own');
    expect(own.cumulativeUsd[0]).toBe(5398);
    expect(own.cumulativeUsd).toHaveLength(49);
    const running = (own.cumulativeUsd[1] ?? 0) - 5398;
    expect(running).toBeCloseTo(164.921 + 2000 * 0.0379395, 2);
    expect(own.usdTotal).toBeCloseTo(5398 + 48 * running - 959.4, 6);
    expect(option(decision, 'rent')).toMatchObject({
      feasible: false,
      usdPerMonth: null,
      reasons: [{ key: 'cost.fault.no-offer' }, { key: 'cost.remark.quality-unknown' }],
    });
    expect(decision.months[0]).toBe('2026-01');
    expect(decision.months.at(-1)).toBe('2030-01');
  });
});
