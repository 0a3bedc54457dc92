import { afterAll, beforeAll, expect, test } from 'vitest';
import { AUGMENTATION_PRESETS, type AugmentationPreset } from '../app/architecture/augmentation.ts';
import { TestWorkbench } from './testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeAll(async () => {
  workbench = await TestWorkbench.open();
});
afterAll(() => workbench.close());

interface Floor {
  readonly sample: string;
  readonly template: string;
  readonly accuracy: number;
  readonly augmentation?: AugmentationPreset;
}

/** Floors on rows never seen in training, for the templates with their suggested plans. */
const FLOORS: readonly Floor[] = [
  { sample: 'iris', template: 'tabular-mlp', accuracy: 0.93 },
  { sample: 'breast-cancer', template: 'tabular-mlp', accuracy: 0.95 },
  { sample: 'digits', template: 'image-mlp', accuracy: 0.96 },
  { sample: 'digits', template: 'image-cnn', accuracy: 0.975 },
  { sample: 'digits', template: 'image-cnn', accuracy: 0.975, augmentation: 'light' },
];

test.each(FLOORS)(
  '$template on $sample $augmentation: the median of five seeds reaches $accuracy on the test split',
  { timeout: 600_000 },
  async ({ sample, template, accuracy, augmentation = 'none' }: Floor) => {
    const changes = { seed: 1, seeds: 5, augmentation: AUGMENTATION_PRESETS[augmentation] };
    const runs = await workbench.startSample(sample, template, changes);
    const last = runs.at(-1);
    if (last === undefined) throw new Error('No run was started');
    await workbench.ended(last.id);
    const ended = await workbench.answer('runs.list', {
      groupId: last.groupId ?? '',
      offset: 0,
      limit: 5,
    });
    expect(ended.runs.map(({ error }) => error)).toEqual([null, null, null, null, null]);
    const accuracies = ended.runs.map(({ metrics }) => metrics['test/accuracy'] ?? 0).sort();
    expect(accuracies[2]).toBeGreaterThanOrEqual(accuracy);
  },
);
