import { expect, test } from 'vitest';
import type { Language } from '../language.ts';
import type { CardReport, RuntimeReport } from './doctor.ts';
import { cardTexts, measuredOnText, runtimeText } from './doctor-text.ts';

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

test('the processor is held against nothing, and so is no number of times as fast', () => {
  const slower = { code: 'slower', relativeSpeed: 1 } as const;
  const reason = (id: RuntimeReport['id'], language: Language) =>
    runtimeText({ ...slower, id }, language).reason;
  expect(reason('onnx/cpu', 'en')).toBe('It trains right: the others are held against it.');
  expect(reason('onnx/cpu', 'zh')).toBe('训练结果正确，其他引擎都与它对照。');
  expect(reason('tensorflow/cpu', 'en')).toContain('1 times');
});
