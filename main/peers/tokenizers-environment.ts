import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '../../app/errors.ts';
import { buildFolder, peerFolder, type Stage } from './build-folder.ts';
import { findPython } from './find-python.ts';
import { PIP, type PythonEnvironment, pythonIn } from './python-environment.ts';

const REQUIREMENTS = 'tokenizers_requirements.txt';

/**
 * A Python with Hugging Face's `tokenizers` and ONNX Runtime, built where it is missing: 40 MB to fetch, 190 MB on disk.
 * @param resources `resources/peers/` of the product
 * @param say told what is being done
 */
export async function buildTokenizersEnvironment(
  resources: string,
  say: (words: string) => void,
): Promise<Result<PythonEnvironment>> {
  const requirements = join(resources, REQUIREMENTS);
  const folder = await peerFolder('tokenizers', [requirements]);
  const environment = { folder, python: pythonIn(folder) };
  if (existsSync(environment.python)) return ok(environment);
  const python = await findPython(say);
  if (!python.ok) return python;
  say(`Building an environment with tokenizers and ONNX Runtime in ${folder} …`);
  const stages = (unfinished: string): Readonly<Record<string, Stage>> => ({
    venv: [python.value, '-m', 'venv', unfinished],
    'pip install': [pythonIn(unfinished), ...PIP, 'install', '--no-deps', '-r', requirements],
    import: [pythonIn(unfinished), '-c', 'import onnxruntime, tokenizers'],
  });
  const built = await buildFolder(folder, stages);
  return built.ok ? ok(environment) : built;
}
