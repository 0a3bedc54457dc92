import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { StateTensor } from '../compiled.ts';
import { emitTraining } from '../emit-onnx.ts';
import { STANDARD_PLAN } from '../execution-plan.ts';
import { Graph } from '../graph.ts';
import { add, cast, multiply, subtract } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { concatenate, reshape, scatterAdd } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { lookUpRows } from '../passes/look-up-rows.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { stepsPerIteration, takesOneStep } from './training-loop.ts';

/** A step that keeps a running total of its rows, made as long as asked for by adding zeros. */
function totalStep(extraNodes: number): Graph {
  const graph = new Graph();
  const features = graph.input('features', 'float32', [2, 1]);
  const target = graph.input('target', 'int32', [2]);
  let total = add(graph.input('total', 'float32', []), sum(features));
  for (let node = 0; node < extraNodes; node += 1) total = add(total, 0);
  graph.outputs.set('total:next', total);
  const vector = concatenate([multiply(reshape(total, [1]), 2), add(reshape(total, [1]), 1)], 0);
  graph.outputs.set('totals', vector);
  graph.outputs.set('labels', reshape(sum(cast(target, 'float32')), [1]));
  return graph;
}

const MEASURED = ['totals', 'labels'];

const stateTotal = (): StateTensor => ({
  name: 'total',
  role: 'weight',
  layerId: null,
  shape: [],
  dtype: 'float32',
  initializer: 'zeros',
});

/** A weight that moves by the products of a batch, or of which one row moves. */
function weightStep(size: number, movesRow: boolean): Graph {
  const graph = new Graph();
  const weight = graph.input('weight', 'float32', [size, size]);
  const moved = movesRow
    ? scatterAdd(
        graph.constant(new Float32Array(size), 'float32', [1, size]),
        graph.constant([0], 'int32', [1]),
        weight,
      )
    : subtract(weight, matrixProduct(weight, weight));
  graph.outputs.set('weight:next', moved);
  return graph;
}

describe('training loops', () => {
  test('a large state is handed over at each step, unless a call takes few rows of it', () => {
    expect(takesOneStep(weightStep(1000, false))).toBe(false);
    expect(takesOneStep(weightStep(3000, false))).toBe(true);
    expect(takesOneStep(weightStep(3000, true))).toBe(true);
    expect(takesOneStep(lookUpRows(weightStep(3000, true)))).toBe(false);
  });

  test('a step without a loop gives what a loop of one step gives', async () => {
    const total = stateTotal();
    const rows = { data: Float32Array.of(3, 4), shape: [2, 1] };
    const outputs = await Promise.all(
      [null, 1].map(async (written) => {
        const carried = [{ name: 'total', parts: [total] }];
        const bytes = emitTraining(totalStep(0), carried, MEASURED, STANDARD_PLAN, written);
        const model = await onnxRunner(ort)(bytes);
        const given = await model.run({
          features: rows,
          target: { data: Int32Array.of(0, 1), shape: [2] },
          indices: { data: Int32Array.of(1, 0), shape: [1, 2] },
          total: { data: Float32Array.of(100), shape: [] },
        });
        await model.close();
        return given;
      }),
    );
    expect(outputs[1]).toEqual(outputs[0]);
    expect([...(outputs[1]?.['total:next'] ?? [])]).toEqual([107]);
  });

  test('short steps are taken several at a time, long ones one at a time', () => {
    expect(stepsPerIteration(totalStep(0), STANDARD_PLAN)).toBe(8);
    expect(stepsPerIteration(totalStep(150), STANDARD_PLAN)).toBe(3);
    expect(stepsPerIteration(totalStep(2000), STANDARD_PLAN)).toBe(1);
  });

  test.each([0, 150, 600])('every number of steps gives its rows in order (%d)', async (extra) => {
    const carried = [{ name: 'total', parts: [stateTotal()] }];
    const model = await onnxRunner(ort)(emitTraining(totalStep(extra), carried, MEASURED));
    for (const steps of [1, 2, 3, 7, 8, 9, 17]) {
      const rows = Array.from({ length: steps * 2 }, (_, place) => place);
      const outputs = await model.run({
        features: { data: Float32Array.from(rows), shape: [rows.length, 1] },
        target: { data: Int32Array.from(rows), shape: [rows.length] },
        indices: { data: Int32Array.from(rows).reverse(), shape: [steps, 2] },
        total: { data: Float32Array.of(100), shape: [] },
      });
      const reversed = [...rows].reverse();
      const pairs = Array.from({ length: steps }, (_, step) =>
        reversed.slice(step * 2, step * 2 + 2),
      );
      const pairSums = pairs.map(([first = 0, second = 0]) => first + second);
      let running = 100;
      const totals = pairSums.map((pair) => (running += pair));
      expect([...(outputs['total:next'] ?? [])]).toEqual([running]);
      expect([...(outputs.measures ?? [])]).toEqual(
        totals.flatMap((value, step) => [value * 2, value + 1, pairSums[step]]),
      );
    }
    await model.close();
  });
});
