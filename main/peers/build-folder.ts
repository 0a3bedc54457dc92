import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { peersFolder } from './peers-folder.ts';

const run = promisify(execFile);
/** Half a gigabyte to fetch and unpack. */
const STAGE_TIMEOUT_MS = 20 * 60_000;

/** A command with its arguments; it runs in the folder that is built. */
export type Stage = readonly [command: string, ...args: string[]];

/**
 * Where something built lies: its name has a hash of the files that decide what it holds, so that
 * other requirements make another folder.
 */
export async function peerFolder(name: string, deciding: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of deciding) hash.update(await readFile(file));
  return join(peersFolder(), `${name}-${hash.digest('hex').slice(0, 8)}`);
}

/**
 * Builds a folder by programs, one after the other. It takes its name once it is whole, so that one
 * cut short is never found.
 * @param stagesIn by name, for the folder under its first, passing name
 */
export async function buildFolder(
  folder: string,
  stagesIn: (folder: string) => Readonly<Record<string, Stage>>,
  env: NodeJS.ProcessEnv = {},
): Promise<Result<null>> {
  await mkdir(peersFolder(), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.`);
  const failure = await runStages(stagesIn(unfinished), unfinished, env);
  // Another process may have built the same meanwhile.
  if (failure === null && !existsSync(folder)) await rename(unfinished, folder);
  else await rm(unfinished, { recursive: true });
  return failure === null ? ok(null) : fail(failure);
}

async function runStages(
  stages: Readonly<Record<string, Stage>>,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<AppError | null> {
  for (const [stage, [command, ...args]] of Object.entries(stages)) {
    try {
      await run(command, args, { cwd, env: { ...process.env, ...env }, timeout: STAGE_TIMEOUT_MS });
    } catch (cause) {
      return { code: 'peers/build-failed', stage, reason: lastLine(cause) };
    }
  }
  return null;
}

/** The last words of a program that failed: Python's and pip's name the fault there. */
function lastLine(cause: unknown): string {
  const { stderr } = cause as { readonly stderr?: string };
  const words = stderr?.trim() || String(cause);
  return words.slice(words.lastIndexOf('\n') + 1);
}
