import { mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../../app/errors.ts';
import { downloadBytes, type Pack } from './catalogue.ts';
import { download } from './download.ts';
import { checkWheel, localWheels } from './local-wheels.ts';
import { useSystemNetwork } from './network.ts';
import type { PackMeter } from './pack-meter.ts';
import { packageIndex } from './package-index.ts';
import { adoptAbandoned, partialName } from './process-files.ts';
import type { Wheel } from './wheel.ts';

export interface Gathering {
  /** Where downloads are kept until their pack is whole. */
  readonly downloads: string;
  /** A folder or file to take wheels from; null: they are fetched. */
  readonly from: string | null;
  readonly signal: AbortSignal;
  readonly meter: PackMeter;
}

/** The files of a pack's wheels, each known to be the published one. */
export async function gatherWheels(
  pack: Pack,
  wheels: readonly Wheel[],
  gathering: Gathering,
): Promise<Result<ReadonlyMap<Wheel, string>>> {
  const { from, signal, meter } = gathering;
  const found =
    from === null ? await fetchAll(pack, wheels, gathering) : await localWheels(pack, wheels, from);
  if (!found.ok) return found;
  meter.begin('check', downloadBytes(wheels));
  for (const [wheel, path] of found.value) {
    meter.at(wheel.file);
    const checked = await checkWheel(wheel, path, signal);
    if (!checked.ok) {
      // The next try would find it and fail again.
      if (from === null) await rm(path);
      return checked;
    }
    meter.add(wheel.sizeBytes);
  }
  return found;
}

async function fetchAll(
  { id }: Pack,
  wheels: readonly Wheel[],
  { downloads, signal, meter }: Gathering,
): Promise<Result<ReadonlyMap<Wheel, string>>> {
  await mkdir(downloads, { recursive: true });
  const index = await packageIndex();
  const leaveNetwork = useSystemNetwork();
  const paths = new Map<Wheel, string>();
  meter.begin('download', downloadBytes(wheels));
  try {
    for (const wheel of wheels) {
      meter.at(wheel.file);
      const fetched = await download(wheel, {
        folder: downloads,
        index,
        pack: id,
        signal,
        onBytes: meter.add,
        onFound: meter.skip,
      });
      if (!fetched.ok) return fetched;
      paths.set(wheel, fetched.value);
    }
  } finally {
    leaveNetwork();
  }
  return ok(paths);
}

/** Bytes that are still to be fetched for wheels, but for what cut downloads have. */
export async function missingBytes(wheels: readonly Wheel[], downloads: string): Promise<number> {
  let missing = 0;
  for (const { file, sizeBytes } of wheels) {
    const found = await stat(join(downloads, file)).catch(() => null);
    if (found?.size !== sizeBytes) missing += sizeBytes;
  }
  return missing;
}

/** Lets go of what was fetched for wheels. */
export async function forgetDownloads(wheels: readonly Wheel[], downloads: string): Promise<void> {
  for (const { file } of wheels) {
    await adoptAbandoned(downloads, file);
    await rm(join(downloads, file), { force: true });
    await rm(join(downloads, partialName(file)), { force: true });
  }
  // Others may be on their way.
  await rmdir(downloads).catch(() => {});
}
