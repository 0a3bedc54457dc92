import { expect, test } from 'vitest';
import { aDataset, aModel, aPlan } from '../../app/testing/builders.ts';
import { runNeed } from './run-need.ts';

const MACHINE = { cores: 8, memoryBytes: 2 ** 33 };
const RUN = { model: aModel(), plan: aPlan() };

test('a run on the processor takes its threads, and its tensors from the machine’s memory', () => {
  const need = runNeed(RUN, aDataset(), { engine: 'onnx/cpu', threads: 3 }, MACHINE);
  expect(need).toMatchObject({ device: 'cpu', cores: 3, deviceBytes: 0 });
  expect(need.hostBytes).toBeGreaterThan(300 * 2 ** 20);
  expect(runNeed(RUN, aDataset(), { threads: 0 }, MACHINE).cores).toBe(7);
});

test('a run on a card takes a core, and its tensors from the card’s memory', () => {
  const need = runNeed(RUN, aDataset(), { engine: 'onnx/cuda', threads: 3 }, MACHINE);
  expect(need).toMatchObject({ device: 'gpu', cores: 1 });
  expect(need.deviceBytes).toBeGreaterThan(0);
});

test('a larger batch takes more', () => {
  const bytes = (batchSize: number) =>
    runNeed(
      { ...RUN, plan: aPlan({ batchSize }) },
      aDataset(),
      { engine: 'onnx/cuda', threads: 0 },
      MACHINE,
    ).deviceBytes;
  expect(bytes(64)).toBeGreaterThan(bytes(8));
});
