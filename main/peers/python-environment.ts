import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../app/errors.ts';
import { buildFolder, peerFolder, type Stage } from './build-folder.ts';
import { findPython } from './find-python.ts';

const REQUIREMENTS = 'requirements.txt';
const WITHOUT_CUDA = 'without_cuda.py';

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
 * The environment, built where it is missing: some 600 MB to fetch, 1.5 GB on disk.
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
  const stages = (unfinished: string) => stagesOf(unfinished, python.value, resources);
  const built = await buildFolder(folder, stages, { KERAS_BACKEND: 'torch' });
  return built.ok ? ok(environmentAt(folder)) : built;
}

/** pip without words, keeping no copies. */
export const PIP = ['-m', 'pip', '--quiet', '--disable-pip-version-check', '--no-cache-dir'];

function stagesOf(
  folder: string,
  systemPython: string,
  resources: string,
): Readonly<Record<string, Stage>> {
  const python = pythonIn(folder);
  const requirements = join(resources, REQUIREMENTS);
  return {
    venv: [systemPython, '-m', 'venv', folder],
    'pip install': [python, ...PIP, 'install', '--no-deps', '-r', requirements],
    [WITHOUT_CUDA]: [python, join(resources, WITHOUT_CUDA)],
    import: [python, '-c', 'import keras, torch'],
  };
}

function environmentFolder(resources: string): Promise<string> {
  const deciding = [REQUIREMENTS, WITHOUT_CUDA].map((file) => join(resources, file));
  return peerFolder('python', deciding);
}

function environmentAt(folder: string): PythonEnvironment {
  return { folder, python: pythonIn(folder) };
}

/** Path of an environment's interpreter. */
export function pythonIn(folder: string): string {
  return join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}
