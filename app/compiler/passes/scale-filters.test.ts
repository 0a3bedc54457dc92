import { expect, test } from 'vitest';
import { uniformFloats } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { convolution } from '../operators/convolution.ts';
import { add, multiply } from '../operators/elementwise.ts';
import { dropDead } from './drop-dead.ts';
import { scaleFilters } from './scale-filters.ts';

const SLIDING = { strides: [1, 1], dilations: [1, 1], padding: [1, 1, 1, 1] } as const;

/** A convolution and what comes after it; the operators that are left once filters are scaled. */
function left(
  after: (y: Value, input: (name: string, shape: Shape) => Value) => Value,
  { biased = false, groups = 1 } = {},
): readonly string[] {
  const graph = new Graph();
  const feeds: Record<string, Float32Array> = {};
  const input = (name: string, shape: Shape) => {
    feeds[name] = uniformFloats(1, name, elementCount(shape), -1, 1);
    return graph.input(name, 'float32', shape);
  };
  const x = input('x', [2, 4, 5, 5]);
  const filter = input('filter', [4, 4 / groups, 3, 3]);
  const bias = biased ? input('bias', [4]) : undefined;
  graph.outputs.set('y', after(convolution(x, filter, bias, { ...SLIDING, groups }), input));
  const rewritten = dropDead(scaleFilters(graph));
  const expected = interpret(graph, feeds).get('y')?.data ?? [];
  const found = interpret(rewritten, feeds).get('y')?.data ?? [];
  expect(found.length).toBe(expected.length);
  found.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 12);
  });
  return rewritten.nodes
    .map(({ op }) => op)
    .filter((op) => !['input', 'constant', 'reshape'].includes(op));
}

test.each([
  { biased: false, groups: 1 },
  { biased: true, groups: 1 },
  { biased: true, groups: 4 },
])('a scale and a shift for each channel go into filter and bias: %o', (options) => {
  const operators = left(
    (y, input) => add(multiply(y, input('scale', [4, 1, 1])), input('shift', [1, 4, 1, 1])),
    options,
  );
  const ofBias = options.biased ? ['multiply', 'add'] : [];
  expect([...operators].sort()).toEqual(['convolution', 'multiply', ...ofBias].sort());
});

test('so does a number for all channels', () => {
  expect(left((y) => multiply(3, y))).toEqual(['multiply', 'convolution']);
  expect(left((y) => add(y, 3))).toEqual(['broadcast', 'convolution']);
  expect(left((y) => add(3, y), { biased: true })).toEqual(['add', 'convolution']);
});

test('what is read elsewhere, or has other numbers, stays as it is', () => {
  const untouched = ['convolution', 'multiply', 'add'];
  expect(left((y, input) => add(multiply(y, input('scale', [4, 1, 1])), y))).toEqual(untouched);
  expect(left((y, input) => multiply(y, input('rows', [5, 1])))).toEqual([
    'convolution',
    'multiply',
  ]);
  expect(left((y) => multiply(y, multiply(y, 3)))).toEqual(['convolution', 'multiply', 'multiply']);
});
