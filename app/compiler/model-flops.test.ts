import { expect, test } from 'vitest';
import { REFERENCE_DATA, REFERENCE_MODEL } from '../training/reference-model.ts';
import { modelFlopsPerSample } from './model-flops.ts';

test('dense layers take 6 FLOPs for each kernel value, and little else', () => {
  const kernels = 784 * 512 + 512 * 512 + 512 * 10;
  const counted = modelFlopsPerSample(REFERENCE_MODEL, REFERENCE_DATA);
  const flops = counted.ok ? counted.value : Number.NaN;
  expect(flops).toBeGreaterThan(6 * kernels);
  expect(flops).toBeLessThan(1.01 * 6 * kernels);
});
