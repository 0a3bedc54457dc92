import { describe, expect, test } from 'vitest';
import type { InferredLayerOf } from '../../architecture/inferred-layer.ts';
import type { LayerId } from '../../ids.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { RandomPool } from './random-pool.ts';
import { regularizationLayers } from './regularization-layers.ts';

const UNITS = 400;
const BATCH = 25;

/** What dropout makes of ones, at some step, by layer name and seed. */
function dropped(rate: number, step: number, layer = 'dropout', seed = 1): Float64Array {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [BATCH, UNITS]);
  const random = new RandomPool(graph, seed, graph.input('step', 'int64', []));
  const spec: InferredLayerOf<'Dropout'> = {
    id: layer as LayerId,
    type: 'Dropout',
    config: { noise_shape: null, rate },
    base: { trainable: true, learning_rate_factor: 1 },
    inputs: [],
    inputShapes: [[UNITS]],
    inputsMasked: [false],
    shape: [UNITS],
    outputShapes: [[UNITS]],
    masked: false,
    weights: [],
  };
  const { value } = regularizationLayers.Dropout(
    spec,
    { value: x, layout: 'channels-last' },
    {
      mode: 'training',
      graph,
      inputs: [],
      weight: () => x,
      countActivity: () => {},
      updateStatistic: () => {},
      uniformNumbers: (shape) => random.uniformNumbers(layer, shape),
      normalNumbers: (shape) => random.normalNumbers(layer, shape),
      betaNumbers: (shape, alpha) => random.betaNumbers(layer, shape, alpha),
    },
  );
  graph.outputs.set('y', value);
  const ones = new Float64Array(BATCH * UNITS).fill(1);
  return interpret(graph, { x: ones, step: [step] }).get('y')?.data ?? new Float64Array();
}

const kept = (values: Float64Array) => values.filter((value) => value !== 0);

describe('Dropout', () => {
  test.each([0.1, 0.5, 0.9])('rate %d keeps its share and scales it up', (rate) => {
    for (const step of [0, 1, 1000]) {
      const values = dropped(rate, step);
      const share = kept(values).length / values.length;
      // Four standard errors of a proportion at 10,000 draws.
      expect(Math.abs(share - (1 - rate))).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / 1e4));
      for (const value of kept(values)) expect(value).toBeCloseTo(1 / (1 - rate), 12);
    }
  });

  test('rate 0 changes nothing', () => {
    expect(kept(dropped(0, 3)).length).toBe(BATCH * UNITS);
  });

  test('steps, layers and seeds each drop other units, as often in common as chance has it', () => {
    const first = dropped(0.5, 10);
    expect(dropped(0.5, 10)).toEqual(first);
    const others = [
      dropped(0.5, 11),
      dropped(0.5, 10 + 2 ** 18),
      dropped(0.5, 10, 'other'),
      dropped(0.5, 10, 'dropout', 2),
    ];
    for (const other of others) {
      const common = first.filter((value, at) => value !== 0 && other[at] !== 0).length;
      expect(Math.abs(common / first.length - 0.25)).toBeLessThan(0.018);
    }
  });

  test('no unit is dropped more often than its share over many steps', () => {
    const counts = new Float64Array(UNITS);
    const steps = 40;
    for (let step = 0; step < steps; step += 1) {
      const values = dropped(0.5, step);
      for (let unit = 0; unit < UNITS; unit += 1) {
        for (let row = 0; row < BATCH; row += 1) {
          if (values[row * UNITS + unit] === 0) counts[unit] = (counts[unit] ?? 0) + 1;
        }
      }
    }
    // Five standard errors of a proportion at 1,000 draws, for 400 units at once.
    for (const count of counts) expect(Math.abs(count / (steps * BATCH) - 0.5)).toBeLessThan(0.08);
  });
});
