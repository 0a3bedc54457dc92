import { existsSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { Pack } from './catalogue.ts';
import { fileSha256 } from './checksum.ts';
import { MARKER } from './pack-layout.ts';

const markerSchema = z.object({
  id: z.string(),
  version: z.string(),
  /** Paths with `/`, relative to the pack's folder. */
  files: z.record(z.string(), z.object({ sizeBytes: z.number(), sha256: z.string() })),
});
export type PackMarker = z.infer<typeof markerSchema>;

/** Writes down what a finished pack holds; links are not followed and not listed. */
export async function writeMarker(folder: string, { id, version }: Pack): Promise<PackMarker> {
  const files: PackMarker['files'] = {};
  for (const path of await filesIn(folder)) {
    const file = join(folder, path);
    const { size } = await stat(file);
    files[path] = { sizeBytes: size, sha256: await fileSha256(file) };
  }
  const marker = { id, version, files };
  await writeFile(join(folder, MARKER), `${JSON.stringify(marker, null, 1)}\n`);
  return marker;
}

/**
 * A folder's marker, its files looked at.
 * @param depth `sizes` takes a millisecond and finds what is missing or cut short; `contents` reads
 * every byte and finds what was changed
 */
export async function readMarker(
  folder: string,
  pack: Pack,
  depth: 'sizes' | 'contents',
): Promise<Result<PackMarker>> {
  const marker = parsed(await readFile(join(folder, MARKER), 'utf8').catch(() => ''), pack);
  if (marker === null) return damaged(pack, MARKER);
  for (const [path, { sizeBytes, sha256 }] of Object.entries(marker.files)) {
    const file = join(folder, path);
    const found = await stat(file).catch(() => null);
    const isWhole =
      found?.size === sizeBytes && (depth === 'sizes' || (await fileSha256(file)) === sha256);
    if (!isWhole) return damaged(pack, path);
  }
  return ok(marker);
}

/**
 * Why a folder holds no whole pack, by the sizes of its files, for who cannot wait; null: it does.
 * @returns `packs/not-installed` or `packs/damaged`
 */
export function packFaultIn(folder: string, pack: Pack): AppError | null {
  if (!existsSync(folder)) return { code: 'packs/not-installed', pack: pack.id };
  const path = join(folder, MARKER);
  const marker = existsSync(path) ? parsed(readFileSync(path, 'utf8'), pack) : null;
  if (marker === null) return damaged(pack, MARKER).error;
  for (const [file, { sizeBytes }] of Object.entries(marker.files)) {
    const found = statSync(join(folder, file), { throwIfNoEntry: false });
    if (found?.size !== sizeBytes) return damaged(pack, file).error;
  }
  return null;
}

function damaged({ id }: Pack, file: string): { ok: false; error: AppError } {
  return fail({ code: 'packs/damaged', pack: id, file });
}

/** Null for what is no marker, or one of another version. */
function parsed(text: string, { version }: Pack): PackMarker | null {
  try {
    const marker = markerSchema.parse(JSON.parse(text));
    return marker.version === version ? marker : null;
  } catch {
    return null;
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}
