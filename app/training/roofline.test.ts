import { expect, it } from 'vitest';
import { REFERENCE_NAMES } from './reference-model.ts';
import { roofGflops, rooflinePoint } from './roofline.ts';

it('has a point for each reference model, higher the faster it trains', () => {
  for (const name of REFERENCE_NAMES) {
    const slow = rooflinePoint(name, 1000);
    const fast = rooflinePoint(name, 3000);
    expect(slow.flopsPerByte).toBeGreaterThan(0);
    expect(fast.flopsPerByte).toBe(slow.flopsPerByte);
    expect(fast.gflops).toBeCloseTo(3 * slow.gflops, 9);
  }
});

it('counts at least the products of the MLP: 6 FLOPs for each weight and sample', () => {
  // 784 · 512 + 512 · 512 + 512 · 10 weights; the images' own gradient is not computed.
  const products = 6 * (784 * 512 + 512 * 512 + 512 * 10) - 2 * 784 * 512;
  const { gflops } = rooflinePoint('mlp', 1);
  expect(gflops * 1e9).toBeGreaterThan(products);
  expect(gflops * 1e9).toBeLessThan(1.5 * products);
});

it('has a roof that rises with what memory feeds, up to the peak', () => {
  const roof = { gemmGflops: 100, bytesPerSecond: 20e9 };
  expect(roofGflops(1, roof)).toBe(20);
  expect(roofGflops(5, roof)).toBe(100);
  expect(roofGflops(500, roof)).toBe(100);
});
