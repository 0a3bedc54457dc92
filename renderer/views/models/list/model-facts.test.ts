import { expect, test } from 'vitest';
import { buildTemplate, TEMPLATES } from '../../../../app/architecture/templates.ts';
import { aLayer, aModel } from '../../../../app/testing/builders.ts';
import { EXAMPLE_FACTS, modelFacts } from './model-facts.ts';

test('every template is recognised as serving the task it was made for', () => {
  for (const { id, tasks } of TEMPLATES) {
    for (const task of tasks) {
      const facts = EXAMPLE_FACTS[task];
      if (facts === undefined) throw new Error(`${task} has no example`);
      const built = buildTemplate(id, facts);
      expect(built.ok && modelFacts(built.value).task).toBe(task);
    }
  }
});

test('layers and parameters are counted', () => {
  expect(modelFacts(aModel())).toEqual({
    task: 'classification',
    layers: 3,
    parameters: 4 * 8 + 8 + 8 * 3 + 3,
    inputShape: [4],
    outputShape: [3],
  });
});

test('a model that is still wrong is listed all the same', () => {
  const model = aModel({ layers: [aLayer('dense', 'Dense', { units: 3 })] });
  expect(modelFacts(model)).toMatchObject({ task: null, layers: 1, outputShape: null });
});
