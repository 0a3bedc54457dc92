import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { errorOutput } from '../../app/contract/schemas/commands.ts';
import { errorText } from '../../app/error-text.ts';
import type { AppError } from '../../app/errors.ts';
import { homeFolders } from '../home/home-folders.ts';
import { openStore } from '../store/open.ts';
import { writeBadFiles } from './bad-files.ts';
import { CLI } from './cli-program.ts';

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command line in a folder of its own, which holds a home and files with mistakes in them. */
export class RealCli {
  readonly folder = mkdtempSync(join(tmpdir(), 'hearth-bad-input-'));
  readonly home = join(this.folder, 'home');

  constructor() {
    writeBadFiles(this.folder);
  }

  /** A file's path. */
  at(name: string): string {
    return join(this.folder, name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** @param limit a shell command that comes first */
  async run(words: readonly string[], limit = 'true'): Promise<Ended> {
    const command = [process.execPath, CLI, ...words];
    const env = { ...process.env, HEARTH_HOME: this.home, LANG: 'en_US.UTF-8', LC_ALL: '' };
    const [program = '', ...rest] =
      process.platform === 'win32'
        ? command
        : ['/bin/sh', '-c', `${limit} && exec "$@"`, 'sh', ...command];
    const child = spawn(program, rest, {
      cwd: this.folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { status, stdout, stderr };
  }

  /** Every file and row of the home; what the database itself needs on disk may change. */
  contents() {
    const files = readdirSync(this.home, { recursive: true, encoding: 'utf8' });
    const store = openStore(homeFolders(this.home).store, { migrationsFolder });
    if (!store.ok) throw new Error(store.error.code);
    const { datasets, models, runs } = store.value;
    const listed = runs.list({ offset: 0, limit: 100 });
    const rows = { datasets: datasets.list(), models: models.list(), runs: listed };
    store.value.close();
    return { files: files.filter((file) => !/^(hearth\.db|backups)/.test(file)).sort(), rows };
  }

  /** The failure that a command ends with; its message is the English wording. */
  async refusal(words: readonly string[], exitCode: number, limit?: string): Promise<AppError> {
    const { status, stdout, stderr } = await this.run([...words, '--json'], limit);
    expect(status, stdout + stderr).toBe(exitCode);
    const { error } = errorOutput.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
    const failure = { code: error.code, ...error.where } as AppError;
    expect(error.message).toBe(errorText(failure, 'en'));
    return failure;
  }
}
