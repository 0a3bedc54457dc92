import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { LOSSES as LOSS_NAMES } from '../../architecture/losses.ts';
import { randomStream } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { emitPlain } from '../emit-onnx.ts';
import { differentiate } from '../gradients/differentiate.ts';
import type { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { sum } from '../operators/reduction.ts';
import { gradientError } from '../testing/central-differences.ts';
import { LOSS_CASES, type LossCase, lossGraph } from '../testing/loss-cases.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';

/** Shape and values of a case, decided by a seed; outputs and truths keep clear of every kink. */
function drawn(given: Omit<LossCase, 'shape'>, seed: number) {
  const numbers = randomStream(seed, 'loss');
  const between = (low: number, high: number) => low + numbers.nextBelow(high - low + 1);
  const isRanking = given.name === 'bayesian_personalized_ranking';
  const isDeep = !isRanking && numbers.nextBelow(2) === 0;
  const shape: Shape = [between(1, 3), ...(isDeep ? [between(1, 3)] : []), between(2, 4)];
  const count = elementCount(shape);
  const x = spread(count, -2.01, 2.03, numbers.nextBelow);
  const target =
    given.target === 'labels'
      ? Array.from({ length: count / (shape.at(-1) ?? 1) }, () =>
          numbers.nextBelow(shape.at(-1) ?? 1),
        )
      : isHinge(given)
        ? Array.from({ length: count }, () => numbers.nextBelow(2))
        : spread(count, 0.013, 0.97, numbers.nextBelow);
  return { graph: lossGraph({ ...given, shape }), feeds: { x, target } };
}

const isHinge = ({ name }: Omit<LossCase, 'shape'>) => name === 'hinge' || name === 'squared_hinge';

/** Values all different, shuffled. */
function spread(count: number, low: number, high: number, nextBelow: (end: number) => number) {
  const values = Array.from(
    { length: count },
    (_, place) => low + ((high - low) * (place + 0.3)) / count,
  );
  for (let last = count - 1; last > 0; last -= 1) {
    const other = nextBelow(last + 1);
    [values[last], values[other]] = [values[other] ?? 0, values[last] ?? 0];
  }
  return values;
}

function endsOf(graph: Graph) {
  const x = graph.inputs.get('x');
  const y = graph.outputs.get('y');
  if (x === undefined || y === undefined) throw new Error('A loss graph has x and y');
  return { x, y };
}

const cases = LOSS_CASES.map((given, place) => [`${given.name}, case ${place}`, given] as const);

test('every loss has a case', () => {
  expect(new Set(LOSS_CASES.map(({ name }) => name))).toEqual(new Set(LOSS_NAMES));
});

describe('the gradient of every loss equals central differences', () => {
  test.each(cases)('%s', (_name, given) => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const { graph, feeds } = drawn(given, seed);
        const { x, y } = endsOf(graph);
        expect(gradientError(sum(y), [x], feeds)).toBeLessThan(1e-6);
      }),
      { numRuns: 15 },
    );
  });
});

describe('every loss and its gradient give on ONNX Runtime what they give in the interpreter', () => {
  test.each(cases)('%s', async (_name, given) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), async (seed) => {
        const { graph, feeds } = drawn(given, seed);
        const { x, y } = endsOf(graph);
        const [gradient] = differentiate(sum(y), [x]);
        if (gradient !== undefined) graph.outputs.set('gradient', gradient);
        const model = await onnxRunner(ort)(emitPlain(graph));
        const targetShape = graph.inputs.get('target')?.shape ?? [];
        const found = await model.run({
          x: { data: Float32Array.from(feeds.x), shape: x.shape },
          target: {
            data:
              given.target === 'labels'
                ? Int32Array.from(feeds.target)
                : Float32Array.from(feeds.target),
            shape: targetShape,
          },
        });
        await model.close();
        for (const [name, { data }] of interpret(graph, feeds)) {
          data.forEach((expected, at) => {
            const value = Number(found[name]?.[at]);
            const error = Math.abs(value - expected) / Math.max(1, Math.abs(expected));
            expect(error, `${name}[${at}]: ${value} for ${expected}`).toBeLessThan(1e-4);
          });
        }
      }),
      { numRuns: 5 },
    );
  });
});
