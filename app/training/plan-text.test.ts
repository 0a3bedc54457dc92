import { expect, test } from 'vitest';
import { OPTIMIZERS } from '../compiler/optimizers/settings.ts';
import type { Schedule } from '../compiler/schedules/schedule.ts';
import { aPlan } from '../testing/builders.ts';
import { DEFAULT_EARLY_STOPPING } from './plan-fields.ts';
import { planText } from './plan-text.ts';
import { planWith } from './read-plan.ts';
import { DEFAULT_PLAN, type RunPlan } from './run-plan.ts';
import { DEFAULT_SCHEDULES, SCHEDULE_KINDS } from './schedule-fields.ts';

/** The plan that someone gets who sets what the text says. */
function reread(text: string): RunPlan | null {
  const settings = text.split(' ').map((pair) => pair.split('='));
  const plan = planWith(DEFAULT_PLAN, Object.fromEntries(settings));
  return plan.ok ? plan.value : null;
}

test.each(OPTIMIZERS)('%s is what its text sets', (optimizer) => {
  const chosen = planWith(aPlan({ epochs: 7 }), { optimizer, learningRate: 0.03 });
  const plan = chosen.ok ? chosen.value : DEFAULT_PLAN;
  expect(reread(planText(plan))).toEqual(plan);
});

test.each(SCHEDULE_KINDS)('so is the schedule %s', (kind) => {
  const plan = aPlan({ schedule: DEFAULT_SCHEDULES[kind], earlyStopping: DEFAULT_EARLY_STOPPING });
  const listed: Schedule | null =
    kind === 'piecewise-constant'
      ? { kind, boundaries: [5, 9], values: [0.1, 0], warmupSteps: 0, initialLearningRate: 0 }
      : plan.schedule;
  expect(reread(planText({ ...plan, schedule: listed }))).toEqual({ ...plan, schedule: listed });
});

test.each(['balanced', [0.5, 2]] as const)('so are class weights: %o', (classWeight) => {
  const plan = aPlan({ classWeight });
  expect(reread(planText(plan))).toEqual(plan);
});

test('only what has an effect is told', () => {
  const text = planText(aPlan({ optimizer: 'sgd', weightDecay: 0.1, useEma: true }));
  expect(text).toMatch(
    /^epochs=20 batchSize=32 optimizer=sgd learningRate=0.001 weightDecay=0.1 momentum=0 nesterov=false/,
  );
  expect(text).toContain('useEma=true emaMomentum=0.99');
  expect(text).not.toMatch(/beta1|rho|clip|null|schedule/);
  const decayless = aPlan({ optimizer: 'muon', weightDecay: null, adamWeightDecay: null });
  expect(planText(decayless)).toContain('weightDecay=null');
  expect(planText(aPlan())).not.toContain('weightDecay');
});
