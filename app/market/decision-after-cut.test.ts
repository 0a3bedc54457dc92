import { expect, test } from 'vitest';
import type { ResolvedInput } from '../cost/decision/resolved-inputs.ts';
import type { Scenario } from '../cost/decision/scenario.ts';
import { CHATBOT } from '../cost/decision/templates/chatbot.ts';
import { fail, ok } from '../errors.ts';
import { decision, decisionOption } from '../testing/decision.ts';
import { decisionSteps, scenarioAtPrices } from './decision-after-cut.ts';

const input = (id: ResolvedInput['id'], base: number): ResolvedInput => ({
  id,
  base,
  low: base / 2,
  high: base * 2,
  law: 'lognormal',
  source: { source: 'a list', asOf: '2026-08', kind: 'sheet' },
  isOwn: false,
  note: null,
});
const INPUTS = [input('api.outputUsdPerMtok', 8), input('own.gpuPriceUsd', 1600)];
const TIMELINE = [0, 1, 2].map((cuts) => ({ cuts, priceRatio: 0.5 ** cuts }));

/** Buying costs 100 a month, the API ten times its output price. */
function decide(scenario: Scenario) {
  const api = (scenario.inputs['api.outputUsdPerMtok']?.base ?? 12) * 10;
  const { recommendation } = decision();
  return decision({
    inputs: INPUTS,
    options: [decisionOption('own', 'a machine', 100), decisionOption('api', 'an API', api)],
    recommendation: { ...recommendation, option: api < 100 ? 'api' : 'own' },
  });
}

test('prices of the API move, range and all, and nothing else', () => {
  const moved = scenarioAtPrices(CHATBOT, INPUTS, 0.25);
  expect(moved.inputs['api.outputUsdPerMtok']).toEqual({
    base: 2,
    low: 1,
    high: 4,
    currency: 'USD',
  });
  expect(moved.inputs['own.gpuPriceUsd']).toBeUndefined();
  expect(moved.inputs['work.requestsPerDay']).toEqual(CHATBOT.inputs['work.requestsPerDay']);
});

test('each cut is decided anew, and what turned is marked', async () => {
  const steps = await decisionSteps(CHATBOT, TIMELINE, async (scenario) => ok(decide(scenario)));
  if (!steps.ok) throw new Error('not decided');
  expect(steps.value.map(({ recommended, turned }) => [recommended, turned])).toEqual([
    ['own', false],
    ['api', true],
    ['api', true],
  ]);
  expect(steps.value.map(({ options }) => options[1]?.usdPerMonth)).toEqual([120, 40, 20]);
});

test('what cannot be decided is the answer', async () => {
  const error = { code: 'cost/tariff-unknown', region: 'Atlantis' } as const;
  expect(await decisionSteps(CHATBOT, TIMELINE, async () => fail(error))).toEqual(fail(error));
});
