import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { PackId } from '../../app/contract/packs.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { homeFolders } from '../home/home-folders.ts';
import { PACKS, type Pack, unsupported, wheelsOf } from './catalogue.ts';
import { readMarker } from './pack-marker.ts';

/** A pack that can be used: whole, and of the version that this Hearth takes. */
export interface InstalledPack {
  readonly id: PackId;
  readonly version: string;
  /**
   * Absolute. TensorFlow packs hold `node_modules/@tensorflow/tfjs-node-gpu`, complete with addon and
   * the packages it requires; the CUDA pack needs nothing but its variables.
   */
  readonly folder: string;
  /** Absolute folders of libraries, the first found first. */
  readonly libraries: readonly string[];
  /** Variables for a process that uses it, set before it starts: the loader reads them only then. */
  readonly environment: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
}

/** Where a pack lies in a home, installed or not. */
export function packFolder(home: string, { id, version }: Pack): string {
  return join(homeFolders(home).runtimes, `${id}-${version}`);
}

/**
 * A pack of a home. Fails with `packs/not-installed`, or `packs/damaged` where a file is missing or
 * of another size than was installed.
 * @param depth `contents` compares every byte by checksum (about a second per gigabyte)
 */
export function installedPack(
  home: string,
  id: PackId,
  depth: 'sizes' | 'contents' = 'sizes',
): Promise<Result<InstalledPack>> {
  return readPack(home, PACKS[id], depth);
}

/** The same, for a pack that need not be in the catalogue. */
export async function readPack(
  home: string,
  pack: Pack,
  depth: 'sizes' | 'contents',
): Promise<Result<InstalledPack>> {
  const folder = packFolder(home, pack);
  if (!existsSync(folder)) return fail({ code: 'packs/not-installed', pack: pack.id });
  const marker = await readMarker(folder, pack, depth);
  if (!marker.ok) return marker;
  const sizes = Object.values(marker.value.files).map(({ sizeBytes }) => sizeBytes);
  return ok({
    id: pack.id,
    version: pack.version,
    folder,
    libraries: pack.libraryFolders.map((libraries) => join(folder, libraries)),
    environment: packEnvironment(pack, folder),
    sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
  });
}

/** Why each pack of a home cannot be used: it is not offered here, not there or damaged; null: it can. */
export async function packFaults(home: string): Promise<Readonly<Record<PackId, AppError | null>>> {
  const faultOf = async (pack: Pack) => {
    if (wheelsOf(pack).length === 0) return unsupported(pack);
    const found = await readPack(home, pack, 'sizes');
    return found.ok ? null : found.error;
  };
  const [tensorflow, gpu, cuda] = await Promise.all([
    faultOf(PACKS.tensorflow),
    faultOf(PACKS['tensorflow-gpu']),
    faultOf(PACKS.cuda),
  ]);
  return { tensorflow, 'tensorflow-gpu': gpu, cuda };
}

/** The variables by which a process finds a pack's libraries and programs, before what it had. */
export function packEnvironment(
  { libraryFolders, programFolders, variables }: Pack,
  folder: string,
  inherited: NodeJS.ProcessEnv = process.env,
): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {};
  const prepend = (variable: string, folders: readonly string[]) => {
    if (folders.length === 0) return;
    const before = inherited[variable];
    const paths = folders.map((path) => join(folder, path));
    environment[variable] = [...paths, ...(before ? [before] : [])].join(delimiter);
  };
  prepend('LD_LIBRARY_PATH', libraryFolders);
  prepend('PATH', programFolders);
  for (const [variable, value] of Object.entries(variables)) {
    environment[variable] = value.replace('{folder}', folder);
  }
  return environment;
}
