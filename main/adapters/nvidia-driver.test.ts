import { expect, test } from 'vitest';
import { cardNamed, nvidiaCards, nvidiaCardsIn, visibleCards } from './nvidia-driver.ts';

const ANSWER = [
  '0, GPU-5d8e-1, NVIDIA GeForce RTX 4090, 570.86.15, 24564, 20000',
  '1, GPU-77, NVIDIA H200, 570.86.15, 143771, [N/A]',
  '',
].join('\n');

test('the driver lists one card a line', () => {
  expect(nvidiaCardsIn(ANSWER)).toMatchObject([
    {
      index: 0,
      uuid: 'GPU-5d8e-1',
      name: 'NVIDIA GeForce RTX 4090',
      driver: '570.86.15',
      memoryBytes: 24564 * 2 ** 20,
      freeBytes: 20000 * 2 ** 20,
    },
    { index: 1, name: 'NVIDIA H200', vendor: 'NVIDIA', software: false, freeBytes: 0 },
  ]);
});

test('a card goes by its index or the beginning of its UUID', () => {
  const cards = nvidiaCardsIn(ANSWER);
  const found = (name: string) => cardNamed(cards, name)?.index;
  expect(
    ['1', 'cuda:1', 'GPU-77', 'GPU-5d8e-1', '2', 'cuda:2', '-1', 'NVIDIA H200', ''].map(found),
  ).toEqual([1, 1, 1, 0, undefined, undefined, undefined, undefined, undefined]);
});

test('a process sees the cards that its environment leaves it, as CUDA does', () => {
  const cards = nvidiaCardsIn(ANSWER);
  const seen = (variable: string | undefined) =>
    visibleCards(cards, variable).map(({ index, uuid }) => `${index} ${uuid}`);
  const [first, second] = ['0 GPU-5d8e-1', '1 GPU-77'];
  expect(seen(undefined)).toEqual([first, second]);
  expect(seen('1')).toEqual([second]);
  expect(seen('1, 0')).toEqual([second, first]);
  expect(seen('GPU-77')).toEqual([second]);
  expect(seen('0,7,1')).toEqual([first]);
  expect(['', '-1', 'NoDevFiles'].map(seen)).toEqual([[], [], []]);
  expect(seen('MIG-3,MIG-4')).toEqual(['0 MIG-3']);
});

test('without a driver there is no card', async () => {
  expect(await nvidiaCards('/no/such/nvidia-smi')).toEqual([]);
});
