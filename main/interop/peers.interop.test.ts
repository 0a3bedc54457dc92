import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { AUTO_LOSS } from '../../app/architecture/losses.ts';
import { onnxRunner } from '../../app/compiler/testing/onnx-runner.ts';
import { distance, rowsOfOne } from './agreement.ts';
import { LAYER_CASES, OPTIMIZER_MODEL } from './layer-cases.ts';
import { LOSS_CASES } from './loss-cases.ts';
import { OPTIMIZER_CASES } from './optimizer-cases.ts';
import { OUTPUT_CASES } from './output-cases.ts';
import { type PeerAnswer, PeerProcess } from './peer-process.ts';
import { trainHere } from './train-here.ts';

const STEPS = 20;
/** Relative to the tensor's largest value: float32 here, float64 there. */
const TOLERANCE = 1e-4;

const python = inject('peerPython');
const open = onnxRunner(ort);
let peers: PeerProcess;

beforeAll(() => {
  if (python !== null) peers = new PeerProcess(python);
});
afterAll(() => peers?.close());

/** Everything the peer answers agrees with what happened here. */
function expectAgreement(here: PeerAnswer, there: PeerAnswer): void {
  expect(distance(here.losses, there.losses), 'losses').toBeLessThanOrEqual(TOLERANCE);
  for (const [name, values] of there.weights) {
    expect(distance(here.weights.get(name) ?? [], values), name).toBeLessThanOrEqual(TOLERANCE);
  }
}

const SGD = { optimizer: 'sgd', learningRate: 0.05 } as const;

describe.runIf(python !== null)('layers', () => {
  test.each(LAYER_CASES)('$name: 20 steps as in Keras', async (layerCase) => {
    const { request, result } = await trainHere(layerCase, SGD, STEPS, open);
    const optimizer = { class_name: 'SGD', config: { learning_rate: SGD.learningRate } };
    expectAgreement(result, await peers.train({ ...request, peer: 'keras', optimizer }));
  });

  test.each(LAYER_CASES.filter(({ pytorch }) => pytorch))(
    '$name: 20 steps as in PyTorch',
    async (layerCase) => {
      const { request, result } = await trainHere(layerCase, SGD, STEPS, open);
      const optimizer = { class_name: 'SGD', config: { lr: SGD.learningRate } };
      expectAgreement(result, await peers.train({ ...request, peer: 'pytorch', optimizer }));
    },
  );
});

describe.runIf(python !== null)('losses', () => {
  const shared = LOSS_CASES.flatMap(({ keras, ...each }) =>
    typeof keras === 'string' ? [] : [{ ...each, keras }],
  );
  test.each(shared)('$name: 20 steps as in Keras', async ({ layerCase, loss, keras, oneHot }) => {
    const settings = { ...SGD, loss: { ...AUTO_LOSS, ...loss } };
    const { request, result } = await trainHere(layerCase, settings, STEPS, open);
    const target = oneHot ? rowsOfOne(request.target, layerCase.classes) : request.target;
    const outputs = request.outputs.map((output) => ({ ...output, loss: keras }));
    const optimizer = { class_name: 'SGD', config: { learning_rate: SGD.learningRate } };
    const asked = { ...request, target, outputs, optimizer, peer: 'keras' } as const;
    expectAgreement(result, await peers.train(asked));
  });
});

describe.runIf(python !== null)('outputs and weights', () => {
  test.each(OUTPUT_CASES)('$name: 20 steps as in Keras', async (layerCase) => {
    const { request, result } = await trainHere(layerCase, SGD, STEPS, open);
    const optimizer = { class_name: 'SGD', config: { learning_rate: SGD.learningRate } };
    expectAgreement(result, await peers.train({ ...request, peer: 'keras', optimizer }));
  });
});

describe.runIf(python !== null)('optimisers', () => {
  test.each(OPTIMIZER_CASES)('$name: 20 steps as in Keras', async ({ settings, keras }) => {
    const { request, result } = await trainHere(OPTIMIZER_MODEL, settings, STEPS, open);
    const optimizer = keras;
    expectAgreement(result, await peers.train({ ...request, peer: 'keras', optimizer }));
  });

  const shared = OPTIMIZER_CASES.flatMap(({ name, settings, pytorch }) =>
    typeof pytorch === 'string' ? [] : [{ name, settings, optimizer: pytorch }],
  );
  test.each(shared)('$name: 20 steps as in PyTorch', async ({ settings, optimizer }) => {
    const { request, result } = await trainHere(OPTIMIZER_MODEL, settings, STEPS, open);
    expectAgreement(result, await peers.train({ ...request, peer: 'pytorch', optimizer }));
  });
});
