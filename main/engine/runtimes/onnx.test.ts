import { describe, expect, it } from 'vitest';
import { onnxCpuRuntime, outOfMemory } from './onnx.ts';

describe('failures of ONNX Runtime', () => {
  it.each([
    ['bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 4096', 4096],
    ['std::bad_alloc', 0],
    ['bad allocation', 0],
  ])('about memory are expected: %s', (message, requestedBytes) => {
    expect(outOfMemory(new Error(message))).toEqual({
      code: 'engine/out-of-memory',
      requestedBytes,
    });
  });

  it('about anything else are bugs', async () => {
    expect(outOfMemory(new Error('Non-zero status code returned while running Gemm'))).toBeNull();
    await expect(onnxCpuRuntime(1, false).open(Uint8Array.of(1, 2, 3))).rejects.toThrow();
  });
});
