import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { add, multiply, relu, sigmoid, square } from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';
import { DIFFERENTIABLE, operatorCase } from '../testing/operator-cases.ts';
import { dropDead } from './drop-dead.ts';
import { foldConstants } from './fold-constants.ts';
import { shareCommon } from './share-common.ts';
import { simplify } from './simplify.ts';

const operatorsOf = (graph: Graph): readonly string[] => graph.nodes.map(({ op }) => op);

describe('dropDead', () => {
  test('leaves out what no output needs, but keeps unused inputs', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    graph.input('unused', 'float32', [2]);
    sigmoid(square(x));
    graph.outputs.set('y', relu(x));
    expect(operatorsOf(dropDead(graph))).toEqual(['input', 'input', 'relu']);
  });
});

describe('foldConstants', () => {
  test('computes ahead what depends on constants only', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const three = graph.constant([3], 'float32', []);
    graph.outputs.set('y', multiply(x, add(square(three), 1)));
    const folded = dropDead(foldConstants(graph));
    expect(operatorsOf(folded)).toEqual(['input', 'constant', 'multiply']);
    expect([...(interpret(folded, { x: [1, 2] }).get('y')?.data ?? [])]).toEqual([10, 20]);
  });

  test('leaves large results to be computed', () => {
    const graph = new Graph();
    const large = graph.constant(new Float32Array(5000), 'float32', [5000]);
    graph.outputs.set('y', relu(large));
    expect(operatorsOf(foldConstants(graph))).toContain('relu');
  });
});

describe('shareCommon', () => {
  test('computes equal things once', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    graph.outputs.set('y', add(square(relu(x)), square(relu(x))));
    expect(operatorsOf(shareCommon(graph))).toEqual(['input', 'relu', 'multiply', 'add']);
  });

  test('keeps apart what differs in attributes, inputs, type or sign of zero', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2, 2]);
    graph.outputs.set('rows', sum(x, [0]));
    graph.outputs.set('columns', sum(x, [1]));
    graph.outputs.set('zero', graph.constant([0], 'float32', []));
    graph.outputs.set('minus zero', graph.constant([-0], 'float32', []));
    graph.outputs.set('whole zero', graph.constant([0], 'int64', []));
    expect(shareCommon(graph).nodes.length).toBe(graph.nodes.length);
  });
});

describe('simplify', () => {
  test.each(Object.entries(DIFFERENTIABLE))(
    'leaves %s and its gradient as they were',
    (_, build) => {
      fc.assert(
        fc.property(fc.nat(1_000_000), (seed) => {
          const { graph, feeds } = operatorCase(build, seed);
          const y = graph.outputs.get('y');
          if (y === undefined) throw new Error('The case has no output');
          differentiate(sum(multiply(y, y)), [...graph.inputs.values()]).forEach((value, place) => {
            graph.outputs.set(`gradient ${place}`, value);
          });
          const simple = simplify(graph);
          expect(simple.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
          expect(interpret(simple, feeds)).toEqual(interpret(graph, feeds));
        }),
        { numRuns: 5 },
      );
    },
  );
});
