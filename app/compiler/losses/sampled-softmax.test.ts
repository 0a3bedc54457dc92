import { describe, expect, test } from 'vitest';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import { AUTO_LOSS } from '../../architecture/losses.ts';
import { uniformFloats } from '../../random.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { sum } from '../operators/reduction.ts';
import { simplify } from '../passes/simplify.ts';
import { gradientError } from '../testing/central-differences.ts';
import { chain, factsFor, optimizerSettings } from '../testing/models.ts';
import { buildTrainingStep } from '../training-step.ts';
import { sampledSoftmax } from './sampled-softmax.ts';

const BATCH = 2;
const FEATURES = 3;

function sampled(classes: number, uniform: readonly number[], labels: readonly number[]) {
  const graph = new Graph();
  const input = graph.input('input', 'float32', [BATCH, FEATURES]);
  const kernel = graph.input('kernel', 'float32', [FEATURES, classes]);
  const bias = graph.input('bias', 'float32', [classes]);
  const losses = sampledSoftmax(
    { input, kernel, bias },
    graph.input('labels', 'int32', [BATCH]),
    graph.input('uniform', 'float32', [uniform.length]),
  );
  const feeds = {
    input: [...uniformFloats(1, 'input', BATCH * FEATURES, -1, 1)],
    kernel: [...uniformFloats(1, 'kernel', FEATURES * classes, -1, 1)],
    bias: [...uniformFloats(1, 'bias', classes, -1, 1)],
    labels,
    uniform,
  };
  return { graph, losses, sources: [input, kernel, bias], feeds };
}

/** The number that draws a class of seven: in the middle of those that do. */
const drawing = (label: number) => (Math.log(label + 1.5) / Math.log(8)) as number;

/** Score of a class less the logarithm of how often it is expected among so many drawn. */
function correctedScore(
  { input, kernel, bias }: Readonly<Record<'input' | 'kernel' | 'bias', readonly number[]>>,
  row: number,
  label: number,
  negatives: number,
): number {
  let score = bias[label] ?? 0;
  for (let place = 0; place < FEATURES; place += 1) {
    score += (input[row * FEATURES + place] ?? 0) * (kernel[place * 7 + label] ?? 0);
  }
  const share = Math.log((label + 2) / (label + 1)) / Math.log(8);
  return score - Math.log(negatives * share);
}

describe('sampled softmax', () => {
  test('is the cross-entropy among the right class and those drawn, scores corrected', () => {
    const drawn = [4, 0, 4, 6];
    const labels = [2, 0];
    const { graph, losses, feeds } = sampled(7, drawn.map(drawing), labels);
    graph.outputs.set('losses', losses);
    const found = [...(interpret(graph, feeds).get('losses')?.data ?? [])];
    const expected = labels.map((label, row) => {
      const others = drawn.filter((each) => each !== label);
      const scores = [label, ...others].map((each) =>
        Math.exp(correctedScore(feeds, row, each, drawn.length)),
      );
      return Math.log(scores.reduce((total, each) => total + each, 0) / (scores[0] ?? 1));
    });
    found.forEach((loss, row) => {
      expect(loss).toBeCloseTo(expected[row] ?? Number.NaN, 10);
    });
  });

  test('draws class k as often as log((k + 2) / (k + 1)) says', () => {
    const numbers = uniformFloats(1, 'draws', 40_000);
    const counts = new Array(7).fill(0);
    for (const number of numbers) counts[Math.floor(8 ** number) - 1] += 1;
    counts.forEach((count, label) => {
      const share = Math.log((label + 2) / (label + 1)) / Math.log(8);
      expect(count / numbers.length).toBeCloseTo(share, 2);
    });
  });

  test('gradients equal central differences', () => {
    const { losses, sources, feeds } = sampled(7, [5, 1, 2].map(drawing), [1, 3]);
    expect(gradientError(sum(losses), sources, feeds)).toBeLessThan(1e-6);
  });

  test('with the largest number below 1 it still draws a class that there is', () => {
    const { graph, losses, sources, feeds } = sampled(7, [1 - 2 ** -24, 1], [1, 3]);
    const [gradient] = differentiate(sum(losses), sources);
    if (gradient !== undefined) graph.outputs.set('gradient', gradient);
    const { data } = interpret(graph, feeds).get('gradient') ?? { data: [] };
    expect([...data].every(Number.isFinite)).toBe(true);

    // Of eight classes, 9 ** 1 is a little more than 9 where it goes through logarithms.
    expect(Math.exp(Math.log(9))).toBeGreaterThan(9);
    const eight = sampled(8, [1], [0, 0]);
    eight.graph.outputs.set('losses', eight.losses);
    const found = interpret(eight.graph, eight.feeds).get('losses')?.data ?? [];
    expect(found.length).toBe(BATCH);
    expect([...found].every(Number.isFinite)).toBe(true);
  });

  test('in training no score of all classes is computed', () => {
    const loss = { ...AUTO_LOSS, name: 'sampled_softmax', negatives: 16 } as const;
    const facts = factsFor([FEATURES], 500);
    const model = chain([FEATURES], [['Dense', { units: 500, activation: 'softmax' }]]);
    const fitted = fitsDataset(model, facts, loss);
    if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));
    const step = buildTrainingStep(fitted.value, facts.input, {
      settings: optimizerSettings(),
      batchSize: 8,
      seed: 1,
    });
    const products = simplify(step.graph).nodes.filter(({ op }) => op === 'matrixProduct');
    expect(products.length).toBeGreaterThan(0);
    for (const { outputs } of products) expect(outputs[0]?.shape).not.toContain(500);
    expect(step.measures.measures.map(({ tag }) => tag)).toEqual(['loss']);
  });
});
