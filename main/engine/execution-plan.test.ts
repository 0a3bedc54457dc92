import { describe, expect, it } from 'vitest';
import { ok } from '../../app/errors.ts';
import { executionPlan } from './execution-plan.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';
import type { Runtime } from './runtimes/runtime.ts';

const cpuRuntime = () => onnxCpuRuntime(1, { spins: () => false });

/** A runtime that lays out the probe's 16 channels and 2 places in blocks of a size. */
function blockingRuntime(size: number): Runtime {
  const data = Float32Array.from({ length: 32 }, (_, place) => {
    const channel = Math.floor(place / (2 * size)) * size + (place % size);
    return 2 * channel + (Math.floor(place / size) % 2);
  });
  return {
    ...cpuRuntime(),
    open: async () =>
      ok({
        run: async () => ok({ blocked: { dtype: 'float32', shape: [1, 16, 1, 2], data } }),
        close: async () => {},
      }),
  };
}

describe('the execution plan', () => {
  it('names a block size that ONNX Runtime has on this machine', async () => {
    const { blockSize } = await executionPlan(cpuRuntime());
    expect([0, 8, 16]).toContain(blockSize);
    if (process.arch === 'x64') expect(blockSize).toBeGreaterThan(0);
  });

  it.each([8, 16] as const)('tells blocks of %d from others', async (size) => {
    expect(await executionPlan(blockingRuntime(size))).toEqual({ blockSize: size, threads: 1 });
  });

  it('does without blocked kernels where there are none or they are unheard of', async () => {
    expect(await executionPlan(blockingRuntime(1))).toEqual({ blockSize: 0, threads: 1 });
    expect(await executionPlan(blockingRuntime(4))).toEqual({ blockSize: 0, threads: 1 });
    const open = () => Promise.reject(new Error('No Op registered for ReorderInput'));
    expect(await executionPlan({ ...cpuRuntime(), open })).toEqual({ blockSize: 0, threads: 1 });
  });
});
