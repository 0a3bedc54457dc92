import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { EngineEvent, EngineWork } from '../../app/contract/engine.ts';
import type { AppError } from '../../app/errors.ts';
import { aPlan } from '../../app/testing/builders.ts';
import { NUMBER_MODEL, STATEFUL_MODEL } from '../engine/testing/models.ts';
import { BLOBS, NUMBERS, writePreparedData } from '../engine/testing/prepared-data.ts';
import {
  aTrainWork,
  epochMetrics,
  eventsOf,
  latestCheckpoint,
  latestFile,
  resultOf,
} from '../engine/testing/run-training.ts';
import { type EngineProcess, engineStarter, forkEngine, startEngine } from './engine-process.ts';

const ENDLESS = aPlan({ epochs: 1_000_000, batchSize: 16 });

let folder = '';
let blobs = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-engine-'));
  blobs = await writePreparedData(join(folder, 'blobs'), BLOBS);
});
afterEach(() => rm(folder, { recursive: true }));

interface Ended {
  readonly events: readonly EngineEvent[];
  readonly error: AppError | null;
}

/** Lets an engine do its work; `onEvent` may command it meanwhile. */
function runEngine(
  work: EngineWork,
  onEvent: (event: EngineEvent, engine: EngineProcess) => void = () => {},
  start = startEngine,
): Promise<Ended> {
  return new Promise((resolve) => {
    const events: EngineEvent[] = [];
    const engine = start(work, {
      onEvent: (event) => {
        events.push(event);
        onEvent(event, engine);
      },
      onExit: (error) => resolve({ events, error }),
    });
  });
}

describe('an engine process', () => {
  it('trains, says how it ended, and is gone', async () => {
    let pid: number | undefined;
    const { events, error } = await runEngine(aTrainWork(folder, blobs), (_, engine) => {
      pid = engine.pid;
    });
    expect(error).toBeNull();
    expect(events[0]?.kind).toBe('ready');
    expect(eventsOf(events, 'epoch')).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ kind: 'done', outcome: 'completed' });
    expect(isAlive(pid)).toBe(false);
  });

  it('stops at a checkpoint when told to', async () => {
    const work = aTrainWork(folder, blobs, { plan: ENDLESS });
    const { events, error } = await runEngine(work, (event, engine) => {
      if (event.kind === 'epoch' && event.report.epoch === 1) engine.send({ kind: 'stop' });
    });
    expect(error).toBeNull();
    expect(events.at(-1)).toMatchObject({ kind: 'done', outcome: 'stopped' });
    expect((await latestCheckpoint(work)).progress.epoch).toBeGreaterThanOrEqual(2);
  });

  it('says what is wrong with its work', async () => {
    const { events, error } = await runEngine(aTrainWork(folder, join(folder, 'none')));
    expect(error).toBeNull();
    expect(events).toMatchObject([{ kind: 'failed', error: { code: 'dataset/damaged' } }]);
  });

  it('that cannot be started ends with the reason', async () => {
    const start = engineStarter(() => forkEngine(join(folder, 'missing.ts')));
    const { events, error } = await runEngine(aTrainWork(folder, blobs), undefined, start);
    expect(events).toEqual([]);
    expect(error).toEqual({ code: 'engine/ended', exit: '1', lastEpoch: null });
  });

  it('that says what no engine says is ended', async () => {
    const stranger = join(folder, 'stranger.mjs');
    await writeFile(stranger, "process.send({ kind: 'joke' }); setInterval(() => {}, 1000);");
    const start = engineStarter(() => forkEngine(stranger));
    const { events, error } = await runEngine(aTrainWork(folder, blobs), undefined, start);
    expect(events).toEqual([]);
    expect(error).toMatchObject({ code: 'contract/malformed', request: 'engine event' });
  });
});

describe('an engine killed in mid-training', () => {
  it('loses no finished epoch, and its run goes on as if nothing had been', async () => {
    // Short epochs are saved, and told of, up to a hundred at a time.
    const plan = aPlan({ epochs: 250, batchSize: 16 });
    const whole = aTrainWork(join(folder, 'whole'), blobs, { model: STATEFUL_MODEL, plan });
    const expected = epochMetrics((await runEngine(whole)).events);

    const work = aTrainWork(join(folder, 'killed'), blobs, { model: STATEFUL_MODEL, plan });
    let resumeFrom: string | null = null;
    for (const killAt of [4, 60]) {
      const { events, error } = await runEngine({ ...work, resumeFrom }, (event, engine) => {
        if (event.kind === 'epoch' && event.report.epoch >= killAt) engine.kill();
      });
      const told = eventsOf(events, 'epoch').at(-1)?.report.epoch ?? Number.NaN;
      expect(error).toEqual({ code: 'engine/ended', exit: 'SIGKILL', lastEpoch: told });
      expect((await latestCheckpoint(work)).progress.epoch).toBeGreaterThan(told);
      resumeFrom = latestFile(work);
    }
    const { events } = await runEngine({ ...work, resumeFrom });
    const rest = epochMetrics(events);
    expect(rest).toEqual(expected.slice(-rest.length));
    expect(resultOf(await latestCheckpoint(work))).toEqual(resultOf(await latestCheckpoint(whole)));
  });
});

/** Runs an engine under a host of its own, started by a shell command that `$@` stands for. */
function startHost(work: EngineWork, command = 'exec "$@"') {
  const hostFile = fileURLToPath(new URL('./testing/engine-host.ts', import.meta.url));
  const host = spawn(
    'sh',
    ['-c', command, 'sh', process.execPath, hostFile, JSON.stringify(work)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => void host.kill('SIGKILL'));
  return host;
}

/** What the engine says by way of its host, and before that its process id. */
async function* linesOf(
  host: ReturnType<typeof startHost>,
): AsyncGenerator<EngineEvent | { kind: 'started'; pid: number }> {
  if (host.stdout === null) throw new Error('The host has no output.');
  for await (const line of createInterface({ input: host.stdout })) yield JSON.parse(line);
}

/** Hosts are started by way of a shell. */
const NO_SHELL = process.platform === 'win32';

describe('a host killed in mid-training', () => {
  it.skipIf(NO_SHELL)(
    'leaves no engine behind, and every epoch it was told of on disk',
    async () => {
      const work = aTrainWork(folder, blobs, { plan: ENDLESS });
      const host = startHost(work);
      const exited = once(host, 'exit');
      let enginePid: number | undefined;
      let lastTold = -1;
      for await (const message of linesOf(host)) {
        if (message.kind === 'started') enginePid = message.pid;
        if (message.kind === 'epoch') lastTold = message.report.epoch;
        if (lastTold >= 5) break;
      }
      host.kill('SIGKILL');
      await exited;
      expect(enginePid).toBeDefined();
      while (isAlive(enginePid)) await delay(20);
      const { progress } = await latestCheckpoint(work);
      expect(progress.epoch).toBeGreaterThan(lastTold);
      expect(progress.recentEpochs.map(({ report }) => report.epoch)).toContain(lastTold);
    },
  );
});

describe('a file that may not grow further', () => {
  it.skipIf(NO_SHELL)('ends the run with the last whole checkpoint', async () => {
    // Checkpoints grow a little with each epoch they remember; the limit is 16 × 512 bytes.
    const work = aTrainWork(folder, blobs, { plan: ENDLESS });
    const said: EngineEvent[] = [];
    for await (const message of linesOf(startHost(work, 'ulimit -f 16 && exec "$@"'))) {
      if (message.kind !== 'started') said.push(message);
    }
    const checkpoints = join(work.runFolder, 'checkpoints');
    expect(said.at(-1)).toEqual({
      kind: 'failed',
      error: { code: 'file/disk-full', path: checkpoints },
    });
    const epochs = eventsOf(said, 'epoch').length;
    expect(epochs).toBeGreaterThan(0);
    expect((await latestCheckpoint(work)).progress.epoch).toBe(epochs);
    expect((await readdir(checkpoints)).sort()).toEqual(['best.checkpoint', 'latest.checkpoint']);
  });
});

describe('questions about a trained model', () => {
  it('score a split, row by row, as validation did', async () => {
    const work = aTrainWork(folder, blobs);
    const trained = await runEngine(work);
    const scored = await runEngine({
      kind: 'score',
      checkpoint: latestFile(work),
      datasetFolder: blobs,
      split: 'val',
      threads: 1,
    });
    expect(scored.error).toBeNull();
    const [answer] = eventsOf(scored.events, 'scored');
    expect(answer).toMatchObject({ rows: 22, width: 3 });
    const losses = Array.from(answer?.losses ?? []);
    const metrics = eventsOf(trained.events, 'epoch').at(-1)?.report.metrics;
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / 22;
    expect(mean).toBeCloseTo(metrics?.['val/loss'] ?? Number.NaN, 6);
    expect(answer?.metrics.loss).toBe(metrics?.['val/loss']);
    expect(answer?.metrics.accuracy).toBe(metrics?.['val/accuracy']);
    expect(Array.from(answer?.targets ?? [])).toEqual(
      Array.from({ length: 22 }, (_, row) => row % 3),
    );
    expect(Array.from(answer?.sourceRows ?? [])).toEqual(
      Array.from({ length: 22 }, (_, row) => row),
    );
    for (let row = 0; row < 22; row += 1) {
      const [near = 0, middle = 0, far = 0] = answer?.outputs.subarray(row * 3) ?? [];
      expect(near + middle + far).toBeCloseTo(1, 6);
    }
  });

  it('predict new rows, any number of them', async () => {
    const numbers = await writePreparedData(join(folder, 'numbers'), NUMBERS);
    const work = aTrainWork(folder, numbers, {
      model: NUMBER_MODEL,
      plan: aPlan({ epochs: 60, batchSize: 10, learningRate: 0.05 }),
    });
    await runEngine(work);
    const features = Float32Array.from(
      Array.from({ length: 300 }, (_, row) => [row / 300, 0.1, -0.2]).flat(),
    );
    const checkpoint = latestFile(work);
    const asked = { kind: 'predict', checkpoint, rows: 300, features, threads: 1 } as const;
    const { events } = await runEngine(asked);
    const [answer] = eventsOf(events, 'predicted');
    expect(answer?.width).toBe(1);
    expect(answer?.outputs).toHaveLength(300);
    // The target is the sum of the features.
    answer?.outputs.forEach((output, row) => {
      expect(output).toBeCloseTo(row / 300 - 0.1, 1);
    });
    const wrong = [
      await runEngine({ ...asked, rows: 2, features: new Float32Array(5) }),
      await runEngine({ ...asked, features: new Uint8Array(900) }),
    ];
    expect(wrong.map(({ events }) => events)).toEqual(
      ['Float32Array 2.5', 'Uint8Array 3'].map((value) => [
        {
          kind: 'failed',
          error: {
            code: 'run/input-invalid',
            place: 'features',
            value,
            expected: 'Float32Array 3',
          },
        },
      ]),
    );
  });
});

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
