import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { differentiate } from '../../../gradients/differentiate.ts';
import { Graph } from '../../../graph.ts';
import { convolution, maxPool } from '../../../operators/convolution.ts';
import { multiply } from '../../../operators/elementwise.ts';
import { sum } from '../../../operators/reduction.ts';
import { passesFor } from '../../../passes/pipeline.ts';
import { applyPasses } from '../../../passes/simplify.ts';
import { BLOCKED_CASES, blockedCase } from '../../../testing/blocked-cases.ts';
import { disagreements } from '../../../testing/onnx-agreement.ts';
import { machinePlan, onnxRunner } from '../../../testing/onnx-runner.ts';

const execution = await machinePlan(ort);
const { blockSize } = execution;
if (blockSize === 0) {
  console.warn('Skipped: ONNX Runtime has no blocked kernels on this processor.');
}

const open = onnxRunner(ort);
const blocked = (graph: Graph): Graph => applyPasses(graph, passesFor(execution));

describe.skipIf(blockSize === 0)('the blocked kernels give what the interpreter gives', () => {
  test.each(Object.entries(BLOCKED_CASES))(
    '%s and its gradients',
    async (_, build) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(1_000_000), async (seed) => {
          const { graph, feeds } = blockedCase(build, seed, blockSize);
          expect(await disagreements(blocked(graph), feeds, open, 1e-4)).toEqual([]);
        }),
        { numRuns: 8 },
      );
    },
    30_000,
  );

  test('of several largest values of a window the first, row by row, has the gradient', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [1, 1, 7, 9]);
    const filter = graph.constant(new Float32Array(blockSize).fill(1), 'float32', [
      blockSize,
      1,
      1,
      1,
    ]);
    const image = convolution(x, filter, undefined, {
      strides: [1, 1],
      dilations: [1, 1],
      padding: [0, 0, 0, 0],
      groups: 1,
    });
    const { largest } = maxPool(image, {
      window: [2, 3],
      strides: [2, 3],
      dilations: [1, 1],
      padding: [0, 0, 1, 0],
    });
    const shares = Float32Array.from({ length: blockSize * 12 }, (_, place) => place + 1);
    const loss = sum(multiply(largest, graph.constant(shares, 'float32', largest.shape)));
    const [gradient] = differentiate(loss, [image]);
    if (gradient === undefined) throw new Error('No gradient');
    graph.outputs.set('gradient', gradient);
    const levels = Float32Array.from({ length: 63 }, (_, place) => (place * 7) % 3);
    expect(await disagreements(blocked(graph), { x: levels }, open, 1e-6)).toEqual([]);
    expect(await disagreements(blocked(graph), { x: levels.fill(0) }, open, 1e-6)).toEqual([]);
  });
});
