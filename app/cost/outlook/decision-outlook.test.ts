import { describe, expect, test } from 'vitest';
import { outlook as outlookSchema } from '../../contract/schemas/outlook.ts';
import { bareContext, workedScenario } from '../../testing/decision-context.ts';
import { decide } from '../decision/decide.ts';
import type { InputId } from '../decision/inputs.ts';
import { resolveInputs } from '../decision/resolve-inputs.ts';
import type { ResolvedInputs } from '../decision/resolved-inputs.ts';
import type { ScenarioInput } from '../decision/scenario.ts';
import { decisionGrid } from './decision-grid.ts';
import { decisionOutlook } from './decision-outlook.ts';
import type { Outlook } from './outlook.ts';
import { answerQuestion } from './question.ts';

/** Worked examples 1, 2 and 6 of COST_MODEL, with some inputs that vary. */
function resolved(inputs: Partial<Record<InputId, ScenarioInput>> = {}): ResolvedInputs {
  const scenario = workedScenario();
  const result = resolveInputs(
    { ...scenario, inputs: { ...scenario.inputs, ...inputs } },
    bareContext(),
  );
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function outlookOf(given: ResolvedInputs): Outlook {
  const result = decisionOutlook(given);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const FALLING: Partial<Record<InputId, ScenarioInput>> = {
  'market.apiDeclinePerYear': { base: 0.5, low: 0.1, high: 1.2 },
};

describe('where nothing varies', () => {
  const given = resolved();
  const sure = outlookOf(given);
  const decision = decide(given);

  test('the recommended option is the cheapest in every draw', () => {
    const best = sure.options.find(({ option }) => option === decision.recommendation.option);
    expect(best).toMatchObject({ cheapestShare: 1, cheapestStandardError: 0, possibleShare: 1 });
    expect(sure.draws).toBe(4096);
    expect(sure.tornados.every(({ bars }) => bars.length === 0)).toBe(true);
  });

  test('costs are those of the decision', () => {
    for (const { option, usd } of sure.options) {
      const own = decision.options.find(({ kind }) => kind === option);
      if (own?.feasible !== true) expect(usd).toBeNull();
      else expect(usd?.p50).toBeCloseTo(own.presentValueUsd ?? Number.NaN, 6);
    }
    expect(sure.payback?.netPresentValueUsd?.p50).toBeCloseTo(
      decision.breakEven.netPresentValueUsd ?? Number.NaN,
      6,
    );
  });

  test('bands lie on the curves', () => {
    for (const { option, p10, p50, p90 } of sure.bands) {
      const curve = decision.options.find(({ kind }) => kind === option)?.cumulativeUsd ?? [];
      expect(p50).toHaveLength(curve.length);
      for (const [month, usd] of curve.entries()) {
        for (const quantile of [p10, p50, p90]) expect(quantile[month]).toBeCloseTo(usd, 6);
      }
    }
  });
});

describe('where only the fall of API prices varies', () => {
  const given = resolved(FALLING);
  const unsure = outlookOf(given);

  test('buying pays back as often as prices fall by less than k*', () => {
    const { payback } = unsure;
    const slower = 1 - (payback?.fasterThanBreakEvenProbability ?? Number.NaN);
    expect(slower).toBeGreaterThan(0.05);
    expect(slower).toBeLessThan(0.95);
    expect(Math.abs((payback?.probability ?? 0) - slower)).toBeLessThan(0.002);
  });

  test('the tornado has one bar, whose ends are the decisions at low and high', () => {
    const difference = unsure.tornados.find(({ against }) => against !== null);
    expect(difference?.bars.map(({ input }) => input)).toEqual(['market.apiDeclinePerYear']);
    const [bar] = difference?.bars ?? [];
    const at = (base: number) => {
      const { options } = decide(
        resolved({ 'market.apiDeclinePerYear': { base, low: base, high: base } }),
      );
      const month = (option: string) =>
        options.find(({ kind }) => kind === option)?.usdPerMonth ?? Number.NaN;
      return month('api') - month('own');
    };
    expect(bar?.usdAtLow).toBeCloseTo(at(0.1), 6);
    expect(bar?.usdAtHigh).toBeCloseTo(at(1.2), 6);
  });

  test('the same question has the same answer, and is what the contract says', () => {
    expect(JSON.stringify(outlookOf(given))).toBe(JSON.stringify(unsure));
    expect(outlookSchema.parse(JSON.parse(JSON.stringify(unsure)))).toEqual(unsure);
    const answer = answerQuestion({ kind: 'outlook', resolved: given });
    expect(answer).toEqual({ kind: 'outlook', outlook: { ok: true, value: unsure } });
  });
});

test('weights move the odds, not the costs', () => {
  const given = resolved({ 'market.apiDeclinePerYear': { base: 1.2, low: 0.6, high: 1.8 } });
  const plain = outlookOf(given);
  const weighted = outlookOf({
    ...given,
    scenario: { ...given.scenario, weights: { privacy: 0.5, control: 0.5 } },
  });
  const share = ({ options }: Outlook) =>
    options.find(({ option }) => option === 'api')?.cheapestShare ?? 0;
  expect(share(weighted)).toBeLessThan(share(plain));
  expect(weighted.options.map(({ usd }) => usd)).toEqual(plain.options.map(({ usd }) => usd));
});

describe('the grid', () => {
  const given = resolved({
    ...FALLING,
    'work.requestsPerDay': { base: 28_000, low: 1000, high: 60_000 },
  });
  const grid = decisionGrid(given, 'work.requestsPerDay', 'market.apiDeclinePerYear', 5);

  test('has the costs of the decision in each cell', () => {
    const [requests = 0] = grid?.across.values.slice(2) ?? [];
    const [decline = 0] = grid?.up.values.slice(3) ?? [];
    const decision = decide(
      resolved({
        'work.requestsPerDay': { base: requests, low: requests, high: requests },
        'market.apiDeclinePerYear': { base: decline, low: decline, high: decline },
      }),
    );
    for (const { kind, usdPerMonth, feasible } of decision.options) {
      const cell = grid?.usd[kind][3 * 5 + 2] ?? null;
      if (feasible) expect(cell).toBeCloseTo(usdPerMonth ?? Number.NaN, 6);
      else expect(cell).toBeNull();
    }
  });

  test('has the API win where little is served and prices fall fast', () => {
    expect(grid?.cheapest[4 * 5]).toBe('api');
    expect(grid?.cheapest[4]).not.toBe('api');
  });

  test('does not exist for an input that is not there, or against itself', () => {
    expect(decisionGrid(given, 'work.requestsPerDay', 'work.runsPerMonth')).toBeNull();
    expect(decisionGrid(given, 'work.requestsPerDay', 'work.requestsPerDay')).toBeNull();
    expect(
      answerQuestion({
        kind: 'grid',
        resolved: given,
        across: 'work.requestsPerDay',
        up: 'work.runsPerMonth',
      }),
    ).toEqual({ kind: 'grid', grid: null });
  });
});
