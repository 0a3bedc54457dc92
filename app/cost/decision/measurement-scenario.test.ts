import { expect, test } from 'vitest';
import { aMeasurement } from '../../testing/measurements.ts';
import { scenarioOfMeasurement } from './measurement-scenario.ts';

const CARDS = [{ name: 'GeForce RTX 4090' }];
const measured = aMeasurement();

test('a measurement’s card and model are those of the sheets, where they know them', () => {
  const served = (model: string) =>
    scenarioOfMeasurement({ ...measured, server: { ...measured.server, model } }, CARDS).choices;
  expect(served('gpt-oss:20b')).toMatchObject({
    gpu: 'GeForce RTX 4090',
    servedModel: 'gpt-oss-20b',
    measurement: measured.id,
  });
  expect(served('/models/Llama-3.1-8B-Instruct-Q4_K_M.gguf').servedModel).toBe('llama-3.1-8b');
  expect(served('qwen3-8b').servedModel).toBeNull();
});

test('a machine without a known card counts as a whole; nothing is said of another machine', () => {
  const on = (changes: Partial<typeof measured.machine>) =>
    scenarioOfMeasurement({ ...measured, machine: { ...measured.machine, ...changes } }, CARDS)
      .choices.gpu;
  expect(on({ gpu: null })).toBeNull();
  expect(on({ gpu: 'Radeon of tomorrow' })).toBeNull();
  expect(on({ hasServer: false })).toBeNull();
});
