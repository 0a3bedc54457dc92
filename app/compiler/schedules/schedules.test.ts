import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { emitPlain } from '../emit-onnx.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { foldConstants } from '../passes/fold-constants.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { LEARNING_RATE, steppedRate } from './learning-rate.ts';
import type { Schedule } from './schedule.ts';

const COLD = { warmupSteps: 0, initialLearningRate: 0 };
const PLANNED = 100;
const RATE = 0.1;

function graphOf(schedule: Schedule | null, learningRate = RATE): Graph {
  const graph = new Graph();
  const step = graph.input('step', 'int64', []);
  graph.outputs.set('rate', steppedRate({ learningRate, schedule }, step, PLANNED).rate);
  return foldConstants(graph);
}

/** The learning rate at each step. */
function ratesOf(schedule: Schedule | null, steps: readonly number[]): readonly number[] {
  const graph = graphOf(schedule);
  return steps.map((step) => interpret(graph, { step: [step] }).get('rate')?.data[0] ?? Number.NaN);
}

function expectRates(schedule: Schedule | null, expected: Readonly<Record<number, number>>): void {
  const steps = Object.keys(expected).map(Number);
  ratesOf(schedule, steps).forEach((rate, at) => {
    expect(rate, `step ${steps[at]}`).toBeCloseTo(expected[steps[at] ?? -1] ?? Number.NaN, 12);
  });
}

describe('by hand', () => {
  test('no schedule, and a constant one', () => {
    expectRates(null, { 0: 0.1, 1000: 0.1 });
    expectRates({ kind: 'constant', ...COLD }, { 0: 0.1, 1000: 0.1 });
  });

  test('a warm-up rises in a straight line and hands over at its last step', () => {
    expectRates(
      { kind: 'constant', warmupSteps: 4, initialLearningRate: 0.02 },
      { 0: 0.02, 1: 0.04, 2: 0.06, 3: 0.08, 4: 0.1, 5: 0.1 },
    );
    // The cosine begins where the warm-up ends, and lasts the 96 steps that are left.
    expectRates(
      { kind: 'cosine', decaySteps: null, alpha: 0, warmupSteps: 4, initialLearningRate: 0 },
      { 0: 0, 2: 0.05, 4: 0.1, 52: 0.05, 100: 0, 200: 0 },
    );
  });

  test('steps: a boundary itself belongs to what is before it', () => {
    expectRates(
      { kind: 'piecewise-constant', boundaries: [2, 5], values: [0.01, 0.0001], ...COLD },
      { 0: 0.1, 2: 0.1, 3: 0.01, 5: 0.01, 6: 0.0001, 99: 0.0001 },
    );
  });

  test('exponential: halved every 10 steps, smoothly or at once', () => {
    const halving = { kind: 'exponential', decaySteps: 10, decayRate: 0.5, ...COLD } as const;
    const half = RATE * Math.SQRT1_2;
    expectRates({ ...halving, staircase: false }, { 0: 0.1, 5: half, 10: 0.05, 30: 0.0125 });
    expectRates({ ...halving, staircase: true }, { 0: 0.1, 9: 0.1, 10: 0.05, 19: 0.05, 20: 0.025 });
  });

  test('polynomial: a square down to a hundredth, then level or anew', () => {
    const square = {
      kind: 'polynomial',
      decaySteps: 10,
      endLearningRate: 0.02,
      power: 2,
      ...COLD,
    } as const;
    expectRates({ ...square, cycle: false }, { 0: 0.1, 5: 0.04, 10: 0.02, 15: 0.02 });
    // The second stretch counts to 20, so its middle is at (1 − 15 / 20)².
    expectRates({ ...square, cycle: true }, { 0: 0.1, 10: 0.02, 15: 0.08 / 16 + 0.02, 20: 0.02 });
  });

  test('cosine: down to alpha, over all planned steps where none are named', () => {
    const cosine = { kind: 'cosine', alpha: 0.2, ...COLD } as const;
    expectRates({ ...cosine, decaySteps: 40 }, { 0: 0.1, 20: 0.06, 40: 0.02, 41: 0.02 });
    expectRates({ ...cosine, decaySteps: null }, { 0: 0.1, 50: 0.06, 100: 0.02 });
  });

  test('cosine with restarts: as long each time, and half as high', () => {
    expectRates(
      { kind: 'cosine-restarts', firstDecaySteps: 4, tMul: 1, mMul: 0.5, alpha: 0, ...COLD },
      { 0: 0.1, 2: 0.05, 4: 0.05, 6: 0.025, 8: 0.025 },
    );
  });

  test('cosine with restarts: twice as long each time, starting at 4, 12, 28', () => {
    expectRates(
      { kind: 'cosine-restarts', firstDecaySteps: 4, tMul: 2, mMul: 1, alpha: 0, ...COLD },
      { 0: 0.1, 2: 0.05, 4: 0.1, 8: 0.05, 12: 0.1, 20: 0.05, 28: 0.1, 44: 0.05 },
    );
  });

  test('one cycle: up over 30 steps, down over the rest', () => {
    const first = RATE / 25;
    expectRates(
      { kind: 'one-cycle', totalSteps: null, pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4 },
      {
        0: first,
        14: RATE + ((first - RATE) / 2) * (Math.cos((Math.PI * 14) / 29) + 1),
        29: RATE,
        64: (RATE + first / 1e4) / 2,
        99: first / 1e4,
        150: first / 1e4,
      },
    );
    const falling = { kind: 'one-cycle', pctStart: 0, divFactor: 25, finalDivFactor: 10 } as const;
    expectRates({ ...falling, totalSteps: 1 }, { 0: RATE, 1: first / 10 });
  });

  test('what falls on plateaus is carried from step to step', () => {
    const graph = new Graph();
    const schedule: Schedule = {
      kind: 'reduce-on-plateau',
      monitor: 'val/loss',
      factor: 0.1,
      patience: 10,
      minDelta: 0,
      cooldown: 0,
      minLearningRate: 0,
    };
    const settings = { learningRate: 0.3, schedule };
    const { rate, carried } = steppedRate(settings, graph.input('step', 'int64', []), 1);
    expect(carried).toEqual([[expect.objectContaining({ name: LEARNING_RATE }), rate]]);
    expect(carried[0]?.[0].parts[0]?.initializer).toBe(0.3);
  });

  test('nobody said how long', () => {
    const schedule: Schedule = { kind: 'cosine', decaySteps: null, alpha: 0, ...COLD };
    const step = new Graph().input('step', 'int64', []);
    expect(() => steppedRate({ learningRate: 1, schedule }, step, undefined)).toThrow('planned');
  });
});

describe('on ONNX Runtime a schedule gives what it gives in the interpreter, at any step', () => {
  const warm = { warmupSteps: 7, initialLearningRate: 0.01 };
  const schedules: readonly Schedule[] = [
    { kind: 'constant', ...warm },
    { kind: 'piecewise-constant', boundaries: [5, 20, 4000], values: [0.3, 1e-6, 7], ...warm },
    { kind: 'exponential', decaySteps: 13, decayRate: 0.9, staircase: false, ...COLD },
    { kind: 'exponential', decaySteps: 13, decayRate: 0.9, staircase: true, ...warm },
    { kind: 'polynomial', decaySteps: 60, endLearningRate: 0, power: 3, cycle: false, ...warm },
    { kind: 'polynomial', decaySteps: 9, endLearningRate: 1e-3, power: 1, cycle: true, ...COLD },
    { kind: 'cosine', decaySteps: null, alpha: 0.1, ...warm },
    { kind: 'cosine-restarts', firstDecaySteps: 5, tMul: 1, mMul: 0.99, alpha: 0.1, ...COLD },
    { kind: 'cosine-restarts', firstDecaySteps: 5, tMul: 3, mMul: 0.5, alpha: 0.1, ...warm },
    { kind: 'one-cycle', totalSteps: 70, pctStart: 0.4, divFactor: 10, finalDivFactor: 100 },
  ];
  const steps = [
    0,
    1,
    4,
    5,
    6,
    7,
    8,
    19,
    20,
    21,
    26,
    33,
    69,
    70,
    99,
    100,
    101,
    4007,
    4008,
    2 ** 24 + 1,
  ];

  test.each(schedules.map((each) => [JSON.stringify(each), each] as const))(
    '%s',
    async (_, schedule) => {
      const model = await onnxRunner(ort)(emitPlain(graphOf(schedule)));
      const expected = ratesOf(schedule, steps);
      for (const [at, step] of steps.entries()) {
        const data = BigInt64Array.of(BigInt(step));
        const outputs = await model.run({ step: { data, shape: [] } });
        const rate = Number(outputs.rate?.[0]);
        expect(Math.abs(rate - (expected[at] ?? Number.NaN)), `step ${step}`).toBeLessThan(2e-7);
      }
      await model.close();
    },
  );
});
