import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../language.ts';
import { outlook } from '../../testing/decision.ts';
import { bareContext, workedScenario } from '../../testing/decision-context.ts';
import { decisionReport } from '../report/decision/decision-report.ts';
import { reportHtml } from '../report/html.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { resolveInputs } from './resolve-inputs.ts';
import type { ScenarioWeights } from './scenario.ts';
import { DecisionWords } from './words.ts';

/** The worked example at a tenth of its demand, where an API is the cheapest. */
function decided(weights: ScenarioWeights): Decision {
  const scenario = workedScenario();
  const requests = scenario.inputs['work.requestsPerDay']?.base ?? 0;
  const few = workedScenario({ 'work.requestsPerDay': requests / 10 });
  const resolved = resolveInputs({ ...few, weights }, bareContext());
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return decide(resolved.value);
}

const usdOf = (decision: Decision) => decision.options.map(({ usdPerMonth }) => usdPerMonth);

describe('weights of privacy and control', () => {
  const plain = decided({ privacy: 0, control: 0 });
  const weighted = decided({ privacy: 8, control: 2 });

  it('change what is recommended, and no cost', () => {
    expect(plain.recommendation.option).toBe('api');
    expect(weighted.recommendation.option).toBe('own');
    expect(usdOf(weighted)).toEqual(usdOf(plain));
    const api = weighted.options.find(({ kind }) => kind === 'api');
    expect(api?.weightedUsdPerMonth).toBeCloseTo((api?.usdPerMonth ?? 0) * 11, 9);
    const own = weighted.options.find(({ kind }) => kind === 'own');
    expect(own?.weightedUsdPerMonth).toBe(own?.usdPerMonth);
  });

  it.each(LANGUAGES)('stand in the verdict and in the report, in %s', (language) => {
    const words = new DecisionWords(language, { currency: 'USD', perUsd: 1 });
    const told = words.sentence(weighted.recommendation.words).replaceAll('\u00a0', ' ');
    expect(told).toMatch(/800 ?%.*200 ?%/);
    expect(words.sentence(plain.recommendation.words)).not.toContain('%');
    const html = (decision: Decision) =>
      reportHtml(
        decisionReport({
          name: 'A chatbot',
          decision,
          outlook: outlook(),
          today: '2026-11-26',
          language,
        }),
      ).replaceAll('\u00a0', ' ');
    expect(html(weighted)).toMatch(/800 ?%/);
    expect(html(plain)).not.toMatch(/800 ?%/);
  });

  it('are told even where they change nothing', () => {
    const slight = decided({ privacy: 0.1, control: 0 });
    expect(slight.recommendation.option).toBe('api');
    expect(slight.recommendation.words).toMatchObject({
      key: 'cost.verdict.weighted',
      values: { privacyShare: 0.1, controlShare: 0 },
    });
  });
});
