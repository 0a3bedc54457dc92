import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { anEnvironment, aPlan } from '../../app/testing/builders.ts';
import { executionPlan } from './execution-plan.ts';
import { openTraining } from './open-training.ts';
import type { RowSource } from './row-source.ts';
import { RunControl } from './run-control.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';
import { BLOBS, writePreparedData } from './testing/prepared-data.ts';
import { aTrainWork } from './testing/run-training.ts';
import { train } from './train-loop.ts';

it('asks for every call’s rows while the one before it computes, across epochs too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-calls-'));
  const data = await writePreparedData(join(folder, 'data'), BLOBS);
  const runtime = onnxCpuRuntime(1, { spins: () => false });
  const opened = await openTraining(
    aTrainWork(folder, data, { plan: aPlan({ epochs: 4, batchSize: 16 }) }),
    {
      runtime,
      execution: await executionPlan(runtime),
      environment: anEnvironment(),
      memoryBytes: 0,
      availableBytes: () => 2 ** 33,
    },
  );
  if (!opened.ok) throw new Error(opened.error.code);
  const log: string[] = [];
  const trainRows = logged(opened.value.trainRows, log);
  for await (const event of train({ ...opened.value, trainRows }, new RunControl())) {
    if (event.kind === 'failed') throw new Error(event.error.code);
  }
  await opened.value.close();
  await rm(folder, { recursive: true });

  const asked = log.filter((line) => line.startsWith('ahead')).map((line) => line.slice(6));
  const taken = log.filter((line) => line.startsWith('taken')).map((line) => line.slice(6));
  expect(taken.length).toBeGreaterThan(8);
  // The very first rows have nothing before them to be read beside.
  expect(asked).toEqual(taken.slice(1));
  for (const rows of asked)
    expect(log.indexOf(`ahead ${rows}`)).toBeLessThan(log.indexOf(`taken ${rows}`));
});

/** The same rows, with a line for each time that some are taken or asked for ahead. */
function logged(source: RowSource, log: string[]): RowSource {
  return {
    rows: source.rows,
    take(rows) {
      log.push(`taken ${rows.join()}`);
      return source.take(rows);
    },
    prefetch(rows) {
      log.push(`ahead ${rows.join()}`);
      source.prefetch(rows);
    },
    close: () => source.close(),
  };
}
