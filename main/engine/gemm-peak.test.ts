import { expect, it } from 'vitest';
import { gemmPeak } from './gemm-peak.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';

it("a processor's peak lies between a pocket calculator's and a supercomputer's", async () => {
  const peak = await gemmPeak(onnxCpuRuntime(1, { spins: () => false }));
  if (!peak.ok) throw new Error(peak.error.code);
  expect(peak.value).toBeGreaterThan(0.01);
  expect(peak.value).toBeLessThan(1e6);
});
