import { expect, test } from 'vitest';
import { uniformFloats } from '../../random.ts';
import { elementCount } from '../../shape.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { batchedProduct } from '../operators/batched-product.ts';
import { multiply, softmax } from '../operators/elementwise.ts';
import { transpose } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { simplify } from './simplify.ts';
import { sumOverWidth } from './sum-over-width.ts';

const [TIME, BATCH, HEADS] = [7, 2, 3];

interface Attention {
  readonly width: number;
  /** Whether what was found is read with its time leading. */
  readonly leads: boolean;
  /** What the shares are multiplied by, as by dropout. */
  readonly masked: boolean;
  readonly scale?: number;
}

/** Attention and its gradients by queries, keys and values, as layers have it. */
function attention({ width, leads, masked, scale = 1 }: Attention): Graph {
  const graph = new Graph();
  const [queries, keys, values] = ['queries', 'keys', 'values'].map((name) =>
    graph.input(name, 'float32', [TIME, BATCH, HEADS, width]),
  );
  if (!queries || !keys || !values) throw new Error('There are three inputs');
  const mask = graph.input('mask', 'float32', [BATCH, HEADS, TIME, TIME]);
  const scores = batchedProduct(queries, keys, {
    leadLeft: true,
    leadRight: true,
    transposeRight: true,
    scale: 0.5,
  });
  const shares = masked ? multiply(softmax(scores), multiply(mask, 2)) : softmax(scores);
  const found = batchedProduct(shares, values, { leadRight: true, scale });
  const read: Value = leads ? transpose(found, [2, 0, 1, 3]) : found;
  const gradients = differentiate(sum(multiply(read, read)), [queries, keys, values]);
  gradients.forEach((gradient, place) => {
    graph.outputs.set(`gradient ${place}`, gradient);
  });
  return simplify(graph);
}

/** The widths of what is summed along rows. */
const summedWidths = (graph: Graph): readonly (number | undefined)[] =>
  graph.nodes
    .filter((node) => node.op === 'sum' && node.attributes.keepAxes)
    .map(({ inputs }) => inputs[0]?.shape.at(-1));

const CASES: readonly Attention[] = [
  { width: 4, leads: true, masked: false },
  { width: 4, leads: true, masked: true },
  { width: 5, leads: false, masked: true, scale: 0.25 },
];

test.each(CASES)('sums over the width of heads instead of all keys: %j', (each) => {
  const given = attention(each);
  const found = simplify(sumOverWidth(given));
  expect(summedWidths(given)).toEqual([TIME]);
  expect(summedWidths(found)).toEqual([each.width]);
  const feeds = Object.fromEntries(
    [...given.inputs].map(([name, { shape }]) => [
      name,
      uniformFloats(1, name, elementCount(shape), -1, 1),
    ]),
  );
  const results = interpret(found, feeds);
  for (const [name, { data }] of interpret(given, feeds)) {
    const other = results.get(name)?.data ?? [];
    expect(other.length).toBe(data.length);
    data.forEach((value, at) => {
      expect(Math.abs(value - (other[at] ?? Number.NaN)), `${name}[${at}]`).toBeLessThan(1e-12);
    });
  }
});

test('keeps sums that are not of a product with what it was made by, or no shorter', () => {
  const wide = attention({ width: TIME, leads: true, masked: true });
  expect(summedWidths(sumOverWidth(wide))).toEqual([TIME]);
  const graph = new Graph();
  const [left, right] = ['left', 'right'].map((name) => graph.input(name, 'float32', [2, 5, 3]));
  const shares = graph.input('shares', 'float32', [2, 5, 5]);
  const others = graph.input('others', 'float32', [2, 5, 5]);
  if (!left || !right) throw new Error('There are two inputs');
  graph.outputs.set('product', batchedProduct(shares, right));
  const slope = batchedProduct(left, right, { transposeRight: true });
  graph.outputs.set('sum', sum(multiply(slope, others), [2], true));
  expect(summedWidths(sumOverWidth(graph))).toEqual([5]);
});
