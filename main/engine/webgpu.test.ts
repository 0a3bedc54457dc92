import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildTemplate, type TemplateId } from '../../app/architecture/templates.ts';
import type { EngineEvent, EngineWork } from '../../app/contract/engine.ts';
import type { AppError } from '../../app/errors.ts';
import { aPlan } from '../../app/testing/builders.ts';
import type { EngineId } from '../../app/training/engines.ts';
import { engineStarter, forkEngine } from '../runs/engine-process.ts';
import { type DataOptions, writePreparedData } from './testing/prepared-data.ts';
import { aTrainWork, eventsOf } from './testing/run-training.ts';
import { softwareAdapter } from './testing/software-adapter.ts';

const adapter = softwareAdapter();
const environment = typeof adapter === 'string' ? {} : adapter.environment;
const reason = typeof adapter === 'string' ? ` (skipped: ${adapter})` : '';
if (reason !== '') console.warn(`Nothing was trained on WebGPU${reason}`);

/** A browser's software adapter computes in float32 as a card does, only slowly. */
const TOLERANCE = 1e-3;
/** A multiple of three but not of four, of which WebGPU's convolution makes something else by itself. */
const BATCH_SIZE = 9;
/** 5 steps an epoch, the last of 3 rows. */
const ROWS = { train: 4 * BATCH_SIZE + 3, val: 10, test: 1 };
const EPOCHS = 4;

const CLASSES = ['0', '1', '2'];
const TABLE: DataOptions = {
  task: 'classification',
  rows: ROWS,
  input: { kind: 'tabular', features: 5 },
  classes: CLASSES,
};
const IMAGES: DataOptions = {
  task: 'image-classification',
  rows: ROWS,
  input: { kind: 'image', height: 8, width: 8, channels: 1 },
  classes: CLASSES,
};
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-webgpu-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  if (typeof adapter !== 'string') adapter.remove();
});

/** What an engine process tells of one piece of work. */
function told(work: EngineWork, variables: Readonly<Record<string, string>>) {
  const start = engineStarter(() => forkEngine(undefined, variables));
  return new Promise<readonly EngineEvent[]>((resolve, reject) => {
    const events: EngineEvent[] = [];
    start(work, {
      onEvent: (event) => events.push(event),
      onExit: (error: AppError | null) =>
        error === null ? resolve(events) : reject(new Error(JSON.stringify(error))),
    });
  });
}

async function trained(template: TemplateId, data: DataOptions, engine: EngineId) {
  const name = `${template}-${engine.replace('/', '-')}`;
  const datasetFolder = await writePreparedData(join(folder, `${name}-data`), data);
  const model = buildTemplate(template, data);
  if (!model.ok) throw new Error(model.error.code);
  const plan = aPlan({ epochs: EPOCHS, batchSize: BATCH_SIZE, learningRate: 0.003 });
  const work = aTrainWork(join(folder, name), datasetFolder, { model: model.value, plan, engine });
  return told(work, environment);
}

/** In real engine processes; `webgpu-templates.test.ts` has all templates. */
const CASES: readonly (readonly [TemplateId, DataOptions])[] = [
  ['tabular-mlp', TABLE],
  ['image-cnn', IMAGES],
];

describe.skipIf(reason !== '')(`WebGPU on a software adapter${reason}`, () => {
  test.each(CASES)(
    '%s: 20 steps go as on the processor',
    async (template, data) => {
      const [here, there] = [
        await trained(template, data, 'onnx/cpu'),
        await trained(template, data, 'onnx/webgpu'),
      ];
      expect(there.at(-1)).toMatchObject({ kind: 'done', outcome: 'completed' });
      const [ready] = eventsOf(there, 'ready');
      expect(ready).toMatchObject({
        engine: 'onnx/webgpu',
        environment: { gpu: expect.stringContaining('SwiftShader') },
      });
      const losses = (events: readonly EngineEvent[]) =>
        eventsOf(events, 'epoch').flatMap(({ report: { metrics } }) => [
          metrics.loss ?? Number.NaN,
          metrics['val/loss'] ?? Number.NaN,
        ]);
      const expected = losses(here);
      expect(expected).toHaveLength(2 * EPOCHS);
      losses(there).forEach((loss, at) => {
        const wanted = expected[at] ?? Number.NaN;
        expect(Math.abs(loss - wanted) / wanted).toBeLessThan(TOLERANCE);
      });
    },
    120_000,
  );

  test('is refused as a GPU to everyone else', async () => {
    const { HEARTH_ALLOW_SOFTWARE_ADAPTER: _, ...usual } = environment;
    const work: EngineWork = { kind: 'measure', models: [], engine: 'onnx/webgpu', threads: 1 };
    expect(await told(work, usual)).toMatchObject([
      {
        kind: 'failed',
        error: {
          code: 'engine/runtime-missing',
          problem: 'software-adapter',
          detail: expect.stringContaining('SwiftShader'),
        },
      },
    ]);
  }, 60_000);
});
