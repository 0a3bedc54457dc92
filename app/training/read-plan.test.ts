import { describe, expect, test } from 'vitest';
import { HYPERPARAMETERS, OPTIMIZERS } from '../compiler/optimizers/settings.ts';
import type { Schedule } from '../compiler/schedules/schedule.ts';
import { aDataset, aPlan } from '../testing/builders.ts';
import { checkPlan } from './check-plan.ts';
import { DEFAULT_EARLY_STOPPING } from './plan-fields.ts';
import { planWith } from './read-plan.ts';
import { DEFAULT_PLAN, storedPlan } from './run-plan.ts';
import { DEFAULT_SCHEDULES, SCHEDULE_KINDS } from './schedule-fields.ts';

describe('changing a plan', () => {
  test('text and values are both taken', () => {
    expect(
      planWith(DEFAULT_PLAN, {
        epochs: '3',
        learningRate: 0.01,
        optimizer: 'sgd',
        nesterov: 'true',
        engine: 'onnx/cpu',
      }),
    ).toEqual({
      ok: true,
      value: {
        ...DEFAULT_PLAN,
        epochs: 3,
        learningRate: 0.01,
        optimizer: 'sgd',
        nesterov: true,
        engine: 'onnx/cpu',
      },
    });
  });

  test('no changes give the plan itself', () => {
    expect(planWith(DEFAULT_PLAN, {})).toEqual({ ok: true, value: DEFAULT_PLAN });
  });

  test.each(OPTIMIZERS)("%s brings Keras' defaults for what it draws on", (optimizer) => {
    const base = aPlan({ optimizer: optimizer === 'adam' ? 'sgd' : 'adam', learningRate: 0.5 });
    expect(planWith(base, { optimizer })).toEqual({
      ok: true,
      value: { ...base, ...HYPERPARAMETERS[optimizer], optimizer },
    });
  });

  test('what is set beside another optimiser holds, before it or behind', () => {
    const expected = { optimizer: 'muon', momentum: 0.5, learningRate: 0.02, nesterov: true };
    const changes = { momentum: '0.5', optimizer: 'muon', learningRate: 0.02 };
    expect(planWith(DEFAULT_PLAN, changes)).toMatchObject({ value: expected });
  });

  test('the optimiser that a plan has already changes nothing', () => {
    const plan = aPlan({ learningRate: 0.5, beta1: 0.5 });
    expect(planWith(plan, { optimizer: 'adam' })).toEqual({ ok: true, value: plan });
  });

  test('classes are weighed by the word for it, or one by one', () => {
    for (const [text, classWeight] of [
      ['balanced', 'balanced'],
      ['1,2.5,0', [1, 2.5, 0]],
      ['off', null],
    ] as const) {
      expect(planWith(DEFAULT_PLAN, { classWeight: text })).toMatchObject({
        value: { classWeight },
      });
    }
    expect(planWith(DEFAULT_PLAN, { classWeight: '1,-1' })).toMatchObject({
      error: { code: 'plan/field-invalid', field: 'classWeight' },
    });
  });

  test('what may be null is switched off in words, or by leaving it empty', () => {
    const decaying = aPlan({ optimizer: 'adamw', weightDecay: 0.01, excludeLayers: 'output' });
    for (const off of ['off', 'null', '', null]) {
      expect(planWith(decaying, { weightDecay: off, excludeLayers: off })).toMatchObject({
        value: { weightDecay: null, excludeLayers: null },
      });
    }
  });

  test.each([
    ['learningRate', '0', 'number in (0, 1000]'],
    ['learningRate', 'fast', 'number in (0, 1000]'],
    ['learningRate', 'NaN', 'number in (0, 1000]'],
    ['epochs', '-1', 'integer in [1, 1000000]'],
    ['epochs', '2.5', 'integer in [1, 1000000]'],
    ['epochs', '', 'integer in [1, 1000000]'],
    ['batchSize', '0', 'integer in [1, 1048576]'],
    ['optimizer', 'adamwr', OPTIMIZERS.join(' | ')],
    ['weightDecay', '-1', 'number in [0, 1000] | null'],
    ['nesterov', 'yes', 'true | false'],
    ['beta1', '1', 'number in [0, 1)'],
    ['earlyStopping.patience', '0', 'integer in [1, 1000000]'],
    ['metrics.k', '0', 'integer in [1, 1000]'],
    ['metrics.threshold', '1', 'number in (0, 1)'],
    ['loss.delta', '0', 'number in (0, 1000000]'],
    ['loss.classBalancing', '1', 'true | false'],
    ['earlyStopping', '5', 'on | off | {monitor, patience, minDelta, restoreBest}'],
  ])('%s=%s is refused by name', (field, value, expected) => {
    expect(planWith(DEFAULT_PLAN, { [field]: value })).toEqual({
      ok: false,
      error: { code: 'plan/field-invalid', field, value, expected },
    });
  });

  test.each([
    ['lr', ['learningRate', 'earlyStopping', 'schedule']],
    ['earlyStopping.patienc', ['earlyStopping.patience', 'earlyStopping.minDelta']],
    ['earlyStopping.', ['earlyStopping.monitor']],
    ['toString', ['epochs']],
    ['__proto__', ['epochs']],
    ['', ['epochs']],
  ])('unknown field "%s" is refused by name, and those that there are listed', (field, known) => {
    const changes: Record<string, unknown> = Object.fromEntries([[field, '1']]);
    expect(planWith(DEFAULT_PLAN, changes)).toEqual({
      ok: false,
      error: { code: 'plan/field-unknown', field, known: expect.arrayContaining(known) },
    });
  });

  test.each([
    ['gradient_accumulation_steps', 'accumulationSteps'],
    ['beta_1', 'beta1'],
    ['adam_beta_1', 'beta1'],
    ['clipnorm', 'clipNorm'],
    ['label_smoothing', 'loss.labelSmoothing'],
    ['loss.label_smoothing', 'loss.labelSmoothing'],
    ['loss.apply_class_balancing', 'loss.classBalancing'],
    ['metrics.thresholds', 'metrics.threshold'],
    ['schedule.warmup_steps', 'schedule.warmupSteps'],
    ['schedule.warmup_target', 'learningRate'],
  ])('%s, as Keras calls it, is %s here', (field, here) => {
    expect(planWith(DEFAULT_PLAN, { schedule: 'cosine', [field]: '1' })).toEqual({
      ok: false,
      error: { code: 'plan/field-renamed', field, here },
    });
  });

  test.each([
    ['loss_scale_factor', 'scale-found'],
    ['lossScaleFactor', 'scale-found'],
    ['ema_overwrite_frequency', 'average-kept'],
    ['loss.from_logits', 'scores-seen'],
    ['from_logits', 'scores-seen'],
    ['loss.reduction', 'mean-taken'],
    ['metrics.multi_label', 'answers-followed'],
    ['metrics.num_thresholds', 'curve-divided'],
    ['num_thresholds', 'curve-divided'],
    ['metrics.top_k', 'top-named'],
    ['metrics.class_id', 'classes-averaged'],
    ['name', 'names-given'],
    ['schedule.name', 'names-given'],
  ])('%s, which only Keras has, is refused with what stands in its place', (field, reason) => {
    expect(planWith(DEFAULT_PLAN, { [field]: '1' })).toEqual({
      ok: false,
      error: { code: 'plan/field-unsupported', field, reason },
    });
  });

  test('a field of early stopping switches it on with its defaults', () => {
    expect(
      planWith(DEFAULT_PLAN, { 'earlyStopping.patience': '7', 'earlyStopping.minDelta': '0.01' }),
    ).toMatchObject({
      value: { earlyStopping: { ...DEFAULT_EARLY_STOPPING, patience: 7, minDelta: 0.01 } },
    });
  });

  test('a loss is set by its name, its arguments beside it', () => {
    const changed = { loss: { ...DEFAULT_PLAN.loss, name: 'huber', delta: 0.5 } };
    expect(planWith(DEFAULT_PLAN, { loss: 'huber', 'loss.delta': '0.5' })).toEqual({
      ok: true,
      value: { ...DEFAULT_PLAN, ...changed },
    });
    expect(planWith(DEFAULT_PLAN, { loss: { name: 'huber', delta: 0.5 } })).toMatchObject({
      value: changed,
    });
    expect(planWith(DEFAULT_PLAN, { loss: 'cross-entropy' })).toMatchObject({
      error: { code: 'plan/field-invalid', field: 'loss', value: 'cross-entropy' },
    });
    expect(planWith(DEFAULT_PLAN, { loss: null })).toMatchObject({
      error: { code: 'plan/field-invalid', field: 'loss', value: 'null' },
    });
  });

  test('metrics are set by their names, in text with commas', () => {
    const names = ['accuracy', 'auc/pr'] as const;
    const changed = { metrics: { ...DEFAULT_PLAN.metrics, names, k: 5 } };
    for (const metrics of ['accuracy, auc/pr', ['accuracy', 'auc/pr']]) {
      expect(planWith(DEFAULT_PLAN, { metrics, 'metrics.k': 5 })).toMatchObject({ value: changed });
    }
    expect(planWith(aPlan(changed), { metrics: 'auto' })).toMatchObject({
      value: { metrics: { names: [], k: 5 } },
    });
    for (const metrics of ['accuracy,accuracy', 'acuracy', '']) {
      expect(planWith(DEFAULT_PLAN, { metrics })).toMatchObject({
        error: { code: 'plan/field-invalid', field: 'metrics', value: metrics },
      });
    }
  });

  test('early stopping goes on and off', () => {
    const on = aPlan({ earlyStopping: { ...DEFAULT_EARLY_STOPPING, patience: 9 } });
    for (const off of ['off', 'null', null]) {
      expect(planWith(on, { earlyStopping: off })).toMatchObject({
        value: { earlyStopping: null },
      });
    }
    expect(planWith(on, { earlyStopping: 'on' })).toEqual({ ok: true, value: on });
    expect(planWith(DEFAULT_PLAN, { earlyStopping: { patience: 2 } })).toMatchObject({
      value: { earlyStopping: { ...DEFAULT_EARLY_STOPPING, patience: 2 } },
    });
  });
});

test('a plan of an earlier version lacks what came later, which is off', () => {
  const { epochs, batchSize, optimizer, learningRate, momentum, nesterov } = DEFAULT_PLAN;
  const { beta1, beta2, epsilon, seed, seeds, earlyStopping, engine } = DEFAULT_PLAN;
  const first = { epochs, batchSize, optimizer, learningRate, momentum, nesterov };
  const old = {
    ...first,
    beta1,
    beta2,
    epsilon,
    seed,
    seeds,
    earlyStopping,
    engine,
    momentum: 0.9,
  };
  expect(storedPlan(old)).toEqual({ ...DEFAULT_PLAN, momentum: 0.9 });
});

describe('a schedule', () => {
  const cosine = DEFAULT_SCHEDULES.cosine;

  test.each(SCHEDULE_KINDS)('%s is switched on by its name, with its defaults', (kind) => {
    for (const change of [{ schedule: kind }, { 'schedule.kind': kind }, { schedule: { kind } }]) {
      expect(planWith(DEFAULT_PLAN, change)).toEqual({
        ok: true,
        value: { ...DEFAULT_PLAN, schedule: DEFAULT_SCHEDULES[kind] },
      });
    }
  });

  test('its fields are set beside it, in any order, and stay while its kind does', () => {
    const set = planWith(DEFAULT_PLAN, { 'schedule.warmupSteps': '50', schedule: 'cosine' });
    const warm = { ...cosine, warmupSteps: 50 };
    expect(set).toMatchObject({ value: { schedule: warm } });
    const plan = aPlan({ schedule: warm as Schedule });
    expect(planWith(plan, { 'schedule.kind': 'cosine', 'schedule.alpha': 0.5 })).toMatchObject({
      value: { schedule: { ...warm, alpha: 0.5 } },
    });
    expect(planWith(plan, { schedule: 'polynomial' })).toMatchObject({
      value: { schedule: DEFAULT_SCHEDULES.polynomial },
    });
  });

  test('a warm-up needs no kind', () => {
    expect(planWith(DEFAULT_PLAN, { 'schedule.warmupSteps': 10 })).toMatchObject({
      value: { schedule: { kind: 'constant', warmupSteps: 10, initialLearningRate: 0 } },
    });
  });

  test('lists are written with commas', () => {
    const changes = {
      schedule: 'piecewise-constant',
      'schedule.boundaries': '100, 200',
      'schedule.values': '0.01,0.001',
    };
    expect(planWith(DEFAULT_PLAN, changes)).toMatchObject({
      value: { schedule: { boundaries: [100, 200], values: [0.01, 0.001] } },
    });
  });

  test('is switched off', () => {
    const plan = aPlan({ schedule: cosine });
    for (const off of ['off', 'null', null, { kind: 'off' }]) {
      expect(planWith(plan, { schedule: off })).toMatchObject({ value: { schedule: null } });
    }
  });

  const KINDS = `off | ${SCHEDULE_KINDS.join(' | ')}`;
  test.each([
    [{ schedule: 'cosin' }, { code: 'plan/field-invalid', field: 'schedule', expected: KINDS }],
    [{ 'schedule.kind': 'x' }, { code: 'plan/field-invalid', field: 'schedule.kind', value: 'x' }],
    [{ schedule: 5 }, { code: 'plan/field-invalid', field: 'schedule', value: '5' }],
    [{ 'schedule.alpha': 1 }, { code: 'plan/field-unknown', field: 'schedule.alpha' }],
    [
      { schedule: 'cosine', 'schedule.alpha': '2' },
      { code: 'plan/field-invalid', field: 'schedule.alpha', expected: 'number in [0, 1]' },
    ],
    [
      { schedule: 'cosine', 'schedule.decaySteps': 0.5 },
      { code: 'plan/field-invalid', field: 'schedule.decaySteps' },
    ],
  ])('%o is refused by name', (changes, error) => {
    expect(planWith(DEFAULT_PLAN, changes)).toMatchObject({ ok: false, error });
  });

  test.each([
    [[], [], 'boundaries'],
    [[5, 5], [1, 1], 'boundaries'],
    [[1.5], [1], 'boundaries'],
    [[5, 9], [1], 'values'],
  ])('boundaries %j with values %j will not do', (boundaries, values, field) => {
    const schedule: Schedule = {
      ...DEFAULT_SCHEDULES['piecewise-constant'],
      boundaries,
      values,
    };
    expect(checkPlan(aPlan({ schedule }), aDataset())).toMatchObject({
      error: { code: 'plan/field-invalid', field: `schedule.${field}` },
    });
  });
});

describe('a plan against a dataset', () => {
  test('a batch as large as the training split is the largest', () => {
    expect(checkPlan(aPlan({ batchSize: 105 }), aDataset()).ok).toBe(true);
    expect(checkPlan(aPlan({ batchSize: 106 }), aDataset())).toEqual({
      ok: false,
      error: { code: 'plan/batch-larger-than-split', batchSize: 106, split: 'train', rows: 105 },
    });
  });

  test('AdamW is nothing without weight decay', () => {
    expect(checkPlan(aPlan({ optimizer: 'adamw', weightDecay: 0 }), aDataset()).ok).toBe(true);
    expect(checkPlan(aPlan({ optimizer: 'adamw', weightDecay: null }), aDataset())).toMatchObject({
      error: { code: 'plan/field-invalid', field: 'weightDecay' },
    });
  });

  test('gradients are clipped in one way at most', () => {
    expect(checkPlan(aPlan({ clipNorm: 1 }), aDataset()).ok).toBe(true);
    expect(checkPlan(aPlan({ clipNorm: 1, clipValue: 0.5 }), aDataset())).toEqual({
      ok: false,
      error: { code: 'plan/fields-exclusive', field: 'clipValue', other: 'clipNorm' },
    });
  });
});

test('a plan stored before losses and metrics could be chosen has those that go with the model', () => {
  const { loss, metrics, classWeight, ...older } = DEFAULT_PLAN;
  expect(storedPlan(older)).toEqual({ ...older, loss, metrics, classWeight });
});
