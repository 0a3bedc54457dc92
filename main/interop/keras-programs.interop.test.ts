import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { compilePrediction } from '../../app/compiler/compile-prediction.ts';
import { onnxRunner } from '../../app/compiler/testing/onnx-runner.ts';
import { sampleShape } from '../../app/dataset/sample.ts';
import { exportModel } from '../../app/exchange/export-model.ts';
import { LineProcess } from '../peers/line-process.ts';
import { distance } from './agreement.ts';
import { LAYER_CASES } from './layer-cases.ts';
import { decoded, encoded } from './peer-process.ts';
import { madeUpRun } from './train-here.ts';

/** Relative to the largest value: float32 on both sides. */
const TOLERANCE = 1e-4;
const HUB_LAYERS = new URL('../../resources/export/keras_hub_layers.py', import.meta.url);
const TABLE_FEATURES = new URL('../../resources/export/table_features.py', import.meta.url);

const python = inject('peerPython');
const open = onnxRunner(ort);
let folder: string;
let peer: LineProcess;

beforeAll(() => {
  if (python === null) return;
  folder = mkdtempSync(join(tmpdir(), 'hearth-programs-'));
  const program = fileURLToPath(new URL('program_peer.py', import.meta.url));
  peer = new LineProcess(python, [program], { KERAS_BACKEND: 'torch' });
});
afterAll(async () => {
  if (python === null) return;
  await peer.close();
  rmSync(folder, { recursive: true, force: true });
});

type Answer =
  | { readonly outputs: readonly { readonly data: string }[] }
  | { readonly error: string };

describe.runIf(python !== null)('programs of Keras', () => {
  test.each(LAYER_CASES)('$name: the program answers as the model does here', async (layerCase) => {
    const { facts, plan, data, request } = madeUpRun(layerCase, {}, 1);
    const weights = Object.fromEntries(
      [...request.weights].map(([name, { data: values }]) => [name, values]),
    );
    const { model, input } = layerCase;
    const exported = exportModel(
      {
        model,
        data: facts,
        loss: plan.loss,
        weights,
        itemTokens: null,
        recipe: {
          version: 2,
          recipe: null,
          table: null,
          target: { kind: 'label', column: null, classes: facts.classes },
        },
      },
      'python-keras',
      {
        metadata: { note: 'a "\\" here' },
        hubLayers: readFileSync(HUB_LAYERS, 'utf8'),
        tableFeatures: readFileSync(TABLE_FEATURES, 'utf8'),
      },
    );
    if (!exported.ok) throw new Error(exported.error.code);
    const program = join(folder, 'program.py');
    for (const { suffix, content } of exported.value.parts)
      writeFileSync(program + suffix, content);

    const { features } = data;
    const answer = (await peer.ask({ program, features: encoded(features) })) as Answer;
    if ('error' in answer) throw new Error(answer.error);
    const rows = features.shape[0] ?? 0;
    const compiled = compilePrediction(model, facts, rows, plan.loss, weights);
    if (!compiled.ok) throw new Error(compiled.error.code);
    const session = await open(compiled.value.bytes);
    const shape = [rows, ...sampleShape(input)];
    const { output } = await session.run({ features: { data: features.data, shape } });
    await session.close();
    const found = decoded(answer.outputs[0]?.data ?? '');
    expect(distance(found, Array.from(output ?? [], Number))).toBeLessThanOrEqual(TOLERANCE);
  });
});
