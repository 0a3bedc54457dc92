import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { interpret } from '../interpret.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
} from '../testing/layer-cases.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import type { Layout } from './layer-tensor.ts';

const open = onnxRunner(ort);

test.each([
  [[5], ['channels-last', 'batch-last']],
  [
    [4, 5],
    ['channels-last', 'channels-first', 'time-first'],
  ],
  [
    [2, 3, 5],
    ['channels-last', 'channels-first'],
  ],
] as const)('Dense over %o gives the same in every layout', async (shape, layouts) => {
  for (const units of [2, 7]) {
    const requests = layouts.map(
      (layout: Layout): LayerRequest => ({
        type: 'Dense',
        config: { units, activation: 'tanh' },
        inputShapes: [shape],
        layouts: [layout],
      }),
    );
    const [plain, ...others] = requests.map((request) => {
      const { graph, feeds } = layerCase(request);
      return [...(interpret(graph, feeds as never).get('y')?.data ?? [])];
    });
    for (const other of others) {
      other.forEach((value, at) => {
        expect(value).toBeCloseTo(plain?.[at] ?? Number.NaN, 12);
      });
    }
    for (const request of requests) {
      expect(layerGradientError(request)).toBeLessThan(1e-6);
      expect(await layerDisagreements(request, open)).toEqual([]);
    }
  }
});
