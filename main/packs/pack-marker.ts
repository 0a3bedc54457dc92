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
  const text = await readFile(join(folder, MARKER), 'utf8').catch(() => null);
  if (text === null) return damaged(pack, MARKER);
  const marker = markerSchema.safeParse(parsed(text));
  if (!marker.success || marker.data.version !== pack.version) return damaged(pack, MARKER);
  for (const [path, { sizeBytes, sha256 }] of Object.entries(marker.data.files)) {
    const file = join(folder, path);
    const found = await stat(file).catch(() => null);
    const isWhole =
      found?.size === sizeBytes && (depth === 'sizes' || (await fileSha256(file)) === sha256);
    if (!isWhole) return damaged(pack, path);
  }
  return ok(marker.data);
}

function damaged({ id }: Pack, file: string): { ok: false; error: AppError } {
  return fail({ code: 'packs/damaged', pack: id, file });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
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
