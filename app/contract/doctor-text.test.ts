import { expect, test } from 'vitest';
import type { Language } from '../language.ts';
import type { CardReport, RuntimeReport } from './doctor.ts';
import { cardTexts, measuredOnText } from './doctor-text.ts';

const card = (index: number): CardReport => ({
  name: 'NVIDIA RTX A',
  vendor: 'nvidia',
  index,
  uuid: `GPU-${index}`,
  memoryBytes: null,
  freeBytes: null,
  utilization: null,
  driver: null,
  cuda: null,
  computeCapability: null,
  powerLimitWatts: null,
});

const runtime = (
  id: RuntimeReport['id'],
  measuredOn: RuntimeReport['measuredOn'],
): RuntimeReport => ({ id, status: 'ready', code: 'slower', reason: '', measuredOn });

const RUNTIMES = [
  runtime('onnx/cpu', undefined),
  runtime('onnx/cuda', { name: 'NVIDIA RTX A', index: 1, uuid: 'GPU-1' }),
  runtime('tensorflow/gpu', { name: 'NVIDIA RTX A', index: 1, uuid: 'GPU-1' }),
  runtime('onnx/webgpu', { name: 'NVIDIA RTX B', index: null, uuid: null }),
];

const texts = (cards: readonly CardReport[], language: Language) =>
  cardTexts(cards, RUNTIMES, language);

test('of several cards the one that was measured says so', () => {
  expect(texts([card(0), card(1)], 'en')).toEqual([
    '0: NVIDIA RTX A',
    '1: NVIDIA RTX A, measured with ONNX Runtime · CUDA, TensorFlow · GPU',
  ]);
  const other: CardReport = { ...card(0), name: 'NVIDIA RTX B', index: null, uuid: null };
  expect(texts([other, card(0)], 'zh')).toEqual([
    'NVIDIA RTX B, 已用 ONNX Runtime · WebGPU 测量',
    '0: NVIDIA RTX A',
  ]);
  expect(texts([card(1)], 'en')).toEqual(['1: NVIDIA RTX A']);
});

test('an engine says on which card it was measured', () => {
  expect(RUNTIMES.map((each) => measuredOnText(each, 'en'))).toEqual([
    null,
    'Measured on 1: NVIDIA RTX A.',
    'Measured on 1: NVIDIA RTX A.',
    'Measured on NVIDIA RTX B.',
  ]);
});
