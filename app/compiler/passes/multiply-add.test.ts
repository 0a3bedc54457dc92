import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { uniformFloats } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { emitPlain } from '../emit-onnx.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { BLOCKED_DOMAIN } from '../onnx/block-size-probe.ts';
import { add, divide, multiply, square, squareRoot, subtract } from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';
import { machinePlan, onnxRunner } from '../testing/onnx-runner.ts';
import { dropDead } from './drop-dead.ts';
import { fuseMultiplyAdd } from './fuse-multiply-add.ts';
import { viewInBlocks } from './view-in-blocks.ts';

/** Large enough to be fused, and in blocks of 16. */
const LARGE: Shape = [128, 144];

const operatorsOf = (graph: Graph): readonly string[] => graph.nodes.map(({ op }) => op);

function fusedOps(build: (x: Value, y: Value, graph: Graph) => Value, shape = LARGE) {
  const graph = new Graph();
  const y = build(graph.input('x', 'float32', shape), graph.input('y', 'float32', shape), graph);
  graph.outputs.set('result', y);
  const fused = dropDead(fuseMultiplyAdd(graph));
  expectSameResults(fused, graph);
  return operatorsOf(fused).filter((op) => op !== 'input' && op !== 'constant');
}

function feedsOf(graph: Graph): Record<string, Float32Array> {
  return Object.fromEntries(
    [...graph.inputs].map(([name, { shape }]) => [
      name,
      uniformFloats(1, name, elementCount(shape), 0.5, 1),
    ]),
  );
}

function expectSameResults(found: Graph, wanted: Graph): void {
  const feeds = feedsOf(wanted);
  const results = interpret(found, feeds);
  for (const [name, { data }] of interpret(wanted, feeds)) {
    expect([...(results.get(name)?.data ?? [])], name).toEqual([...data]);
  }
}

describe('fuseMultiplyAdd', () => {
  test('makes one operator of a scaled tensor and the sum it goes into, on either side', () => {
    expect(fusedOps((x, y) => add(multiply(x, 0.9), y))).toEqual(['multiplyAdd']);
    expect(fusedOps((x, y) => add(x, multiply(0.9, y)))).toEqual(['multiplyAdd']);
    expect(fusedOps((x, y) => add(multiply(x, 0.9), multiply(y, 0.1)))).toEqual([
      'multiply',
      'multiplyAdd',
    ]);
  });

  test('takes a difference as a sum with the factor negated', () => {
    expect(fusedOps((x, y) => subtract(x, multiply(y, 0.1)))).toEqual(['negate', 'multiplyAdd']);
    expect(fusedOps((x, y) => subtract(multiply(y, 0.1), x))).toEqual(['multiply', 'subtract']);
  });

  test('takes factors that the step works out', () => {
    const factor = (graph: Graph) => graph.input('factor', 'float32', []);
    expect(fusedOps((x, y, graph) => add(multiply(x, factor(graph)), y))).toEqual(['multiplyAdd']);
  });

  test('leaves alone what is used elsewhere, small, or scaled by a tensor', () => {
    expect(
      fusedOps((x, y) => {
        const scaled = multiply(x, 0.9);
        return multiply(add(scaled, y), scaled);
      }),
    ).toEqual(['multiply', 'add', 'multiply']);
    expect(fusedOps((x, y) => add(multiply(x, 0.9), y), [16, 16])).toEqual(['multiply', 'add']);
    expect(fusedOps((x, y) => add(multiply(x, x), y))).toEqual(['multiply', 'add']);
  });
});

/** An update as Adam's, of a weight whose gradient is its square; what it sums up to besides. */
function update(shape: Shape): Graph {
  const graph = new Graph();
  const [weight, moment] = ['weight', 'moment'].map((name) => graph.input(name, 'float32', shape));
  if (weight === undefined || moment === undefined) throw new Error('Two inputs were made');
  const gradient = square(weight);
  const next = add(multiply(moment, 0.9), gradient);
  const direction = divide(next, add(squareRoot(next), 0.001));
  graph.outputs.set(
    'weight:next',
    subtract(weight, multiply(direction, graph.input('rate', 'float32', []))),
  );
  graph.outputs.set('moment:next', next);
  graph.outputs.set('direction', direction);
  graph.outputs.set('total', sum(weight, [0, 1]));
  return dropDead(fuseMultiplyAdd(graph));
}

describe('viewInBlocks', () => {
  test('carries what is updated by multiply-adds in blocks, and leaves other outputs their shape', () => {
    const graph = update(LARGE);
    const viewed = viewInBlocks(graph, 16);
    expectSameResults(viewed, graph);
    const blocked = [1, 16, 64, 18];
    expect(viewed.inputs.get('weight')?.shape).toEqual(blocked);
    expect(viewed.inputs.get('moment')?.shape).toEqual(blocked);
    expect(viewed.inputs.get('rate')?.shape).toEqual([]);
    expect(viewed.outputs.get('weight:next')?.shape).toEqual(blocked);
    expect(viewed.outputs.get('moment:next')?.shape).toEqual(blocked);
    expect(viewed.outputs.get('direction')?.shape).toEqual(LARGE);
    // One for the sum over the weight, one for the direction.
    expect(operatorsOf(viewed).filter((op) => op === 'reshape').length).toBe(2);
  });

  test('leaves tensors alone that do not fall into blocks', () => {
    const graph = update([127, 145]);
    expect(operatorsOf(viewInBlocks(graph, 16))).toEqual(operatorsOf(graph));
  });
});

describe('a multiply-add on ONNX Runtime', () => {
  test('gives what the interpreter gives, by standard operators', () =>
    expectAgreement(update([127, 145]), false));

  test('gives what the interpreter gives, by a blocked kernel', async ({ skip }) => {
    const { blockSize } = await machinePlan(ort);
    if (blockSize === 0)
      return skip('This ONNX Runtime has no blocked kernels for this processor.');
    await expectAgreement(viewInBlocks(update(LARGE), blockSize), true);
  });
});

async function expectAgreement(graph: Graph, blocked: boolean): Promise<void> {
  const feeds = feedsOf(graph);
  const execution = await machinePlan(ort);
  const bytes = emitPlain(graph, execution);
  expect(new TextDecoder('latin1').decode(bytes).includes(BLOCKED_DOMAIN)).toBe(blocked);
  const model = await onnxRunner(ort)(bytes);
  const found = await model.run(
    Object.fromEntries(
      [...graph.inputs].map(([name, { shape }]) => [
        name,
        { shape, data: feeds[name] ?? new Float32Array() },
      ]),
    ),
  );
  await model.close();
  for (const [name, { data }] of interpret(graph, feeds)) {
    const values = [...(found[name] ?? [])].map(Number);
    const worst = data.reduce(
      (most, value, at) =>
        Math.max(most, Math.abs((values[at] ?? Number.NaN) - value) / Math.abs(value)),
      0,
    );
    expect(worst, name).toBeLessThan(1e-5);
  }
}
