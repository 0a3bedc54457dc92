import { expect, test } from 'vitest';
import { TEMPLATE_IDS } from '../architecture/templates.ts';
import { aDataset } from '../testing/builders.ts';
import { checkPlan } from './check-plan.ts';
import { planWith } from './read-plan.ts';
import { DEFAULT_PLAN } from './run-plan.ts';
import { SUGGESTED_PLANS, suggestedPlan } from './suggested-plan.ts';

test.each(TEMPLATE_IDS)('the plan of %s is one that a user could have set', (template) => {
  expect(planWith(DEFAULT_PLAN, SUGGESTED_PLANS[template]).ok).toBe(true);
});

test('the batch never exceeds the training split', () => {
  const plan = suggestedPlan('image-cnn', 7);
  expect(plan.batchSize).toBe(7);
  expect(checkPlan(plan, aDataset({ rows: { train: 7, val: 2, test: 2 } })).ok).toBe(true);
  expect(suggestedPlan('image-cnn', 1258).batchSize).toBe(SUGGESTED_PLANS['image-cnn'].batchSize);
});
