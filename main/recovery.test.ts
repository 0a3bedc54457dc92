import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aLayer, aModel } from '../app/testing/builders.ts';
import { CLI } from './testing/cli-program.ts';

// Real processes of the command line, killed as a power cut or the system's memory guard would.

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hearth-recovery-'));
  hearth('import', 'sample:iris', '--name', 'iris');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

interface RunJson {
  readonly id: string;
  readonly status: string;
  readonly epochs: number;
  readonly resumable: boolean;
  readonly error: { readonly code: string } | null;
}

function hearth(...words: readonly string[]): string {
  return said(...words).stdout;
}

/** What a command says on both its channels. */
function said(...words: readonly string[]): { readonly stdout: string; readonly stderr: string } {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [CLI, ...words, '--home', home, '--json', '--lang', 'en'],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`hearth ${words.join(' ')}: ${stdout}${stderr}`);
  return { stdout, stderr };
}

const TRAIN = ['train', '--dataset', 'iris', '--template', 'tabular-mlp'];
const SET = ['--set', 'epochs=400', '--set', 'earlyStopping=off', '--seed', '5'];

/** Starts a training host and waits until it has told some epochs. */
async function trainUntilEpoch(epoch: number): Promise<ChildProcess> {
  const host = spawn(process.execPath, [CLI, ...TRAIN, ...SET, '--home', home, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  for await (const chunk of host.stdout ?? []) {
    told += String(chunk);
    if (told.includes(`"epoch":${epoch},`)) break;
  }
  return host;
}

/** 30 MB of weights and moments: the first save comes after several seconds. */
const LARGE_MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [4] }),
    aLayer('first', 'Dense', { units: 1600, activation: 'relu' }),
    aLayer('second', 'Dense', { units: 1600, activation: 'relu' }),
    aLayer('output', 'Dense', { units: 3, activation: 'softmax' }),
  ],
});
const TRAIN_LARGE = ['train', '--dataset', 'iris', '--seed', '5', '--set', 'epochs=12'];

/** Starts a host that trains a large model, and waits until its first steps. */
async function trainLarge(): Promise<ChildProcess> {
  const model = join(home, 'model.json');
  writeFileSync(model, JSON.stringify(LARGE_MODEL));
  const words = [...TRAIN_LARGE, '--model', model, '--home', home, '--json'];
  const host = spawn(process.execPath, [CLI, ...words], { stdio: 'ignore' });
  const folder = join(home, 'runs');
  const begun = () =>
    existsSync(folder) &&
    readdirSync(folder).some((run) => existsSync(join(folder, run, 'checkpoints')));
  while (!begun()) await delay(20);
  await delay(100);
  return host;
}

/** Whether a run has a checkpoint from which it would go on. */
const hasCheckpoint = (run: string): boolean =>
  existsSync(join(home, 'runs', run, 'checkpoints', 'latest.checkpoint'));

/** Trains the same from start to end. @returns its losses */
function uninterruptedLosses(cut: RunJson): readonly string[] {
  hearth(...TRAIN_LARGE, '--model', join(home, 'model.json'));
  return losses(runs().find(({ id }) => id !== cut.id)?.id ?? '');
}

function runs(): readonly RunJson[] {
  return (JSON.parse(hearth('runs')) as { runs: RunJson[] }).runs;
}

function onlyRun(): RunJson {
  const [run, ...others] = runs();
  if (run === undefined || others.length > 0) throw new Error('Expected one run');
  return run;
}

/** Epoch losses of a run, as its CSV tells them. */
function losses(run: string): readonly string[] {
  const file = join(home, `${run}.csv`);
  hearth('export-series', run, '--out', file);
  return readFileSync(file, 'utf8')
    .split('\r\n')
    .filter((line) => line.startsWith('loss,') || line.startsWith('val/loss,'))
    .map((line) => line.split(',').slice(0, 4).join(','));
}

function childOf(pid: number | undefined): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(children[0]);
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await delay(50);
  }
}

const onLinux = process.platform === 'linux';
if (!onLinux) console.log('SKIPPED kill -9 tests: they find the engine process through /proc');

describe.runIf(onLinux)('after kill -9', () => {
  test('of the host: no finished epoch is lost, and resuming ends as if nothing had happened', async () => {
    const host = await trainUntilEpoch(20);
    const engine = childOf(host.pid);
    host.kill('SIGKILL');
    await once(host, 'exit');
    await gone(engine);

    const cut = onlyRun();
    expect(cut).toMatchObject({ status: 'interrupted', resumable: true });
    expect(cut.error?.code).toBe('engine/ended');
    expect(cut.epochs).toBeGreaterThan(20);
    expect(cut.epochs).toBeLessThan(400);

    hearth('resume', cut.id);
    expect(onlyRun()).toMatchObject({ status: 'completed', epochs: 400 });
    hearth(...TRAIN, ...SET, '--name', 'uninterrupted');
    const whole = runs().find(({ id }) => id !== cut.id);
    expect(losses(cut.id)).toEqual(losses(whole?.id ?? ''));
  }, 240_000);

  test('of the engine before the first checkpoint: the run starts over, says so, and ends the same', async () => {
    const host = await trainLarge();
    process.kill(childOf(host.pid), 'SIGKILL');
    await once(host, 'exit');
    const cut = onlyRun();
    expect(cut).toMatchObject({ status: 'interrupted', epochs: 0, resumable: true });
    expect(hasCheckpoint(cut.id)).toBe(false);

    expect(said('resume', cut.id).stderr).toContain('starts over, with the same seed');
    expect(onlyRun()).toMatchObject({ status: 'completed', epochs: 12, error: null });
    expect(losses(cut.id)).toEqual(uninterruptedLosses(cut));
  }, 240_000);

  test('of the host before it heard of a checkpoint: the run goes on from there', async () => {
    const host = await trainLarge();
    const engine = childOf(host.pid);
    host.kill('SIGKILL');
    await once(host, 'exit');
    await gone(engine);
    const cut = onlyRun();
    expect(cut).toMatchObject({ status: 'interrupted', epochs: 0, resumable: true });
    expect(hasCheckpoint(cut.id)).toBe(true);

    expect(said('resume', cut.id).stderr).not.toContain('starts over');
    expect(onlyRun()).toMatchObject({ status: 'completed', epochs: 12, error: null });
    expect(losses(cut.id)).toEqual(uninterruptedLosses(cut));
  }, 240_000);

  test('of the engine: the run is interrupted, says so, and resumes', async () => {
    const host = await trainUntilEpoch(20);
    process.kill(childOf(host.pid), 'SIGKILL');
    const [exitCode] = await once(host, 'exit');
    expect(exitCode).toBe(1);
    const cut = onlyRun();
    expect(cut).toMatchObject({ status: 'interrupted', resumable: true });
    expect(cut.error).toMatchObject({ code: 'engine/ended', exit: 'SIGKILL' });
    hearth('resume', cut.id);
    expect(onlyRun()).toMatchObject({ status: 'completed', epochs: 400, error: null });
  }, 240_000);
});
