import { describe, expect, test } from 'vitest';
import { uniformFloats } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { add, multiply, normalProbability } from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';
import { factorOut } from './factor-out.ts';
import { simplify } from './simplify.ts';

const NAMES = ['a', 'b', 'c', 'd'] as const;

/** Which operators compute an output, before and after; the results must be the same. */
function factored(
  build: (inputs: Readonly<Record<(typeof NAMES)[number], Value>>, graph: Graph) => Value,
  shapes: Readonly<Partial<Record<(typeof NAMES)[number], Shape>>> = {},
): readonly string[] {
  const graph = new Graph();
  const input = (name: (typeof NAMES)[number]) =>
    graph.input(name, 'float32', shapes[name] ?? [2, 3]);
  const inputs = { a: input('a'), b: input('b'), c: input('c'), d: input('d') };
  graph.outputs.set('y', build(inputs, graph));
  const given = simplify(graph);
  const found = simplify(factorOut(given));
  const feeds = Object.fromEntries(
    [...given.inputs].map(([name, { shape }]) => [
      name,
      uniformFloats(1, name, elementCount(shape), -1, 1),
    ]),
  );
  const results = interpret(found, feeds);
  for (const [name, { data }] of interpret(given, feeds)) {
    data.forEach((value, at) => {
      expect(results.get(name)?.data[at], `${name}[${at}]`).toBeCloseTo(value, 12);
    });
  }
  return found.nodes.map(({ op }) => op).filter((op) => op !== 'input' && op !== 'constant');
}

describe('factorOut', () => {
  test('multiplies once by what two products share, wherever it stands', () => {
    expect(factored(({ a, b, c }) => add(multiply(a, b), multiply(c, a)))).toEqual([
      'add',
      'multiply',
    ]);
    expect(factored(({ a, b, c, d }) => add(multiply(multiply(b, a), c), multiply(a, d)))).toEqual([
      'multiply',
      'add',
      'multiply',
    ]);
  });

  test('gives what goes through a gelu one product with its gradient', () => {
    const gradient = ({ a, b }: { readonly a: Value; readonly b: Value }): Value => {
      const y = multiply(a, normalProbability(a));
      return differentiate(sum(multiply(y, b)), [a])[0] ?? a;
    };
    const found = factored(gradient);
    // dy, the square, its half, the density's factor, x times the density, and the sum times dy.
    expect(found.filter((op) => op === 'multiply')).toHaveLength(6);
    expect(found.at(-1)).toBe('multiply');
  });

  test('leaves products that others read, and factors that are only stretched to the result', () => {
    const read = factored(({ a, b, c }, graph) => {
      const product = multiply(a, b);
      graph.outputs.set('product', product);
      return add(product, multiply(a, c));
    });
    expect(read).toEqual(['multiply', 'multiply', 'add']);
    const stretched = factored(({ a, b, c }) => add(multiply(a, b), multiply(a, c)), { a: [3] });
    expect(stretched).toEqual(['multiply', 'multiply', 'add']);
  });
});
