import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../app/errors.ts';
import { buildFolder, peerFolder, type Stage } from './build-folder.ts';
import { PIP, type PythonEnvironment } from './python-environment.ts';

const NPM_PACKAGES = ['@tensorflow/tfjs-node@4.22.0', 'node-api-headers@1.9.0'];
const WHEEL = 'tensorflow_cpu==2.21.0';
const BUILD = 'tensorflow_addon.py';
const ADDON = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';

/**
 * The folder whose `node_modules` holds tfjs-node on today's TensorFlow, else `peers/not-built`.
 * @param resources `resources/peers/` of the product
 */
export async function findTensorflowAddon(resources: string): Promise<Result<string>> {
  const folder = await addonFolder(resources);
  return existsSync(join(folder, ADDON))
    ? ok(folder)
    : fail({ code: 'peers/not-built', peer: 'tfjs-node', folder });
}

/**
 * The same, built where it is missing: some 350 MB to fetch, 0.9 GB on disk. Only for 64-bit Linux.
 * @param say told what is being done
 */
export async function buildTensorflowAddon(
  resources: string,
  { python }: PythonEnvironment,
  say: (words: string) => void,
): Promise<Result<string>> {
  const found = await findTensorflowAddon(resources);
  if (found.ok || process.platform !== 'linux' || process.arch !== 'x64') return found;
  const folder = await addonFolder(resources);
  say(`Building tfjs-node on TensorFlow in ${folder} …`);
  const built = await buildFolder(folder, (unfinished) => stagesOf(unfinished, python, resources));
  return built.ok ? ok(folder) : built;
}

function stagesOf(
  folder: string,
  python: string,
  resources: string,
): Readonly<Record<string, Stage>> {
  const quiet = ['--silent', '--no-audit', '--no-fund', '--ignore-scripts'];
  return {
    'npm install': ['npm', 'install', ...quiet, '--prefix', folder, ...NPM_PACKAGES],
    'pip download': [python, ...PIP, 'download', '--no-deps', '--dest', folder, WHEEL],
    [BUILD]: [python, join(resources, BUILD), folder],
  };
}

function addonFolder(resources: string): Promise<string> {
  return peerFolder('tfjs-node', [join(resources, BUILD)]);
}
