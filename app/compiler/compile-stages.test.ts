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

test('which rows a call takes of a large table is a stage of its own', () => {
  const input = { kind: 'tokens', length: 3, vocabulary: 70_000 } as const;
  const model = chain(
    [3],
    [
      ['Embedding', { input_dim: 70_000, output_dim: 32 }],
      ['Flatten'],
      ['Dense', { units: 2, activation: 'softmax' }],
    ],
  );
  const facts = { task: 'text-classification', input, classes: ['a', 'b'] } as const;
  const settings = optimizerSettings({ optimizer: 'sgd' });
  const stages = compileStages(model, settings, facts, 5, STANDARD_PLAN);
  if (!stages.ok) throw new Error(stages.error.code);
  const [lookups, onnx] = stages.value.slice(-2);
  expect(lookups?.name).toBe('lookups');
  expect(lookups?.text).toMatch(/@places:embedding1\/embeddings 0 = %\d+/);
  expect(onnx?.text).toContain('input @places:embedding1/embeddings [70000]');
  expect(onnx?.text).toContain('[rows of @places:embedding1/embeddings, 32]');
});

test('a model that does not fit has an error instead', () => {
  const stages = stagesOf(chain([4], [['Dense', { units: 2 }]]));
  expect(stages.ok ? null : stages.error.code).toBe('architecture/output-mismatch');
});
