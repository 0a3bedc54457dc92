import { expect, test } from 'vitest';
import type { BenchCase, BenchReport } from '../../app/contract/bench-report.ts';
import { benchReport } from '../../app/contract/schemas/bench.ts';
import { geometricMean } from '../bench/compare/compare-all.ts';
import { benchText } from './bench-text.ts';

const absent = { code: 'peers/not-built', peer: 'tfjs-node', folder: '/peers' } as const;

function aCase(name: string, ratio: number, disturbed = false): BenchCase {
  return {
    name,
    batchSize: 64,
    samplesPerSecond: 20_000,
    gflops: 80,
    peakShare: 0.8,
    sessionMs: 120,
    stepsPerCall: 60,
    handoverShare: 0.04,
    callShare: 0.97,
    rounds: 5,
    disturbed,
    peers: {
      'pytorch-eager': { samplesPerSecond: 20_000 / ratio, ratio, mode: 'pytorch/eager' },
      'pytorch-compiled': { samplesPerSecond: 15_000, ratio: 1.33, mode: 'pytorch/compiled' },
      'pytorch-best': { samplesPerSecond: 16_000, ratio: 1.25, mode: 'pytorch/fused' },
      'tfjs-node': { absent },
    },
  };
}

const cases = [aCase('mlp', 2), aCase('cnn', 8, true)];
const report: BenchReport = {
  machine: { cpuModel: 'CPU', cpuCores: 2, memoryBytes: 2 ** 34, platform: 'linux' },
  engine: 'onnx/cpu',
  runtime: 'onnxruntime-node 1.30.0',
  device: { kind: 'cpu', name: 'CPU', driver: null, memoryBytes: 2 ** 34 },
  pytorch: { torch: '2.15.0', device: 'cpu', threads: 2 },
  gemmPeakGflops: 100,
  cases,
  geometricMeans: {
    'pytorch-eager': 4,
    'pytorch-compiled': 1.33,
    'pytorch-best': 1.25,
    'tfjs-node': null,
  },
};

test('the geometric mean is over the cases that a peer ran', () => {
  expect(geometricMean(cases, 'pytorch-eager')).toBeCloseTo(4, 12);
  expect(geometricMean(cases, 'tfjs-node')).toBeNull();
});

test('people are told each reason once, and whose figures say little', () => {
  const words = benchText(report, 'en');
  expect(words).toContain('mlp');
  expect(words).toContain('10,000/s (× 2)');
  expect(words).toContain('80.0\u00a0%');
  expect(words.match(/was not found in \/peers/g)).toHaveLength(1);
  expect(words).toContain('cnn: other programs used the processor in every round');
  expect(words).not.toContain('mlp: other programs');
  expect(benchText(report, 'zh')).toContain('相对 pytorch-eager（几何平均）     × 4');
});

test('scripts are told the same in the shape of the contract', () => {
  expect(benchReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});
