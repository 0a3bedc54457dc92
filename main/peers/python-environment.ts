import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { findPython } from './find-python.ts';
import { peersFolder } from './peers-folder.ts';

const run = promisify(execFile);
const REQUIREMENTS = 'requirements.txt';
const WITHOUT_CUDA = 'without_cuda.py';
/** Half a gigabyte to fetch and unpack. */
const STEP_TIMEOUT_MS = 20 * 60_000;

/** A Python with PyTorch and Keras, as `resources/peers/requirements.txt` pins them. */
export interface PythonEnvironment {
  readonly folder: string;
  /** Path of its interpreter. */
  readonly python: string;
}

/**
 * The environment where it has been built, else `peers/not-built`.
 * @param resources `resources/peers/` of the product
 */
export async function findPythonEnvironment(resources: string): Promise<Result<PythonEnvironment>> {
  const environment = environmentAt(await environmentFolder(resources));
  return existsSync(environment.python)
    ? ok(environment)
    : fail({ code: 'peers/not-built', peer: 'PyTorch', folder: environment.folder });
}

/**
 * The environment, built where it is missing: some 600 MB to fetch, 1.5 GB on disk. It takes its name
 * once it is whole, so that one cut short is never found.
 * @param say told what is being done
 */
export async function buildPythonEnvironment(
  resources: string,
  say: (words: string) => void,
): Promise<Result<PythonEnvironment>> {
  const found = await findPythonEnvironment(resources);
  if (found.ok) return found;
  const python = await findPython(say);
  if (!python.ok) return python;
  const folder = await environmentFolder(resources);
  say(`Building an environment with PyTorch and Keras in ${folder} …`);
  await mkdir(peersFolder(), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.`);
  const failure = await fill(environmentAt(unfinished), python.value, resources);
  // Another process may have built the same meanwhile.
  if (failure === null && !existsSync(folder)) await rename(unfinished, folder);
  else await rm(unfinished, { recursive: true });
  return failure === null ? ok(environmentAt(folder)) : fail(failure);
}

/** @returns the stage that failed, or null */
async function fill(
  { folder, python }: PythonEnvironment,
  systemPython: string,
  resources: string,
): Promise<AppError | null> {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-cache-dir'];
  const stages: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
    venv: [systemPython, '-m', 'venv', folder],
    'pip install': [python, ...pip, '--no-deps', '-r', join(resources, REQUIREMENTS)],
    [WITHOUT_CUDA]: [python, join(resources, WITHOUT_CUDA)],
    import: [python, '-c', 'import keras, torch'],
  };
  const env = { ...process.env, KERAS_BACKEND: 'torch' };
  for (const [stage, [command, ...args]] of Object.entries(stages)) {
    try {
      await run(command, args, { env, timeout: STEP_TIMEOUT_MS });
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

/** Other requirements make another environment. */
async function environmentFolder(resources: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [REQUIREMENTS, WITHOUT_CUDA])
    hash.update(await readFile(join(resources, file)));
  return join(peersFolder(), `python-${hash.digest('hex').slice(0, 8)}`);
}

function environmentAt(folder: string): PythonEnvironment {
  const program = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
  return { folder, python: join(folder, program) };
}
