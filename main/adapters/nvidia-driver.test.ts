import { expect, test } from 'vitest';
import { nvidiaCards, nvidiaCardsIn } from './nvidia-driver.ts';

test('the driver lists one card a line', () => {
  const answer = 'NVIDIA GeForce RTX 4090, 570.86.15, 24564\nNVIDIA H200, 570.86.15, 143771\n';
  expect(nvidiaCardsIn(answer)).toMatchObject([
    { name: 'NVIDIA GeForce RTX 4090', driver: '570.86.15', memoryBytes: 24564 * 2 ** 20 },
    { name: 'NVIDIA H200', vendor: 'NVIDIA', software: false },
  ]);
});

test('without a driver there is no card', async () => {
  expect(await nvidiaCards('/no/such/nvidia-smi')).toEqual([]);
});
