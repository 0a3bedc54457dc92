import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AUGMENTATION_PRESETS } from '../architecture/augmentation.ts';
import { planText } from './plan-text.ts';
import { augmentationText, readAugmentation } from './read-augmentation.ts';
import { planWith } from './read-plan.ts';
import { DEFAULT_PLAN, storedPlan } from './run-plan.ts';

const OWN = [{ type: 'RandomFlip', config: { mode: 'vertical' } }];

test('a preset by its name, a list, or a list as text', () => {
  const read = (value: unknown) => {
    const plan = planWith(DEFAULT_PLAN, { augmentation: value });
    return plan.ok ? plan.value.augmentation : plan.error;
  };
  expect(read('standard')).toEqual(AUGMENTATION_PRESETS.standard);
  expect(read('off')).toEqual([]);
  expect(read(OWN)).toEqual(OWN);
  expect(read(JSON.stringify(OWN))).toEqual(OWN);
  expect(read([{ type: 'RandomFlip' }])).toEqual([{ type: 'RandomFlip', config: {} }]);
});

test.each([
  'strong',
  '[{]',
  5,
  null,
  { type: 'RandomFlip' },
  [{ type: 5, config: {} }],
  [{ type: 'RandomFlip', config: [] }],
  [{ type: 'RandomFlip', confg: {} }],
  Array.from({ length: 51 }, () => ({ type: 'RandomFlip' })),
])('%o is none', (value) => {
  const read = readAugmentation(value);
  expect(read.ok ? null : read.error).toMatchObject({
    code: 'plan/field-invalid',
    field: 'augmentation',
    expected: 'none | light | standard | [{type, config}]',
  });
});

test('whatever is read back from its text is the same', () => {
  const value = fc.oneof(fc.boolean(), fc.string(), fc.array(fc.integer()), fc.integer());
  const step = fc.record({ type: fc.string(), config: fc.dictionary(fc.string(), value) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const plain = JSON.parse(JSON.stringify(steps));
      expect(readAugmentation(augmentationText(plain))).toEqual({ ok: true, value: plain });
    }),
  );
});

test('a plan tells it as --set takes it, and an older one has none', () => {
  expect(planText(DEFAULT_PLAN)).not.toContain('augmentation');
  const light = { ...DEFAULT_PLAN, augmentation: AUGMENTATION_PRESETS.light };
  expect(planText(light)).toContain(' augmentation=light');
  const { augmentation: _, ...older } = DEFAULT_PLAN;
  expect(storedPlan(older).augmentation).toEqual([]);
});
