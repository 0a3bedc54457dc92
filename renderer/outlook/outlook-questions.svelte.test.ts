import { expect, test } from 'vitest';
import { resolveInputs } from '../../app/cost/decision/resolve-inputs.ts';
import { decisionGrid } from '../../app/cost/outlook/decision-grid.ts';
import { decisionOutlook } from '../../app/cost/outlook/decision-outlook.ts';
import { bareContext, workedScenario } from '../../app/testing/decision-context.ts';
import { OutlookQuestions } from './outlook-questions.ts';

function resolved(apiDecline: number) {
  const scenario = workedScenario();
  const inputs = {
    ...scenario.inputs,
    'market.apiDeclinePerYear': { base: apiDecline, low: 0, high: 1.5 },
    'work.requestsPerDay': { base: 28_000, low: 1000, high: 60_000 },
  };
  const result = resolveInputs({ ...scenario, inputs }, bareContext());
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

test('a real worker gives the figures that are worked out without one', async () => {
  const questions = new OutlookQuestions();
  try {
    const given = resolved(0.5);
    const [outlook, grid] = await Promise.all([
      questions.outlook(given),
      questions.grid(given, 'work.requestsPerDay', 'market.apiDeclinePerYear'),
    ]);
    expect(outlook).toEqual(decisionOutlook(given));
    expect(grid).toEqual(decisionGrid(given, 'work.requestsPerDay', 'market.apiDeclinePerYear'));
  } finally {
    questions.close();
  }
});

test('of many keystrokes the newest is answered', async () => {
  const questions = new OutlookQuestions();
  try {
    const asked = [0.3, 0.4, 0.5, 0.6].map((decline) => questions.outlook(resolved(decline)));
    const answers = await Promise.all(asked);
    expect(answers.slice(0, -1)).toEqual([null, null, null]);
    expect(answers.at(-1)).toEqual(decisionOutlook(resolved(0.6)));
  } finally {
    questions.close();
  }
});
