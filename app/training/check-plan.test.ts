import { expect, test } from 'vitest';
import { fitsDataset } from '../architecture/fits-dataset.ts';
import type { LayerId } from '../ids.ts';
import { aDataset, aLayer, aModel, aPlan } from '../testing/builders.ts';
import { checkMeasures } from './check-plan.ts';
import { DEFAULT_EARLY_STOPPING } from './plan-fields.ts';
import { DEFAULT_SCHEDULES } from './schedule-fields.ts';

function fitted(model = aModel(), dataset = aDataset()) {
  const found = fitsDataset(model, dataset);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
}

const watching = (monitor: string) => ({
  earlyStopping: { ...DEFAULT_EARLY_STOPPING, monitor },
});

const NUMBER = aModel({
  layers: [aLayer('input', 'Input', { shape: [4] }), aLayer('out', 'Dense', { units: 1 })],
});

test('what is watched must be measured', () => {
  expect(checkMeasures(aPlan(watching('val/accuracy')), fitted()).ok).toBe(true);
  const numbers = fitted(NUMBER, aDataset({ task: 'regression', classes: [] }));
  expect(checkMeasures(aPlan(watching('val/accuracy')), numbers)).toEqual({
    ok: false,
    error: {
      code: 'plan/field-invalid',
      field: 'earlyStopping.monitor',
      value: 'val/accuracy',
      expected: 'val/loss | val/mae',
    },
  });
  const schedule = { ...DEFAULT_SCHEDULES['reduce-on-plateau'], monitor: 'val/mae' };
  expect(checkMeasures(aPlan({ schedule }), fitted())).toMatchObject({
    error: { code: 'plan/field-invalid', field: 'schedule.monitor' },
  });
  expect(checkMeasures(aPlan({ schedule }), numbers).ok).toBe(true);
});

test('any metric that the plan asks for can be watched, by the tag that it has', () => {
  const { metrics } = aPlan();
  const asked = { ...metrics, names: ['auc', 'accuracy/top-k'], k: 2 } as const;
  for (const monitor of ['val/auc', 'val/accuracy/top-2', 'val/loss']) {
    expect(checkMeasures(aPlan({ ...watching(monitor), metrics: asked }), fitted()).ok).toBe(true);
  }
  const plan = aPlan({ ...watching('val/accuracy'), metrics: asked });
  expect(checkMeasures(plan, fitted())).toMatchObject({
    error: { expected: 'val/loss | val/auc | val/accuracy/top-2' },
  });
});

test('so can the loss of each of several outputs', () => {
  const several = aModel({
    outputs: [{ layer: 'dense_1' as LayerId }, { layer: 'input' as LayerId, target: 'features' }],
  });
  expect(checkMeasures(aPlan(watching('val/input/loss')), fitted(several)).ok).toBe(true);
});

test('a metric that says nothing of the output is refused with those that do', () => {
  const { metrics } = aPlan();
  expect(checkMeasures(aPlan({ metrics: { ...metrics, names: ['r2'] } }), fitted())).toMatchObject({
    error: {
      code: 'plan/field-invalid',
      field: 'metrics',
      value: 'r2',
      expected: expect.stringContaining('accuracy | accuracy/top-k'),
    },
  });
});

test('weights of classes need classes, and one for each', () => {
  const refused = (value: string, expected: string) => ({
    ok: false,
    error: { code: 'plan/field-invalid', field: 'classWeight', value, expected },
  });
  expect(checkMeasures(aPlan({ classWeight: 'balanced' }), fitted()).ok).toBe(true);
  expect(checkMeasures(aPlan({ classWeight: [1, 2, 3] }), fitted()).ok).toBe(true);
  expect(checkMeasures(aPlan({ classWeight: [1, 2] }), fitted())).toEqual(
    refused('1,2', '3 numbers'),
  );
  const numbers = fitted(NUMBER, aDataset({ task: 'regression', classes: [] }));
  expect(checkMeasures(aPlan({ classWeight: 'balanced' }), numbers)).toEqual(
    refused('balanced', 'off'),
  );
});
