import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildTemplate } from '../../../app/architecture/templates.ts';
import { unpackBoxes } from '../../../app/boxes/box.ts';
import { openDecoder } from '../../../app/metrics/decode-output.ts';
import { evaluateOutputs } from '../../../app/metrics/evaluate.ts';
import { anEnvironment } from '../../../app/testing/builders.ts';
import { suggestedPlan } from '../../../app/training/suggested-plan.ts';
import { executionPlan } from '../../engine/execution-plan.ts';
import { predict } from '../../engine/predict.ts';
import { onnxCpuRuntime } from '../../engine/runtimes/onnx.ts';
import { score } from '../../engine/score.ts';
import { aTrainWork, latestFile, runTraining } from '../../engine/testing/run-training.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit } from '../../shards/read.ts';
import { prepareInput } from '../prepare-input.ts';
import { cocoFiles, SHAPES, shapePictures, writeFiles } from '../testing/shape-pictures.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();
/** Drawn, and of those that train each seen so often. */
const PICTURES = 180;
const EPOCHS = 15;

test('the template finds coloured shapes in pictures that it has not seen, and says where they are', {
  timeout: 120_000,
}, async () => {
  const pictures = await shapePictures(PICTURES);
  await writeFiles(workspace.path('set'), cocoFiles(pictures));
  const dataset = unwrap(await workspace.importFile(workspace.path('set')));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const model = unwrap(buildTemplate('detect-center', manifest));
  const plan = { ...suggestedPlan('detect-center', dataset.rows.train), epochs: EPOCHS, seed: 1 };
  const work = aTrainWork(workspace.path('runs'), folder, { model, plan });
  const events = await runTraining(work);
  expect(events.at(-1)).toMatchObject({ kind: 'done', outcome: 'completed' });

  const runtime = onnxCpuRuntime(1, { spins: () => false });
  const means = {
    runtime,
    execution: await executionPlan(runtime),
    environment: anEnvironment(),
    memoryBytes: 2 ** 30,
    availableBytes: () => 2 ** 33,
  };
  const checkpoint = latestFile(work);
  const scored = unwrap(
    await score(
      { kind: 'score', checkpoint, datasetFolder: folder, split: 'test', threads: 1 },
      means,
    ),
  );
  expect(scored.reading).toBe('boxes');
  const evaluation = evaluateOutputs({
    ...scored,
    measured: scored.metrics,
    classes: dataset.classes,
    targetScale: null,
    texts: null,
    split: 'test',
    evaluatedAt: '',
  });
  expect(evaluation.metrics['map@.5']).toBeGreaterThanOrEqual(0.9);
  expect(evaluation.metrics['map@.5:.95']).toBeGreaterThan(0.3);
  for (const name of SHAPES) expect(evaluation.metrics).toHaveProperty([`ap@.5/${name}`]);
  const [low = 1, high = 0] = evaluation.intervals['map@.5'] ?? [];
  expect(low).toBeLessThanOrEqual(evaluation.metrics['map@.5'] ?? 0);
  expect(high).toBeGreaterThanOrEqual(evaluation.metrics['map@.5'] ?? 1);

  // What was scored against are the true boxes.
  const { sourceRows } = unwrap(await readSplit(folder, manifest, 'test'));
  const first = unpackBoxes(scored.targets.subarray(0, scored.targetWidth));
  expect(first.length).toBe(pictures[sourceRows[0] ?? 0]?.shapes.length);

  const [picture] = await shapePictures(1, { side: 96, seed: 9 });
  if (picture === undefined) throw new Error('A picture was drawn');
  const path = await workspace.write('new.png', picture.png);
  const { rows, features, images } = unwrap(
    await prepareInput(manifest, dataset, { kind: 'file', path }),
  );
  expect(images).toEqual([{ width: 96, height: 96 }]);
  const said = unwrap(
    await predict({ kind: 'predict', checkpoint, rows, features, threads: 1 }, means),
  );
  const { boxes = [] } = openDecoder(manifest.recipe).output(said.outputs, said.reading);
  for (const shape of picture.shapes) {
    const found = boxes.find(
      ({ label, left, top }) =>
        label === shape.name &&
        Math.abs(left * 96 - shape.left) < 8 &&
        Math.abs(top * 96 - shape.top) < 8,
    );
    expect(found, `${JSON.stringify(shape)} in ${JSON.stringify(boxes)}`).toBeDefined();
  }
});
