import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileTraining } from '../../app/compiler/compile-training.ts';
import { DEFAULT_PLAN } from '../../app/training/run-plan.ts';
import { stepPlan } from '../../app/training/step-plan.ts';
import { type CaseName, COMPARE_CASES, type CompareCase } from '../bench/compare/cases.ts';
import { softwareAdapter } from './testing/software-adapter.ts';

// A node that the processor computes in the middle of a step has the device wait for it: such a round
// trip took 1.8 ms of an H200's step, as long as all the rest of a perceptron's.

const adapter = softwareAdapter();
const reason = typeof adapter === 'string' ? ` (skipped: ${adapter})` : '';
if (reason !== '') console.warn(`No graph was prepared for WebGPU${reason}`);

const NAMES: readonly CaseName[] = ['mlp', 'cnn', 'resnet20', 'mobile', 'lstm', 'gpt', 'mf'];

let folder = '';
const graphOf = (name: CaseName) => join(folder, `${name}.onnx`);
const placedOf = (name: CaseName) => join(folder, `${name}.placed.onnx`);

function trainingOf(name: CaseName) {
  const { model, data, plan }: CompareCase = COMPARE_CASES[name];
  const settings = { ...DEFAULT_PLAN, ...plan };
  const stepped = stepPlan(
    settings,
    4 * settings.batchSize,
    data.classes.map(() => 1),
  );
  const execution = { blockSize: 0, threads: 1, provider: 'webgpu', loopless: true } as const;
  const training = compileTraining(model, stepped, data, settings.batchSize, execution, 2);
  if (!training.ok) throw new Error(training.error.code);
  return training.value;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-copies-'));
  if (typeof adapter === 'string') return;
  for (const name of NAMES) {
    const { bytes, stretch } = trainingOf(name);
    await writeFile(graphOf(name), stretch?.bytes ?? bytes);
  }
  const script = join(import.meta.dirname, 'runtimes/testing/place-graphs.ts');
  const paths = NAMES.flatMap((name) => [graphOf(name), placedOf(name)]);
  const env = { ...process.env, ...adapter.environment };
  const { status, stderr } = spawnSync(process.execPath, [script, ...paths], { env });
  if (status !== 0) throw new Error(String(stderr));
}, 120_000);

afterAll(async () => {
  await rm(folder, { recursive: true });
  if (typeof adapter !== 'string') adapter.remove();
});

/** How often an operator is named in a model's bytes. */
const count = (bytes: Buffer, operator: string): number =>
  bytes.toString('latin1').split(operator).length - 1;

describe.skipIf(reason !== '')(`Several steps on WebGPU${reason}`, () => {
  test.each(NAMES)('of %s bring nothing to the processor on the way', async (name) => {
    const placed = await readFile(placedOf(name));
    // Steps are counted on the processor, which hands over what follows from their numbers.
    expect(count(placed, 'MemcpyFromHost')).toBeGreaterThan(0);
    expect(count(placed, 'MemcpyToHost')).toBe(0);
  });
});
