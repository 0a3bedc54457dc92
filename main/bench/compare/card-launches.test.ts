import { describe, expect, test } from 'vitest';
import { bytesPerStep, launchesPerStep } from '../../../app/compiler/testing/launches.ts';
import { DEFAULT_PLAN } from '../../../app/training/run-plan.ts';
import { type CaseName, COMPARE_CASES, type CompareCase, USUAL_CASES } from './cases.ts';

const CARD = { blockSize: 0, threads: 1, provider: 'cuda' } as const;
const WEBGPU = { ...CARD, provider: 'webgpu', loopless: true } as const;

interface Most {
  /** Nodes that CUDA starts a step, 3.5 to 5 µs each whatever they compute. */
  readonly nodes: number;
  /** Nodes as they are written for WebGPU, some 11 µs of the host's thread each. */
  readonly webgpuNodes: number;
  /** What these nodes read and write, 10⁶ bytes: memory gives some 4.8 · 10¹² a second at most. */
  readonly megabytes: number;
}

/** What is written now (docs/performance/graphics-cards.md), and 2 % more. */
const MOST: Readonly<Partial<Record<CaseName, Most>>> = {
  mlp: { nodes: 43, webgpuNodes: 41, megabytes: 87.5 },
  cnn: { nodes: 82, webgpuNodes: 88, megabytes: 79.3 },
  resnet20: { nodes: 640, webgpuNodes: 614, megabytes: 2055 },
  lstm: { nodes: 464, webgpuNodes: 1485, megabytes: 404 },
  'gpt-small': { nodes: 592, webgpuNodes: 717, megabytes: 26_040 },
};

describe.each(USUAL_CASES.gpu)('a step of %s on a card', (name) => {
  const { model, data, plan }: CompareCase = COMPARE_CASES[name];
  const settings = { ...DEFAULT_PLAN, ...plan };
  const counted = { model, data, settings, batchSize: settings.batchSize, execution: CARD };
  const { nodes, webgpuNodes, megabytes } = MOST[name] ?? {
    nodes: 0,
    webgpuNodes: 0,
    megabytes: 0,
  };

  test('has no more nodes than it had', () => {
    const launches = launchesPerStep(counted);
    expect(launches).toBeLessThanOrEqual(nodes);
    expect(launches).toBeGreaterThan(0.9 * nodes);
  });

  test('has no more nodes for WebGPU than it had', () => {
    const launches = launchesPerStep({ ...counted, execution: WEBGPU });
    expect(launches).toBeLessThanOrEqual(webgpuNodes);
    expect(launches).toBeGreaterThan(0.9 * webgpuNodes);
  });

  test('moves no more bytes than it did', () => {
    const moved = [...bytesPerStep(counted).values()].reduce((sum, bytes) => sum + bytes, 0) / 1e6;
    expect(moved).toBeLessThanOrEqual(megabytes);
    expect(moved).toBeGreaterThan(0.9 * megabytes);
  });
});
