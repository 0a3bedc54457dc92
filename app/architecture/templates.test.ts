import { describe, expect, test } from 'vitest';
import type { SampleInput } from '../dataset/dataset.ts';
import type { Task } from '../dataset/tasks.ts';
import { type DatasetFacts, fitsDataset } from './fits-dataset.ts';
import {
  buildTemplate,
  firstTemplate,
  TEMPLATE_IDS,
  TEMPLATES,
  templatesFitting,
  templatesFor,
} from './templates.ts';

const image = (height: number, width: number, channels: number): SampleInput => ({
  kind: 'image',
  height,
  width,
  channels,
});
const facts = (task: Task, input: SampleInput, classes: number): DatasetFacts => ({
  task,
  input,
  classes: Array.from({ length: classes }, (_, label) => `class ${label}`),
});

/** Samples of a user and items, of each of which so many tokens are said. */
function ratingParts(slots: number, said: number): SampleInput {
  const parts = [
    { length: 1, vocabulary: 944 },
    { length: slots, vocabulary: 1683 },
    ...(said > 0 ? [{ length: slots * said, vocabulary: 300, optional: true }] : []),
  ];
  return { kind: 'tokens', length: 1 + slots + slots * said, vocabulary: 1683, parts };
}

/** Templates that serve only some samples of their task: choices, and items that a table describes. */
const PARTIAL: readonly string[] = ['recommend-bpr', 'recommend-hybrid'];

const DATASETS: readonly DatasetFacts[] = [
  facts('classification', { kind: 'tabular', features: 1 }, 2),
  facts('classification', { kind: 'tabular', features: 30 }, 12),
  facts('regression', { kind: 'tabular', features: 10 }, 0),
  facts('image-classification', image(1, 1, 1), 2),
  facts('image-classification', image(8, 8, 1), 10),
  facts('image-classification', image(28, 28, 1), 10),
  facts('image-classification', image(20, 50, 1), 3),
  facts('image-classification', image(64, 64, 3), 101),
  facts('image-classification', image(224, 224, 3), 2),
  ...(
    [
      [64, 64, 3],
      [20, 36, 1],
      [128, 96, 80],
    ] as const
  ).map(([height, width, classes]) => ({
    ...facts('object-detection', image(height, width, 3), classes),
    sampleTarget: {
      kind: 'boxes',
      height: height / 4,
      width: width / 4,
      classes,
      most: 5,
    } as const,
  })),
  facts('text-classification', { kind: 'tokens', length: 1, vocabulary: 3 }, 2),
  facts('text-classification', { kind: 'tokens', length: 120, vocabulary: 5000 }, 7),
  facts('reconstruction', { kind: 'tabular', features: 1 }, 0),
  facts('reconstruction', { kind: 'tabular', features: 300 }, 0),
  facts('reconstruction', image(8, 8, 1), 0),
  facts('reconstruction', image(30, 17, 3), 4),
  facts('recommendation', { kind: 'tokens', length: 2, vocabulary: 1683 }, 0),
  facts('recommendation', ratingParts(1, 0), 0),
  facts('recommendation', ratingParts(1, 7), 0),
  ...[0, 7].map((said) => ({
    ...facts('recommendation', ratingParts(5, said), 0),
    sampleTarget: { kind: 'values', shape: [5] } as const,
  })),
  {
    ...facts('forecasting', { kind: 'series', length: 1, channels: 1 }, 0),
    sampleTarget: { kind: 'values', shape: [1] },
  },
  {
    ...facts('forecasting', { kind: 'series', length: 24, channels: 3 }, 0),
    sampleTarget: { kind: 'values', shape: [7] },
  },
  {
    ...facts(
      'translation',
      {
        kind: 'tokens',
        length: 13,
        vocabulary: 30,
        parts: [
          { length: 5, vocabulary: 20 },
          { length: 8, vocabulary: 30 },
        ],
      },
      0,
    ),
    sampleTarget: { kind: 'tokens', length: 8, vocabulary: 30 },
  },
  {
    ...facts('language-modeling', { kind: 'tokens', length: 64, vocabulary: 65 }, 0),
    sampleTarget: { kind: 'tokens', length: 64, vocabulary: 65 },
  },
];

describe.each(TEMPLATES)('$id', (template) => {
  test.each(DATASETS.filter(({ task }) => template.tasks.includes(task)))(
    'fits $task of $input',
    (dataset) => {
      const model = buildTemplate(template.id, dataset);
      if (!model.ok && PARTIAL.includes(template.id)) {
        expect(templatesFitting(dataset).map(({ id }) => id)).not.toContain(template.id);
        return;
      }
      if (!model.ok) throw new Error(JSON.stringify(model.error));
      const fitted = fitsDataset(model.value, dataset);
      expect(fitted.ok ? null : fitted.error).toBeNull();
    },
  );
});

test('templates are found by task', () => {
  expect(templatesFor('regression').map(({ id }) => id)).toEqual([
    'tabular-linear',
    'tabular-mlp',
    'tabular-resnet',
  ]);
});

test('an unknown template and one of another task are refused', () => {
  const iris = facts('classification', { kind: 'tabular', features: 4 }, 3);
  expect(buildTemplate('tabular-magic', iris)).toEqual({
    ok: false,
    error: {
      code: 'architecture/template-unknown',
      template: 'tabular-magic',
      known: TEMPLATE_IDS,
    },
  });
  expect(buildTemplate('image-cnn', iris)).toEqual({
    ok: false,
    error: {
      code: 'architecture/template-task',
      template: 'image-cnn',
      task: 'classification',
      known: ['tabular-linear', 'tabular-mlp', 'tabular-resnet'],
    },
  });
});

test('a task begins with a template of its own', () => {
  for (const { tasks } of TEMPLATES) {
    for (const task of tasks) {
      const first = firstTemplate(task);
      expect(templatesFor(task).map(({ id }) => id)).toContain(first);
    }
  }
});

test('images are brought into [0, 1] first', () => {
  const model = buildTemplate('image-cnn', facts('image-classification', image(8, 8, 1), 10));
  expect(model.ok && model.value.layers[1]).toMatchObject({
    type: 'Rescaling',
    config: { scale: 1 / 255 },
  });
});

test('choices are ranked, and described items are learnt from what is said of them', () => {
  const known = (slots: number, said: number) =>
    templatesFitting({
      ...facts('recommendation', ratingParts(slots, said), 0),
      sampleTarget: { kind: 'values', shape: slots === 1 ? [] : [slots] },
    }).map(({ id }) => id);
  const always = ['recommend-mf', 'recommend-ncf', 'recommend-two-tower'];
  expect(known(1, 0)).toEqual(always);
  expect(known(5, 0)).toEqual(always.toSpliced(1, 0, 'recommend-bpr'));
  expect(known(1, 7)).toEqual([...always, 'recommend-hybrid']);
});
