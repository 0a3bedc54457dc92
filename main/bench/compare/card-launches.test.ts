import { expect, test } from 'vitest';
import { launchesPerStep } from '../../../app/compiler/testing/launches.ts';
import { DEFAULT_PLAN } from '../../../app/training/run-plan.ts';
import { type CaseName, COMPARE_CASES, type CompareCase, USUAL_CASES } from './cases.ts';

const CARD = { blockSize: 0, threads: 1, provider: 'cuda' } as const;

/**
 * Nodes that CUDA starts a step, 3.5 to 5 µs each whatever they compute (docs/performance/graphics-cards.md): what is
 * written now, and 2 % more.
 */
const MOST: Readonly<Partial<Record<CaseName, number>>> = {
  mlp: 43,
  cnn: 82,
  resnet20: 640,
  lstm: 469,
  'gpt-small': 592,
};

test.each(USUAL_CASES.gpu)('%s has no more nodes a step on a card than it had', (name) => {
  const { model, data, plan }: CompareCase = COMPARE_CASES[name];
  const settings = { ...DEFAULT_PLAN, ...plan };
  const { batchSize } = settings;
  const counted = { model, data, settings, batchSize, execution: CARD };
  const launches = launchesPerStep(counted);
  expect(launches).toBeLessThanOrEqual(MOST[name] ?? 0);
  expect(launches).toBeGreaterThan(0.9 * (MOST[name] ?? 0));
});
