import { expect, test } from 'vitest';
import { compileStages } from './compile-stages.ts';
import { STANDARD_PLAN } from './execution-plan.ts';
import { chain, factsFor, optimizerSettings } from './testing/models.ts';

const MODEL = chain(
  [4],
  [
    ['Dense', { units: 8, activation: 'relu' }],
    ['Dense', { units: 3, activation: 'softmax' }],
  ],
);

function stagesOf(model = MODEL) {
  return compileStages(model, optimizerSettings(), factsFor([4], 3), 5, STANDARD_PLAN);
}

test('every stage is there, from the layers to ONNX', () => {
  const stages = stagesOf();
  if (!stages.ok) throw new Error(stages.error.code);
  const names = stages.value.map(({ name }) => name);
  expect(names.slice(0, 3)).toEqual(['layers', 'forward', 'step']);
  expect(names).toContain('fold-constants');
  expect(names.at(-1)).toBe('onnx');
  const textOf = (name: string) => stages.value.find((stage) => stage.name === name)?.text ?? '';
  expect(textOf('layers')).toContain('dense1: Dense  [4] → [8]');
  expect(textOf('layers')).toContain('kernel [4 × 8], bias [8]');
  expect(textOf('step')).toContain('# optimizer');
  expect(textOf('forward')).not.toContain('# optimizer');
  // The loop's body stands indented below its loop.
  expect(textOf('onnx')).toMatch(/= Loop .*\n {2}input/);
});

test('simplifying leaves fewer nodes', () => {
  const stages = stagesOf();
  if (!stages.ok) throw new Error(stages.error.code);
  const nodes = (name: string) => stages.value.find((stage) => stage.name === name)?.nodes ?? 0;
  expect(nodes('drop-dead')).toBeLessThan(nodes('step'));
});

test('a model that does not fit has an error instead', () => {
  const stages = stagesOf(chain([4], [['Dense', { units: 2 }]]));
  expect(stages.ok ? null : stages.error.code).toBe('architecture/output-mismatch');
});
