import { describe, expect, test } from 'vitest';
import { uniformFloats } from '../../random.ts';
import { elementCount } from '../../shape.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import {
  add,
  cast,
  exponential,
  logSoftmax,
  multiply,
  positive,
  relu,
  subtract,
} from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { dropDead } from './drop-dead.ts';
import { leaveUnchanged } from './leave-unchanged.ts';
import { scaleBytes } from './scale-bytes.ts';
import { selectBySlope } from './select-by-slope.ts';
import { shrinkConstants } from './shrink-constants.ts';
import { softmaxOfLogarithm } from './softmax-of-logarithm.ts';

const operatorsOf = (graph: Graph): readonly string[] =>
  dropDead(graph)
    .nodes.map(({ op }) => op)
    .filter((op) => op !== 'input' && op !== 'constant');

function expectSameResults(found: Graph, wanted: Graph): void {
  const feeds = Object.fromEntries(
    [...wanted.inputs].map(([name, { shape }]) => [
      name,
      uniformFloats(1, name, elementCount(shape), 0, 255).map(Math.floor),
    ]),
  );
  const results = interpret(found, feeds);
  for (const [name, { data, shape }] of interpret(wanted, feeds)) {
    expect(results.get(name)?.shape).toEqual(shape);
    data.forEach((value, at) => {
      expect(results.get(name)?.data[at], name).toBeCloseTo(value, 12);
    });
  }
}

describe('shrinkConstants', () => {
  test('makes one number of a constant that holds nothing else', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2, 3]);
    const same = graph.constant([7, 7, 7, 7, 7, 7], 'float32', [2, 3]);
    const different = graph.constant([7, 7, 8], 'float32', [3]);
    graph.outputs.set('y', add(multiply(x, same), different));
    const shrunk = shrinkConstants(graph);
    expectSameResults(shrunk, graph);
    const factor = shrunk.nodes.find(({ op }) => op === 'multiply')?.inputs[1];
    const addend = shrunk.nodes.find(({ op }) => op === 'add')?.inputs[1];
    expect(factor?.shape).toEqual([]);
    expect(addend?.shape).toEqual([3]);
  });

  test('leaves a constant that gives the result its shape, and zeros of both signs', () => {
    const graph = new Graph();
    const row = graph.input('row', 'float32', [3]);
    const stretches = graph.constant([7, 7, 7, 7, 7, 7], 'float32', [2, 3]);
    graph.outputs.set('y', multiply(row, stretches));
    graph.outputs.set('z', subtract(graph.constant([0, -0, 0], 'float32', [3]), row));
    const shrunk = shrinkConstants(graph);
    expectSameResults(shrunk, graph);
    const constants = shrunk.nodes.filter(({ op }) => op === 'constant');
    expect(constants.every(({ outputs }) => outputs[0]?.shape.length !== 0)).toBe(true);
  });
});

test('the exponential of a logarithmic softmax becomes a softmax', () => {
  const graph = new Graph();
  const logits = multiply(graph.input('x', 'float32', [2, 3]), 0.01);
  graph.outputs.set('y', exponential(logSoftmax(logits)));
  graph.outputs.set('z', exponential(logits));
  const rewritten = softmaxOfLogarithm(graph);
  expectSameResults(rewritten, graph);
  expect(operatorsOf(rewritten)).toEqual(['multiply', 'softmax', 'exponential']);
});

describe('scaleBytes', () => {
  test('takes bytes times one number in one pass, also where they are reshaped between', () => {
    const graph = new Graph();
    const bytes = graph.input('x', 'uint8', [2, 3, 1]);
    graph.outputs.set('y', multiply(reshape(cast(bytes, 'float32'), [2, 1, 3]), 1 / 255));
    graph.outputs.set('z', multiply(0.5, cast(bytes, 'float32')));
    const scaled = scaleBytes(graph);
    expectSameResults(scaled, graph);
    expect(operatorsOf(scaled)).toEqual(['scaledCast', 'reshape', 'scaledCast']);
  });

  test('leaves other types and factors', () => {
    const graph = new Graph();
    const whole = graph.input('x', 'int32', [2]);
    const bytes = graph.input('b', 'uint8', [2]);
    graph.outputs.set('y', multiply(cast(whole, 'float32'), 0.5));
    graph.outputs.set('z', multiply(cast(bytes, 'float32'), cast(whole, 'float32')));
    expect(operatorsOf(scaleBytes(graph))).toEqual(operatorsOf(graph));
  });
});

test('what a step leaves as it was is not given back, unless under another name', () => {
  const graph = new Graph();
  const frozen = graph.input('frozen', 'float32', [2]);
  const learnt = graph.input('learnt', 'float32', [2]);
  graph.outputs.set('frozen:next', frozen);
  graph.outputs.set('learnt:next', multiply(learnt, 2));
  graph.outputs.set('shown', frozen);
  graph.outputs.set('other:next', frozen);
  const left = leaveUnchanged(graph);
  expect([...left.outputs.keys()]).toEqual(['learnt:next', 'shown', 'other:next']);
  expect([...left.inputs.keys()]).toEqual(['frozen', 'learnt']);
});

describe('selectBySlope', () => {
  test('chooses where a gradient is multiplied by the slope of a relu', () => {
    const graph = new Graph();
    const x = subtract(graph.input('x', 'float32', [2, 3]), 100);
    const y = relu(x);
    const dy = graph.input('dy', 'float32', [2, 3]);
    graph.outputs.set('before', multiply(dy, positive(y)));
    graph.outputs.set('behind', multiply(positive(x), dy));
    const found = selectBySlope(graph);
    expectSameResults(found, graph);
    const kinds = operatorsOf(found);
    expect(kinds).toEqual(['subtract', 'relu', 'greater', 'select', 'greater', 'select']);
  });

  test('keeps masks that are scaled, and those of another shape', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2, 3]);
    const mask = positive(subtract(graph.input('mask', 'float32', [3]), 100));
    graph.outputs.set('scaled', multiply(mask, 2));
    graph.outputs.set('stretched', multiply(x, mask));
    expect(operatorsOf(selectBySlope(graph))).toEqual(operatorsOf(graph));
  });
});
