import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { dumpGraph } from '../dump.ts';
import { emitPlain } from '../emit-onnx.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { NEXT } from '../onnx/edges.ts';
import { simplify } from '../passes/simplify.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { conditional } from './conditional.ts';
import { add, cast, multiply, scalar } from './elementwise.ts';
import { broadcast } from './movement.ts';

/** Moves `weight` by `rate · sum` and empties `sum`, where `due` is not 0. */
function anUpdate(): Graph {
  const body = new Graph();
  const [weight, sum] = [body.input('weight', 'float32', [3]), body.input('sum', 'float32', [3])];
  const rate = body.input('rate', 'float32', []);
  body.outputs.set('weight', add(weight, multiply(sum, rate)));
  body.outputs.set('sum', broadcast(scalar(body, 0), [3]));

  const graph = new Graph();
  const given = new Map([
    ['weight', graph.input('weight', 'float32', [3])],
    ['sum', multiply(graph.input('sum', 'float32', [3]), 2)],
    ['rate', graph.input('rate', 'float32', [])],
  ]);
  const due = cast(graph.input('due', 'float32', []), 'bool');
  for (const [name, value] of conditional(due, body, given)) graph.outputs.set(name + NEXT, value);
  return graph;
}

const FEEDS = { weight: [1, 2, 3], sum: [1, -1, 0.5], rate: [0.25] };

describe.each([
  [1, [1.5, 1.5, 3.25], [0, 0, 0]],
  [0, [1, 2, 3], [2, -2, 1]],
])('where the condition is %d', (due, weight, sum) => {
  test('the interpreter computes the body, or hands its inputs on', () => {
    for (const graph of [anUpdate(), simplify(anUpdate())]) {
      const results = interpret(graph, { ...FEEDS, due: [due] });
      expect([...(results.get(`weight${NEXT}`)?.data ?? [])]).toEqual(weight);
      expect([...(results.get(`sum${NEXT}`)?.data ?? [])]).toEqual(sum);
    }
  });

  test('so does ONNX Runtime', async () => {
    const model = await onnxRunner(ort)(emitPlain(simplify(anUpdate())));
    const outputs = await model.run({
      weight: { data: Float32Array.from(FEEDS.weight), shape: [3] },
      sum: { data: Float32Array.from(FEEDS.sum), shape: [3] },
      rate: { data: Float32Array.from(FEEDS.rate), shape: [] },
      due: { data: Float32Array.of(due), shape: [] },
    });
    await model.close();
    expect([...(outputs[`weight${NEXT}`] ?? [])]).toEqual(weight);
    expect([...(outputs[`sum${NEXT}`] ?? [])]).toEqual(sum);
  });
});

test('its body stands indented in a dump', () => {
  expect(dumpGraph(anUpdate())).toMatch(/= conditional .*\n {2}input weight float32 \[3\]/);
});

test('a body that does not fit is a bug', () => {
  const graph = new Graph();
  const due = cast(graph.input('due', 'float32', []), 'bool');
  const x = graph.input('x', 'float32', [2]);
  const body = new Graph();
  const inside = body.input('x', 'float32', [3]);
  expect(() => conditional(due, body, new Map([['x', x]]))).toThrow('takes x');
  expect(() => conditional(due, body, new Map())).toThrow('takes x');
  body.outputs.set('y', inside);
  const whole = graph.input('whole', 'float32', [3]);
  expect(() => conditional(due, body, new Map([['x', whole]]))).toThrow('stand in for y');
});
