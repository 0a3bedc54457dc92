import { describe, expect, test } from 'vitest';
import { flopsOf } from '../cost.ts';
import { dumpGraph } from '../dump.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph, type Node } from '../graph.ts';
import { simplify } from '../passes/simplify.ts';
import { kernelCount } from '../peak-memory.ts';
import { add, hyperbolicTangent, multiply, sigmoid } from './elementwise.ts';
import { matrixProduct } from './linear.ts';
import { split } from './movement.ts';
import { sum } from './reduction.ts';
import { bodyOf, scan } from './scan.ts';

const [STEPS, BATCH, UNITS] = [5, 3, 2];

/** A cell with two gates whose last state is summed up. */
function recurrence(): { readonly graph: Graph; readonly loss: ReturnType<typeof sum> } {
  const graph = new Graph();
  const { states } = scan(
    {
      states: [graph.input('h', 'float32', [BATCH, UNITS])],
      scanned: [graph.input('x', 'float32', [STEPS, BATCH, 2 * UNITS])],
      fixed: [graph.input('w', 'float32', [UNITS, 2 * UNITS])],
    },
    ({ states: [h], scanned: [x], fixed: [w] }) => {
      if (!h || !x || !w) throw new Error('Something is missing');
      const [gate, candidate] = split(matrixProduct(h, w, { bias: x }), 1, [UNITS, UNITS]);
      if (!gate || !candidate) throw new Error('Two pieces were cut');
      const next = multiply(sigmoid(gate), hyperbolicTangent(candidate));
      return { states: [next], collected: [] };
    },
  );
  const [last] = states;
  if (last === undefined) throw new Error('One state');
  return { graph, loss: sum(last) };
}

const scansOf = (graph: Graph): readonly Node<'scan'>[] =>
  graph.nodes.filter((node) => node.op === 'scan');

const operatorsOf = (graph: Graph): readonly string[] =>
  graph.nodes.map(({ op }) => op).filter((op) => op !== 'input' && op !== 'constant');

describe('a scan', () => {
  test('collects for its gradient only what the gradient reads', () => {
    const { graph, loss } = recurrence();
    graph.outputs.set('loss', loss);
    const [forward] = scansOf(simplify(graph));
    // Nothing but the last state.
    expect(forward?.outputs.length).toBe(1);
    const inputs = [...graph.inputs.values()];
    differentiate(loss, inputs).forEach((gradient, place) => {
      graph.outputs.set(`gradient ${place}`, gradient);
    });
    const [withGradient] = scansOf(simplify(graph));
    // The last state and two gates: what it was at every step is their product.
    expect(withGradient?.outputs.length).toBe(3);
  });

  test('loops in its gradient only over what hangs on the step after', () => {
    const { graph, loss } = recurrence();
    const inputs = [...graph.inputs.values()];
    differentiate(loss, inputs).forEach((gradient, place) => {
      graph.outputs.set(`gradient ${place}`, gradient);
    });
    const simple = simplify(graph);
    const [, backward] = scansOf(simple);
    if (backward === undefined) throw new Error('No gradient');
    // One slope for each gate, worked out ahead for all steps.
    expect(operatorsOf(bodyOf(backward))).toEqual([
      'multiply',
      'multiply',
      'concatenate',
      'matrixProduct',
    ]);
    // The weight's gradient is one product over all steps.
    const product = simple.nodes.find(({ op }) => op === 'matrixProduct');
    expect(product?.inputs[0]?.shape).toEqual([STEPS * BATCH, UNITS]);
  });

  test('counts as often as its body is run', () => {
    const { graph } = recurrence();
    const [node] = scansOf(graph);
    if (node === undefined) throw new Error('No scan');
    // A product, two activations and their product; the gates are cut out of it.
    const flops = 2 * BATCH * UNITS * 2 * UNITS + 3 * BATCH * UNITS;
    expect(flopsOf(node)).toBe(STEPS * flops);
    expect(kernelCount([node])).toBe(STEPS * 5);
  });

  test('shows its body below it', () => {
    const { graph } = recurrence();
    const lines = dumpGraph(graph).split('\n');
    const at = lines.findIndex((line) => line.includes('= scan h, x, w'));
    expect(lines[at]).toContain('{states: 1, scanned: 1, backwards: false}');
    expect(lines[at + 1]).toBe('  input state0 float32 [3, 2]');
  });

  test('refuses a body that does not go on as it began', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [STEPS, 2]);
    const state = graph.input('h', 'float32', [2]);
    const inputs = { states: [state], scanned: [x], fixed: [] };
    expect(() => scan(inputs, ({ states }) => ({ states, collected: [] }))).toThrow(
      'no next state',
    );
    expect(() =>
      scan(inputs, ({ scanned: [first] }) => ({
        states: first ? [sum(first)] : [],
        collected: [],
      })),
    ).toThrow('no next state');
    expect(() =>
      scan({ ...inputs, scanned: [] }, ({ states: [h] }) => ({
        states: h ? [add(h, 1)] : [],
        collected: [],
      })),
    ).toThrow('something to scan');
  });
});
