import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../app/errors.ts';
import { lastLine } from './failure.ts';
import { HEADERS, TENSORFLOW_ADDON, TENSORFLOW_LIBRARIES } from './pack-layout.ts';
import { findProgram, runProgram } from './programs.ts';
import { type AddonSources, findAddonSources } from './tensorflow-packages.ts';

const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const COMPILERS = ['c++', 'g++', 'clang++'];

/** Where the program that installs lies. */
export interface Installer {
  /** Has the packages of TensorFlow.js in its `node_modules`. */
  readonly root: string;
  /** Has `resources/`. */
  readonly installation: string;
}

/** How a pack comes by the addon that joins Node to TensorFlow. */
export type AddonBuild =
  | { readonly kind: 'prebuilt'; readonly file: string }
  | { readonly kind: 'compile'; readonly compiler: string; readonly from: AddonSources };

/**
 * The packaged application brings the addon: it is built on Node-API, and one serves every Node,
 * Electron and TensorFlow wheel. A checkout compiles it. Fails with `packs/compiler-missing`, or
 * `packs/addon-missing` for a package that was made without.
 */
export async function addonBuild(
  pack: string,
  { root, installation }: Installer,
): Promise<Result<AddonBuild>> {
  const file = prebuiltAddon(installation);
  if (await stat(file).catch(() => null)) return ok({ kind: 'prebuilt', file });
  const from = findAddonSources(root);
  if (from === null) return fail({ code: 'packs/addon-missing', pack });
  const compiler = COMPILERS.map((name) => findProgram(name)).find((found) => found !== null);
  return compiler
    ? ok({ kind: 'compile', compiler, from })
    : fail({ code: 'packs/compiler-missing', pack, command: 'sudo apt install g++' });
}

/**
 * Where a package has the addon.
 * @param packs the folder of prebuilt parts in `folder`
 */
export function prebuiltAddon(folder: string, packs = join('resources', 'packs')): string {
  return join(folder, packs, `${process.platform}-${process.arch}`, 'tfjs_binding.node');
}

/** Puts the addon into a pack that has TensorFlow's libraries and headers; the headers then go. */
export async function putAddon(
  build: AddonBuild,
  folder: string,
  signal: AbortSignal,
): Promise<Result<null>> {
  const addon = join(folder, TENSORFLOW_ADDON);
  await mkdir(dirname(addon), { recursive: true });
  if (build.kind === 'prebuilt') await copyFile(build.file, addon);
  else {
    const compiled = await compile(build, addon, folder, signal);
    if (!compiled.ok) return compiled;
  }
  await rm(join(folder, HEADERS), { recursive: true, force: true });
  return ok(null);
}

async function compile(
  { compiler, from: { sources, headers } }: Extract<AddonBuild, { kind: 'compile' }>,
  addon: string,
  folder: string,
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
