import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../app/errors.ts';
import { lastLine } from './failure.ts';
import { HEADERS, TENSORFLOW_ADDON, TENSORFLOW_LIBRARIES } from './pack-layout.ts';
import { findProgram, runProgram } from './programs.ts';
import type { TensorflowPackages } from './tensorflow-packages.ts';

const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const COMPILERS = ['c++', 'g++', 'clang++'];

/** How a pack comes by the addon that joins Node to TensorFlow. */
export type AddonBuild =
  | { readonly kind: 'prebuilt'; readonly file: string }
  | { readonly kind: 'compile'; readonly compiler: string };

/**
 * The packaged application brings the addon: it is built on Node-API, and one serves every Node,
 * Electron and TensorFlow wheel. A checkout compiles it. Fails with `packs/compiler-missing`.
 * @param installation holds `resources/`
 */
export async function addonBuild(pack: string, installation: string): Promise<Result<AddonBuild>> {
  const file = prebuiltAddon(installation);
  if (await stat(file).catch(() => null)) return ok({ kind: 'prebuilt', file });
  const compiler = COMPILERS.map((name) => findProgram(name)).find((found) => found !== null);
  return compiler
    ? ok({ kind: 'compile', compiler })
    : fail({ code: 'packs/compiler-missing', pack, command: 'sudo apt install g++' });
}

/** Where `npm run package` puts the addon. */
export function prebuiltAddon(installation: string): string {
  const system = `${process.platform}-${process.arch}`;
  return join(installation, 'resources', 'packs', system, 'tfjs_binding.node');
}

/** Puts the addon into a pack that has TensorFlow's libraries and headers; the headers then go. */
export async function putAddon(
  build: AddonBuild,
  folder: string,
  packages: TensorflowPackages,
  signal: AbortSignal,
): Promise<Result<null>> {
  const addon = join(folder, TENSORFLOW_ADDON);
  await mkdir(dirname(addon), { recursive: true });
  if (build.kind === 'prebuilt') await copyFile(build.file, addon);
  else {
    const compiled = await compile(build.compiler, addon, folder, packages, signal);
    if (!compiled.ok) return compiled;
  }
  await rm(join(folder, HEADERS), { recursive: true, force: true });
  return ok(null);
}

async function compile(
  compiler: string,
  addon: string,
  folder: string,
  { sources, headers }: TensorflowPackages,
  signal: AbortSignal,
): Promise<Result<null>> {
  const { exit, stderr } = await runProgram(
    compiler,
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', '-w'],
      ...['-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
      ...['-I', headers, '-I', join(folder, HEADERS)],
      ...SOURCES.map((source) => join(sources, source)),
      ...LIBRARIES.map((library) => join(folder, TENSORFLOW_LIBRARIES, library)),
      ...['-o', addon, '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    ],
    { signal },
  );
  if (exit === 0) return ok(null);
  // The first error is the cause of those after it.
  const reason = /^.*\berror:.*$/mu.exec(stderr)?.[0] ?? (lastLine(stderr) || String(exit));
  return fail({ code: 'packs/compile-failed', compiler, reason });
}
