import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { fail, ok, type Result } from '../../app/errors.ts';
import { fileFailure } from '../../app/file-failure.ts';
import type { Taken, Wheel } from './wheel.ts';

export interface Unpacking {
  /** The pack's folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Told of every piece that is written. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Writes the files that a pack takes of a wheel, and no other, into its folder.
 * Fails with `packs/unpack-failed` where the archive is no whole one.
 * @returns the paths of libraries that have symbols to strip
 */
export async function unpackWheel(
  wheel: Wheel,
  path: string,
  { folder, signal, onBytes }: Unpacking,
): Promise<Result<readonly string[]>> {
  const withSymbols: string[] = [];
  try {
    const archive = await openPromise(path, { lazyEntries: true, autoClose: false });
    try {
      for await (const entry of archive.eachEntry()) {
        const taken = takenAs(wheel, entry.fileName);
        if (taken === null) continue;
        const target = containedPath(folder, taken.path);
        await mkdir(dirname(target), { recursive: true });
        const counting = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            onBytes(chunk.length);
            done(null, chunk);
          },
        });
        const content = await archive.openReadStreamPromise(entry);
        await pipeline(content, counting, createWriteStream(target, { flags: 'wx' }), { signal });
        if (taken.rule.hasSymbols === true) withSymbols.push(target);
      }
    } finally {
      archive.close();
    }
    return ok(withSymbols);
  } catch (cause) {
    if (!(cause instanceof Error) || signal.aborted) throw cause;
    if (fileFailure(cause, folder, 'write') !== null) throw cause;
    return fail({ code: 'packs/unpack-failed', path, reason: cause.message });
  }
}

function takenAs(
  { takes }: Wheel,
  name: string,
): { readonly rule: Taken; readonly path: string } | null {
  for (const rule of takes) {
    if (!name.startsWith(rule.from) || name.endsWith('/')) continue;
    const rest = name.slice(rule.from.length);
    if (rule.only.test(rest)) return { rule, path: `${rule.to}/${rule.as ?? rest}` };
  }
  return null;
}

/** A hash vouches for a wheel; this one does not rely on it. */
function containedPath(folder: string, path: string): string {
  const target = resolve(folder, ...path.split('/'));
  if (!target.startsWith(resolve(folder) + sep)) throw new Error(`${path} leaves its folder`);
  return target;
}
