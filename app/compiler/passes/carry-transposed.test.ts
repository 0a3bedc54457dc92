import { describe, expect, test } from 'vitest';
import { uniformFloats } from '../../random.ts';
import { elementCount } from '../../shape.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { add, multiply, subtract } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { sum } from '../operators/reduction.ts';
import { carryTransposed } from './carry-transposed.ts';

const [INPUTS, UNITS, BATCH] = [5, 3, 2];
const KERNEL = [INPUTS, UNITS];

interface Step {
  readonly graph: Graph;
  readonly kernel: Value;
  readonly x: Value;
}

/** A step with momentum of a kernel that the forward product reads transposed. */
function aStep(more: (step: Step) => void = () => {}): Graph {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [BATCH, INPUTS]);
  const kernel = graph.input('kernel', 'float32', KERNEL);
  const y = matrixProduct(kernel, x, { transposeLeft: true, transposeRight: true });
  const gradient = matrixProduct(x, y, { transposeLeft: true, transposeRight: true });
  const moment = add(multiply(graph.input('moment', 'float32', KERNEL), 0.9), gradient);
  graph.outputs.set('y', y);
  graph.outputs.set('kernel:next', subtract(kernel, multiply(moment, 0.1)));
  graph.outputs.set('moment:next', moment);
  more({ graph, kernel, x });
  return graph;
}

const feedsOf = (graph: Graph): Record<string, Float32Array> =>
  Object.fromEntries(
    [...graph.inputs].map(([name, { shape }]) => [
      name,
      uniformFloats(1, name, elementCount(shape), -1, 1),
    ]),
  );

function transposed(values: ArrayLike<number>, rows: number, columns: number): number[] {
  return Array.from({ length: rows * columns }, (_, at) =>
    Number(values[(at % rows) * columns + Math.floor(at / rows)]),
  );
}

describe('carryTransposed', () => {
  test('carries a kernel that is only read transposed, and its moments, the other way round', () => {
    const graph = aStep();
    const turned = carryTransposed(graph);
    for (const name of ['kernel', 'moment']) {
      expect(turned.inputs.get(name)?.shape).toEqual([UNITS, INPUTS]);
      expect(turned.inputs.get(name)?.node.attributes).toMatchObject({ axes: [1, 0] });
      expect(turned.outputs.get(`${name}:next`)?.shape).toEqual([UNITS, INPUTS]);
    }
    const products = turned.nodes.filter(({ op }) => op === 'matrixProduct');
    expect(products.map(({ attributes }) => attributes)).toEqual([
      { transposeLeft: false, transposeRight: true },
      { transposeLeft: false, transposeRight: false },
    ]);

    const feeds = feedsOf(graph);
    const expected = interpret(graph, feeds);
    const found = interpret(turned, {
      x: feeds.x ?? [],
      kernel: transposed(feeds.kernel ?? [], INPUTS, UNITS),
      moment: transposed(feeds.moment ?? [], INPUTS, UNITS),
    });
    expect(found.get('y')).toEqual(expected.get('y'));
    for (const name of ['kernel:next', 'moment:next']) {
      const data = expected.get(name)?.data ?? [];
      expect([...(found.get(name)?.data ?? [])]).toEqual(transposed(data, INPUTS, UNITS));
    }
  });

  test.each<[string, (step: Step) => void]>([
    [
      'an input gradient reads it as it is',
      ({ graph, kernel }) => {
        const dy = graph.input('dy', 'float32', [UNITS, BATCH]);
        graph.outputs.set('dx', matrixProduct(kernel, dy));
      },
    ],
    [
      'something else reads it',
      ({ graph, kernel }) => graph.outputs.set('penalty', sum(kernel, [0])),
    ],
    ['the graph gives it as a result', ({ graph, kernel }) => graph.outputs.set('weights', kernel)],
    [
      'something else goes into its update',
      ({ graph }) => {
        const next = graph.outputs.get('kernel:next');
        const row = graph.input('row', 'float32', [1, UNITS]);
        if (next !== undefined) graph.outputs.set('kernel:next', multiply(next, row));
      },
    ],
  ])('leaves it where %s', (_, more) => {
    const graph = aStep(more);
    expect(carryTransposed(graph).inputs.get('kernel')?.shape).toEqual(KERNEL);
  });
});
