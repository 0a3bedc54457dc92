import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STANDARD_PLAN } from '../../execution-plan.ts';
import { Graph } from '../../graph.ts';
import { interpret } from '../../interpret.ts';
import { convolution } from '../../operators/convolution.ts';
import { multiply, relu } from '../../operators/elementwise.ts';
import { reshape, transpose } from '../../operators/movement.ts';
import { BLOCKED_CASES, blockedCase } from '../../testing/blocked-cases.ts';
import { passesFor } from '../pipeline.ts';
import { applyPasses } from '../simplify.ts';

const blocked = (graph: Graph, blockSize: 8 | 16 = 8): Graph =>
  applyPasses(graph, passesFor({ ...STANDARD_PLAN, blockSize }));

describe('blocks of channels change the way, not the result', () => {
  test.each(Object.entries(BLOCKED_CASES))('%s', (_, build) => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(8, 16), (seed, size) => {
        const { graph, feeds } = blockedCase(build, seed, size);
        const after = interpret(blocked(graph, size), feeds);
        for (const [name, { data }] of interpret(graph, feeds)) {
          const found = after.get(name)?.data ?? [];
          expect(found.length).toBe(data.length);
          const worst = data.reduce(
            (most, value, at) => Math.max(most, Math.abs(value - (found[at] ?? Number.NaN))),
            0,
          );
          expect(worst, name).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 4 },
    );
  });
});

describe('values are reordered where the two worlds meet, and nowhere else', () => {
  const SLIDING = { strides: [1, 1], dilations: [1, 1], padding: [1, 1, 1, 1], groups: 1 } as const;

  test('once on the way in, once on the way out', () => {
    const graph = new Graph();
    const images = graph.input('images', 'float32', [4, 6, 6, 8]);
    const kernels = ['first', 'second'].map((name) => graph.input(name, 'float32', [3, 3, 8, 8]));
    const deep = kernels.reduce(
      (x, kernel) => relu(convolution(x, transpose(kernel, [3, 2, 0, 1]), undefined, SLIDING)),
      transpose(images, [0, 3, 1, 2]),
    );
    graph.outputs.set('y', reshape(transpose(multiply(deep, 2), [0, 2, 3, 1]), [4, 288]));
    expect(blocked(graph).nodes.map(({ op }) => op)).toEqual([
      'input',
      'input',
      'input',
      'reorder',
      'reorder',
      'blockedConvolution',
      'reorder',
      'blockedConvolution',
      'constant',
      'multiply',
      'reorder',
      'reshape',
    ]);
  });

  test('not at all where the channels do not fill a block', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [4, 12, 6, 6]);
    const filter = graph.input('filter', 'float32', [12, 12, 3, 3]);
    graph.outputs.set('y', relu(convolution(x, filter, undefined, SLIDING)));
    expect(blocked(graph).nodes.map(({ op }) => op)).toEqual([
      'input',
      'input',
      'convolution',
      'relu',
    ]);
  });
});
