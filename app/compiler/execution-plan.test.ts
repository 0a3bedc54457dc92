import { expect, test } from 'vitest';
import { canFollow, type ExecutionPlan } from './execution-plan.ts';

const plan = (blockSize: 0 | 8 | 16, provider?: ExecutionPlan['provider']): ExecutionPlan => ({
  blockSize,
  threads: 1,
  provider,
});

test('a plan is followed by the same provider, and blocks by the same blocks', () => {
  expect(canFollow(plan(16), plan(16))).toBe(true);
  expect(canFollow(plan(0), plan(16))).toBe(true);
  expect(canFollow(plan(16), plan(8))).toBe(false);
  expect(canFollow(plan(16), plan(0))).toBe(false);
  expect(canFollow(plan(0, 'cuda'), plan(0, 'cuda'))).toBe(true);
  expect(canFollow(plan(0, 'cuda'), plan(16))).toBe(false);
  expect(canFollow(plan(0), plan(0, 'webgpu'))).toBe(false);
});
