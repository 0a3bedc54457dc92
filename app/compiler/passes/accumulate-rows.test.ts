import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { DatasetFacts } from '../../architecture/fits-dataset.ts';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import { compileStages } from '../compile-stages.ts';
import { STANDARD_PLAN } from '../execution-plan.ts';
import { interpretStep, startingNumbers } from '../testing/interpret-step.ts';
import { chain, optimizerSettings } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from '../testing/train.ts';
import { buildTrainingStep } from '../training-step.ts';
import { accumulateRows } from './accumulate-rows.ts';
import { simplify } from './simplify.ts';

const WORDS = 2 ** 18;
const TOKENS: DatasetFacts = {
  task: 'text-classification',
  input: { kind: 'tokens', length: 3, vocabulary: WORDS },
  classes: ['a', 'b', 'c'],
};
const MODEL = chain(
  [3],
  [
    ['Embedding', { input_dim: WORDS, output_dim: 4 }],
    ['Flatten'],
    ['Dense', { units: 3, activation: 'softmax' }],
  ],
);
const ADAGRAD = optimizerSettings({ optimizer: 'adagrad', learningRate: 0.1 });

/** Rows 7 and 9 several times, in one sample and in several. */
const ROWS = [7, 7, 1, 9, 7, WORDS - 1, 9, 0, 7, 2, 3, 4];
const TARGETS = [
  [0, 2, 1, 0],
  [0, 2, 1, 1],
];

function trained(isSparse: boolean) {
  const model = fitsDataset(MODEL, TOKENS);
  if (!model.ok) throw new Error(model.error.code);
  const step = buildTrainingStep(model.value, TOKENS.input, {
    settings: ADAGRAD,
    batchSize: 4,
    seed: 3,
  });
  const simple = simplify(step.graph);
  const graph = isSparse ? simplify(accumulateRows(simple)) : simple;
  const parts = step.carried.flatMap((each) => each.parts);
  let state = startingNumbers(parts, 3);
  for (let index = 0; index < 2; index += 1) {
    const batch = { features: ROWS, target: TARGETS[index] ?? [] };
    ({ state } = interpretStep({ ...step, graph }, { ...state, ...batch }));
  }
  return { graph, state };
}

type Numbers = Readonly<Record<string, ArrayLike<number>>>;

function largestError(wanted: Numbers, found: Numbers): number {
  return Object.entries(wanted).reduce((most, [name, numbers]) => {
    let error = most;
    for (let place = 0; place < numbers.length; place += 1) {
      const away = Math.abs((numbers[place] ?? 0) - (found[name]?.[place] ?? Infinity));
      error = Math.max(error, away);
    }
    return error;
  }, 0);
}

describe('a table trained with Adagrad', () => {
  test('moves the rows of a batch as the dense rule does, repeated ones by the square of their sum', () => {
    const dense = trained(false);
    const sparse = trained(true);
    const threefold = sparse.graph.nodes.filter(
      ({ op, inputs }) => op === 'scatterAdd' && inputs.length === 3,
    );
    expect(threefold).toHaveLength(2);
    expect(
      sparse.graph.nodes.filter(({ op, inputs }) => op === 'scatterAdd' && inputs.length === 2),
    ).toEqual([]);
    expect(largestError(dense.state, sparse.state)).toBeLessThan(1e-12);
  });

  test('does so on ONNX Runtime', async () => {
    const training = compiled(MODEL, { ...ADAGRAD, seed: 3 }, TOKENS, 4);
    const opened = await onnxRunner(ort)(training.bytes);
    const data = {
      features: { data: Int32Array.from([...ROWS, ...ROWS]), shape: [8, 3] },
      target: { data: Int32Array.from(TARGETS.flat()), shape: [8] },
    };
    const rows = Int32Array.from({ length: 8 }, (_, row) => row);
    const { state } = await trainCall(training, opened, startingState(training, 3), data, rows);
    await opened.close();
    const floats = training.state.map(({ name }) => [
      name,
      Float64Array.from(state[name]?.data ?? [], Number),
    ]);
    expect(largestError(trained(false).state, Object.fromEntries(floats))).toBeLessThan(1e-4);
  });

  test.each([
    ['as it is', {}, true],
    ['with a limit for each value', { clipValue: 0.1 }, false],
    ['with a limit for the norm of all', { globalClipNorm: 1 }, false],
    ['decayed', { weightDecay: 0.1 }, true],
  ] as const)('%s', (_, changes, isSparse) => {
    const stages = compileStages(MODEL, { ...ADAGRAD, ...changes }, TOKENS, 4, STANDARD_PLAN);
    if (!stages.ok) throw new Error(stages.error.code);
    const { text = '' } = stages.value.find(({ name }) => name === 'accumulate-rows') ?? {};
    expect(/scatterAdd \S+, \S+, \S+/.test(text)).toBe(isSparse);
  });
});
