import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExecutionPlan } from '../../app/compiler/execution-plan.ts';
import { aDataset, aModel, anEnvironment, aPlan } from '../../app/testing/builders.ts';
import { tuneExecution } from './tune-execution.ts';
import { keepPlan, keptPlan, tuningKey } from './tuning-cache.ts';

const OWN: ExecutionPlan = { blockSize: 16, threads: 2 };

/** Tunes where each plan takes what `seconds` says. */
const tuned = (seconds: (plan: ExecutionPlan) => number | null, choosesThreads = true) =>
  tuneExecution(OWN, choosesThreads, (plan) => Promise.resolve(seconds(plan)));

test('what is faster is taken, choice by choice', async () => {
  expect(await tuned(({ threads }) => threads)).toEqual({ blockSize: 16, threads: 1 });
  expect(await tuned(({ blockSize, threads }) => (1 + blockSize) / threads)).toEqual({
    blockSize: 0,
    threads: 2,
  });
  expect(await tuned(({ threads, blockSize }) => threads + blockSize)).toEqual({
    blockSize: 0,
    threads: 1,
  });
});

test('a difference as small as noise changes nothing', async () => {
  const seconds = ({ blockSize, threads }: ExecutionPlan) => (blockSize === 0 ? 0.98 : 1) / threads;
  expect(await tuned(seconds)).toEqual(OWN);
});

test('a second thread has to be worth the core that it takes', async () => {
  expect(await tuned(({ threads }) => (threads === 1 ? 1 : 0.9))).toMatchObject({ threads: 1 });
  expect(await tuned(({ threads }) => (threads === 1 ? 1 : 0.8))).toMatchObject({ threads: 2 });
});

test('one disturbed look takes no thread away', async () => {
  let looks = 0;
  const seconds = ({ threads }: ExecutionPlan) => {
    looks += 1;
    return looks === 1 ? 3 : 1 / threads;
  };
  expect(await tuned(seconds)).toEqual(OWN);
});

test('the number of threads that a user has set is kept', async () => {
  expect(await tuned(({ threads }) => threads, false)).toEqual(OWN);
});

test('a plan that cannot be run is not taken, and one that can is, whatever it takes', async () => {
  expect(await tuned(({ threads }) => (threads === 1 ? null : 1))).toEqual(OWN);
  expect(await tuned(({ blockSize }) => (blockSize === 0 ? 9 : null))).toEqual({
    blockSize: 0,
    threads: 2,
  });
});

test('a plan is kept for graphs of the same shapes on the same machine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-tuning-'));
  const subject = {
    environment: anEnvironment(),
    own: OWN,
    model: aModel(),
    plan: aPlan({ batchSize: 16 }),
    data: aDataset(),
  };
  const key = tuningKey(subject);
  expect(await keptPlan(folder, key)).toBeNull();
  await keepPlan(folder, key, { blockSize: 0, threads: 1 });
  expect(await keptPlan(folder, key)).toEqual({ blockSize: 0, threads: 1 });
  expect(await readdir(folder)).toEqual([`${key}.json`]);

  expect(tuningKey({ ...subject, plan: aPlan({ batchSize: 16, seed: 9 }) })).toBe(key);
  expect(tuningKey({ ...subject, plan: aPlan({ batchSize: 32 }) })).not.toBe(key);
  const other = anEnvironment({ cpuModel: 'another' });
  expect(tuningKey({ ...subject, environment: other })).not.toBe(key);

  await writeFile(join(folder, `${key}.json`), '{"blockSize": 3}');
  expect(await keptPlan(folder, key)).toBeNull();
  await rm(folder, { recursive: true });
});

test('a folder that cannot be written costs nothing but the measurement', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-tuning-'));
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(keepPlan(join(file, 'below'), 'key', OWN)).resolves.toBeUndefined();
  await rm(folder, { recursive: true });
});
