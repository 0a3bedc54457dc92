import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PackId, PackProgress } from '../../app/contract/packs.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { homeFolders } from '../home/home-folders.ts';
import { type Pack, takenBytes, unsupported, wheelsOf } from './catalogue.ts';
import { expected } from './failure.ts';
import { checkSpace } from './free-space.ts';
import { forgetDownloads, gatherWheels, missingBytes } from './gather-wheels.ts';
import { type InstalledPack, packFolder, readPack } from './installed-packs.ts';
import { writeMarker } from './pack-marker.ts';
import { PackMeter } from './pack-meter.ts';
import { partialName, removeAbandoned } from './process-files.ts';
import { stripLibraries } from './strip.ts';
import { type AddonBuild, addonBuild, type Installer, putAddon } from './tensorflow-addon.ts';
import {
  copyTensorflowPackages,
  findTensorflowPackages,
  type TensorflowPackages,
} from './tensorflow-packages.ts';
import type { TryPack } from './try-pack.ts';
import { unpackWheel } from './unpack-wheel.ts';
import type { Wheel } from './wheel.ts';

export interface InstallOptions {
  /** A wheel, or a folder of them; null: they are fetched. */
  readonly from: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PackProgress) => void;
  /** Trains with a pack that is not in its place yet; what fails is not installed. */
  readonly tryOut: TryPack;
}

/** What the addon of a TensorFlow pack is made of. */
interface AddonMeans {
  readonly packages: TensorflowPackages;
  readonly build: AddonBuild;
}

/** Room for rounding, directories and what the compiler writes. */
const SPARE_BYTES = 64 * 2 ** 20;

/**
 * Installs a pack into a home: its wheels are fetched or taken from a folder, checked, unpacked,
 * completed and tried out beside the place that it takes at the end in one step. Whatever fails,
 * the home stays as it was; what was fetched is kept for the next try. A pack that is there and
 * whole is left alone.
 */
export async function installPack(
  home: string,
  pack: Pack,
  installer: Installer,
  options: InstallOptions,
): Promise<Result<InstalledPack>> {
  const { id } = pack;
  const wheels = wheelsOf(pack);
  if (wheels.length === 0) return fail(unsupported(pack));
  const there = await readPack(home, pack, 'contents');
  if (there.ok) return there;
  const means = pack.addon === null ? ok(null) : await addonMeans(id, installer);
  if (!means.ok) return means;
  const { runtimes } = homeFolders(home);
  return expected(runtimes, async () => {
    await mkdir(runtimes, { recursive: true });
    await removeAbandoned(runtimes);
    return install(home, pack, wheels, means.value, options);
  });
}

async function addonMeans(id: PackId, installer: Installer) {
  const packages = findTensorflowPackages(installer.root);
  if (!packages.ok) return packages;
  const build = await addonBuild(id, installer);
  return build.ok ? ok<AddonMeans>({ packages: packages.value, build: build.value }) : build;
}

async function install(
  home: string,
  pack: Pack,
  wheels: readonly Wheel[],
  means: AddonMeans | null,
  { from, signal, onProgress, tryOut }: InstallOptions,
): Promise<Result<InstalledPack>> {
  const { runtimes } = homeFolders(home);
  const downloads = join(runtimes, 'downloads');
  const meter = new PackMeter(pack.id, onProgress);
  const toFetch = from === null ? await missingBytes(wheels, downloads) : 0;
  const space = await checkSpace(runtimes, toFetch + takenBytes(wheels) + SPARE_BYTES);
  if (!space.ok) return space;
  const gathered = await gatherWheels(pack, wheels, { downloads, from, signal, meter });
  if (!gathered.ok) return gathered;

  const place = packFolder(home, pack);
  const partial = join(runtimes, partialName(basename(place)));
  try {
    const made = await make(pack, gathered.value, means, partial, { signal, meter, tryOut });
    if (!made.ok) return made;
    await takePlace(partial, place);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  await forgetDownloads(wheels, downloads);
  return readPack(home, pack, 'sizes');
}

interface Making {
  readonly signal: AbortSignal;
  readonly meter: PackMeter;
  readonly tryOut: TryPack;
}

/** Makes a pack in a new folder, and tries it. */
async function make(
  pack: Pack,
  wheels: ReadonlyMap<Wheel, string>,
  means: AddonMeans | null,
  folder: string,
  { signal, meter, tryOut }: Making,
): Promise<Result<null>> {
  await mkdir(folder);
  meter.begin('unpack', takenBytes([...wheels.keys()]));
  for (const [wheel, path] of wheels) {
    meter.at(wheel.file);
    const unpacked = await unpackWheel(wheel, path, { folder, signal, onBytes: meter.add });
    if (!unpacked.ok) return unpacked;
    await stripLibraries(unpacked.value, signal);
  }
  await markPrograms(pack, folder);
  if (means !== null) {
    meter.begin('build', null);
    await copyTensorflowPackages(means.packages, folder);
    const put = await putAddon(means.build, folder, signal);
    if (!put.ok) return put;
  }
  meter.begin('try', null);
  await writeMarker(folder, pack);
  return tryOut(pack, folder, signal);
}

/** What is unpacked is data at first. */
async function markPrograms({ programFolders }: Pack, folder: string): Promise<void> {
  for (const programs of programFolders) {
    for (const program of await readdir(join(folder, programs))) {
      await chmod(join(folder, programs, program), 0o755);
    }
  }
}

/** A damaged one that stood there goes. */
async function takePlace(folder: string, place: string): Promise<void> {
  const old = join(`${place}-old.${process.pid}.partial`);
  await rename(place, old).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
  });
  await rename(folder, place);
  await rm(old, { recursive: true, force: true });
}
