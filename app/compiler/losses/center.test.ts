import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { AUTO_LOSS } from '../../architecture/losses.ts';
import { encodeBoxes } from '../../boxes/center-grid.ts';
import { emitPlain } from '../emit-onnx.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { sigmoid } from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';
import { gradientError } from '../testing/central-differences.ts';
import { lossOf } from '../testing/loss-cases.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { boxParts } from './box-parts.ts';
import { LOSSES } from './table.ts';

const focal = { name: 'penalty_reduced_focal', activation: 'sigmoid', target: 'values' } as const;
/** What goes into a sigmoid that gives 3/4, and 1/2. */
const [THREE_QUARTERS, HALF] = [Math.log(3), 0];

describe('penalty-reduced focal loss', () => {
  test('of a centre is −(1 − p)² log p: 3/4 there', () => {
    const { loss } = lossOf(focal, [[THREE_QUARTERS]], [1]);
    expect(loss[0]).toBeCloseTo(-(0.25 ** 2) * Math.log(0.75), 10);
  });

  test('of other places is −(1 − y)⁴ p² log(1 − p), added up and divided by the centres', () => {
    const { loss } = lossOf(focal, [[THREE_QUARTERS, HALF, HALF, THREE_QUARTERS]], [1, 0, 0.5, 1]);
    const centers = 2 * (0.25 ** 2 * Math.log(0.75));
    const others = 0.5 ** 2 * Math.log(0.5) + 0.5 ** 4 * 0.5 ** 2 * Math.log(0.5);
    expect(loss[0]).toBeCloseTo(-(centers + others) / 2, 10);
  });

  test('of a sample without centres is divided by 1', () => {
    const { loss } = lossOf(focal, [[HALF, HALF]], [0, 0]);
    expect(loss[0]).toBeCloseTo(-2 * 0.25 * Math.log(0.5), 10);
  });

  test('stays finite with a gradient where the sigmoid is 0 or 1 to the last digit', () => {
    const { loss, gradient } = lossOf(focal, [[800], [-800]], [0, 1]);
    for (const value of [...loss, ...gradient]) expect(Number.isFinite(value)).toBe(true);
    expect(loss[0]).toBeCloseTo(800, 3);
    expect(gradient[0]).toBeCloseTo(1, 3);
    expect(gradient[1]).toBeCloseTo(-1, 3);
    // Roots of nothing have no slope: right answers stay clear of it.
    const rooted = lossOf({ ...focal, settings: { gamma: 0.5 } }, [[800], [-800]], [1, 0]);
    for (const value of [...rooted.loss, ...rooted.gradient]) {
      expect(Math.abs(value)).toBeLessThan(1e-3);
    }
  });
});

/** A detector's three losses over one picture with two boxes. */
function detectorGraph() {
  const grid = { height: 4, width: 4, classes: 2 };
  const boxes = [
    { label: 0, left: 0.05, top: 0.1, right: 0.4, bottom: 0.5 },
    { label: 1, left: 0.5, top: 0.5, right: 0.95, bottom: 0.9 },
  ];
  const graph = new Graph();
  const target = graph.input('target', 'float32', [2, 4, 4, 6]);
  const parts = boxParts(target, 2);
  const x = graph.input('x', 'float32', [2, 4, 4, 6]);
  const given = boxParts(x, 2);
  const lossOfPart = (
    name: 'penalty_reduced_focal' | 'center_absolute_error',
    part: 'heat' | 'sizes' | 'offsets',
  ) =>
    LOSSES[name]({
      output: part === 'heat' ? sigmoid(given.heat) : given[part],
      target: parts[part],
      settings: { ...AUTO_LOSS, name },
      centers: parts.centers,
    });
  graph.outputs.set('heat', lossOfPart('penalty_reduced_focal', 'heat'));
  graph.outputs.set('sizes', lossOfPart('center_absolute_error', 'sizes'));
  graph.outputs.set('offsets', lossOfPart('center_absolute_error', 'offsets'));
  const encoded = encodeBoxes(boxes, grid);
  const count = 2 * encoded.length;
  const feeds = {
    target: [...encoded, ...new Float32Array(encoded.length)],
    x: Array.from({ length: count }, (_, at) => Math.sin(at * 1.7) * 2 + 0.013),
  };
  return { graph, feeds, x, encoded };
}

describe('what is said of boxes', () => {
  test('counts at their centres alone, and as much for each box', () => {
    const { graph, feeds, encoded } = detectorGraph();
    const told = interpret(graph, feeds);
    const cells = [...Array(16).keys()].filter((cell) => (encoded[cell * 6 + 2] ?? 0) > 0);
    expect(cells.length).toBe(2);
    const error = (from: number) =>
      cells.reduce((total, cell) => {
        const at = cell * 6 + from;
        const one = Math.abs((feeds.x[at] ?? 0) - (encoded[at] ?? 0));
        return total + one + Math.abs((feeds.x[at + 1] ?? 0) - (encoded[at + 1] ?? 0));
      }, 0);
    expect(told.get('sizes')?.data[0]).toBeCloseTo(error(2) / 2, 6);
    expect(told.get('offsets')?.data[0]).toBeCloseTo(error(4) / 2, 6);
    // The second picture has no box.
    expect(told.get('sizes')?.data[1]).toBe(0);
  });

  test('all three losses have gradients that equal central differences', () => {
    for (const name of ['heat', 'sizes', 'offsets']) {
      const { graph, feeds, x } = detectorGraph();
      const y = graph.outputs.get(name);
      if (y === undefined) throw new Error(`There is ${name}`);
      expect(gradientError(sum(y), [x], feeds)).toBeLessThan(1e-6);
    }
  });

  test('ONNX Runtime gives what the interpreter does, gradients among it', async () => {
    const { graph, feeds, x } = detectorGraph();
    const total = [...graph.outputs.values()].map((y) => sum(y));
    for (const [at, y] of total.entries()) {
      const [gradient] = differentiate(y, [x]);
      if (gradient !== undefined) graph.outputs.set(`gradient ${at}`, gradient);
    }
    const model = await onnxRunner(ort)(emitPlain(graph));
    const shape = x.shape;
    const found = await model.run({
      x: { data: Float32Array.from(feeds.x), shape },
      target: { data: Float32Array.from(feeds.target), shape },
    });
    await model.close();
    for (const [name, { data }] of interpret(graph, feeds)) {
      data.forEach((expected, at) => {
        expect(Math.abs(Number(found[name]?.[at]) - expected), `${name}[${at}]`).toBeLessThan(1e-4);
      });
    }
  });
});
