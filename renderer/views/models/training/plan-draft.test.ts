import { describe, expect, test } from 'vitest';
import { aDataset, aPlan } from '../../../../app/testing/builders.ts';
import { DEFAULT_EARLY_STOPPING } from '../../../../app/training/plan-fields.ts';
import { DEFAULT_SCHEDULES } from '../../../../app/training/schedule-fields.ts';
import { changeDraft, draftPlan, draftProblem, plannedSteps, shownValue } from './plan-draft.ts';

const base = aPlan({ epochs: 60, batchSize: 16 });
const data = aDataset();

describe('a plan in the making', () => {
  test('without changes it is the suggested one', () => {
    expect(draftPlan(base, {}, data)).toEqual({ ok: true, value: base });
  });

  test('a changed field is taken over, and put back it is no change', () => {
    const changed = changeDraft(base, {}, 'epochs', 5);
    expect(draftPlan(base, changed, data)).toMatchObject({ value: { epochs: 5 } });
    expect(changeDraft(base, changed, 'epochs', 60)).toEqual({});
  });

  test('switching early stopping on starts with its defaults, off forgets what was set', () => {
    const on = changeDraft(base, {}, 'earlyStopping', 'on');
    expect(shownValue(base, on, 'earlyStopping.patience')).toBe(DEFAULT_EARLY_STOPPING.patience);
    const patient = changeDraft(base, on, 'earlyStopping.patience', 9);
    expect(draftPlan(base, patient, data)).toMatchObject({
      value: { earlyStopping: { ...DEFAULT_EARLY_STOPPING, patience: 9 } },
    });
    const off = changeDraft(base, patient, 'earlyStopping', 'off');
    expect(draftPlan(base, off, data)).toEqual({ ok: true, value: base });
  });

  test('another optimiser suggests its own defaults; what was set for both stays', () => {
    const fast = changeDraft(base, {}, 'learningRate', 0.1);
    const muon = changeDraft(base, fast, 'optimizer', 'muon');
    expect(shownValue(base, muon, 'momentum')).toBe(0.95);
    expect(shownValue(base, muon, 'learningRate')).toBe(0.1);
    expect(draftPlan(base, muon, data)).toMatchObject({
      value: { optimizer: 'muon', momentum: 0.95, nesterov: true, learningRate: 0.1 },
    });
    // A suggestion of the other optimiser is no change, and what only that one uses is forgotten.
    const set = changeDraft(base, changeDraft(base, muon, 'momentum', 0.95), 'nsSteps', 'many');
    expect(draftPlan(base, set, data).ok).toBe(false);
    expect(draftPlan(base, changeDraft(base, set, 'optimizer', 'adam'), data)).toEqual({
      ok: true,
      value: { ...base, learningRate: 0.1 },
    });
  });

  test('another schedule suggests its own defaults; fields of the one before are kept, but not used', () => {
    const cosine = changeDraft(base, {}, 'schedule', 'cosine');
    expect(shownValue(base, cosine, 'schedule.alpha')).toBe(0);
    const warm = changeDraft(
      base,
      changeDraft(base, cosine, 'schedule.warmupSteps', 20),
      'schedule.alpha',
      2,
    );
    expect(draftPlan(base, warm, data).ok).toBe(false);
    expect(draftPlan(base, changeDraft(base, warm, 'schedule', 'polynomial'), data)).toMatchObject({
      value: { schedule: { ...DEFAULT_SCHEDULES.polynomial, warmupSteps: 20 } },
    });
    expect(draftPlan(base, changeDraft(base, warm, 'schedule', 'off'), data)).toEqual({
      ok: true,
      value: base,
    });
  });

  test('a schedule of the suggested plan is suggested field by field', () => {
    const suggested = aPlan({ schedule: { ...DEFAULT_SCHEDULES.cosine, alpha: 0.3 } });
    expect(shownValue(suggested, {}, 'schedule')).toBe('cosine');
    expect(shownValue(suggested, {}, 'schedule.alpha')).toBe(0.3);
    expect(changeDraft(suggested, {}, 'schedule.alpha', 0.3)).toEqual({});
    const off = changeDraft(suggested, {}, 'schedule', 'off');
    expect(draftPlan(suggested, off, data)).toMatchObject({ value: { schedule: null } });
  });

  test('a list that was put back is no change', () => {
    const steps = changeDraft(base, {}, 'schedule', 'piecewise-constant');
    const set = changeDraft(base, steps, 'schedule.boundaries', [10, 20]);
    expect(changeDraft(base, set, 'schedule.boundaries', [])).toEqual(steps);
  });

  test('a field that may be empty is switched off by emptying it', () => {
    const adamw = changeDraft(base, {}, 'optimizer', 'adamw');
    expect(shownValue(base, adamw, 'weightDecay')).toBe(0.004);
    expect(changeDraft(base, {}, 'weightDecay', '')).toEqual({});
    const sgd = changeDraft(base, {}, 'weightDecay', 0.1);
    expect(draftPlan(base, sgd, data)).toMatchObject({ value: { weightDecay: 0.1 } });
    expect(draftPlan(base, changeDraft(base, sgd, 'weightDecay', ''), data)).toEqual({
      ok: true,
      value: base,
    });
  });

  test('a field that cannot be read is named, and the plan is refused', () => {
    const draft = changeDraft(base, {}, 'learningRate', 'fast');
    expect(draftProblem(draft, 'learningRate')?.key).toBe('field.not-a-number');
    expect(draftPlan(base, draft, data)).toMatchObject({
      error: { code: 'plan/field-invalid', field: 'learningRate', value: 'fast' },
    });
  });

  test('a batch larger than the training split is refused', () => {
    expect(draftPlan(base, { batchSize: 512 }, data)).toMatchObject({
      error: { code: 'plan/batch-larger-than-split', batchSize: 512, rows: 105 },
    });
  });
});

test('the last, smaller batch of an epoch is a step too', () => {
  expect(plannedSteps(aPlan({ batchSize: 16, epochs: 3 }), 105)).toEqual({ perEpoch: 7, all: 21 });
});

test('metrics are ticked by name, and ticking none is no change', () => {
  const ticked = changeDraft(base, {}, 'metrics', 'accuracy,auc');
  expect(draftPlan(base, ticked, data)).toMatchObject({
    value: { metrics: { names: ['accuracy', 'auc'] } },
  });
  expect(shownValue(base, {}, 'metrics')).toBe('auto');
  expect(changeDraft(base, ticked, 'metrics', 'auto')).toEqual({});
});
