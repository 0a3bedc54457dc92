import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

// Real processes of the command line, killed as a power cut or the system's memory guard would.
const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));

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
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [cli, ...words, '--home', home, '--json'],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`hearth ${words.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

const TRAIN = ['train', '--dataset', 'iris', '--template', 'tabular-mlp'];
const SET = ['--set', 'epochs=400', '--set', 'earlyStopping=off', '--seed', '5'];

/** Starts a training host and waits until it has told some epochs. */
async function trainUntilEpoch(epoch: number): Promise<ChildProcess> {
  const host = spawn(process.execPath, [cli, ...TRAIN, ...SET, '--home', home, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  for await (const chunk of host.stdout ?? []) {
    told += String(chunk);
    if (told.includes(`"epoch":${epoch},`)) break;
  }
  return host;
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
