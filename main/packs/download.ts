import { createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail, ok, type Result } from '../../app/errors.ts';
import { fileFailure } from '../../app/file-failure.ts';
import { authorization, networkReason, servedAt, shown } from './package-index.ts';
import { adoptAbandoned, partialName } from './process-files.ts';
import type { Wheel } from './wheel.ts';

export interface Downloading {
  /** Where unfinished and finished downloads lie. */
  readonly folder: string;
  readonly index: string;
  /** Id of the pack that wants it. */
  readonly pack: string;
  readonly signal: AbortSignal;
  /** Told of every piece that arrives. */
  readonly onBytes: (bytes: number) => void;
  /** Told of what an earlier try has fetched. */
  readonly onFound: (bytes: number) => void;
}

/**
 * Fetches a wheel to where it is kept until its pack is whole. What a cut connection, a cancelled or
 * a killed process has fetched before is gone on from.
 * @returns the file, its content not looked at yet
 */
export async function download(wheel: Wheel, to: Downloading): Promise<Result<string>> {
  const { folder, index, pack, signal, onFound } = to;
  const path = join(folder, wheel.file);
  await mkdir(folder, { recursive: true });
  if ((await sizeOf(path)) === wheel.sizeBytes) {
    onFound(wheel.sizeBytes);
    return ok(path);
  }
  const address = await servedAt(index, { ...wheel, pack }, signal);
  if (!address.ok) return address;
  await adoptAbandoned(folder, wheel.file);
  const partial = join(folder, partialName(wheel.file));
  const fetched = await fetchRest(address.value, partial, wheel, to);
  if (!fetched.ok) return fetched;
  await rename(partial, path);
  return ok(path);
}

async function fetchRest(
  url: string,
  partial: string,
  { file, sizeBytes }: Wheel,
  { index, signal, onBytes, onFound }: Downloading,
): Promise<Result<null>> {
  const failed = (reason: string) =>
    fail({ code: 'packs/download-failed', file, url: shown(url), reason });
  const there = await sizeOf(partial);
  if (there === sizeBytes) {
    onFound(sizeBytes);
    return ok(null);
  }
  const first = there < sizeBytes ? there : 0;
  try {
    const answer = await fetch(shown(url), {
      headers: { ...(first > 0 && { range: `bytes=${first}-` }), ...credentials(url, index) },
      signal,
    });
    if (!answer.ok || answer.body === null) return failed(`HTTP ${answer.status}`);
    const goesOn = answer.status === 206;
    const promised = Number(answer.headers.get('content-length') ?? Number.NaN);
    const whole = promised + (goesOn ? first : 0);
    // A page that says what went wrong, in place of the file.
    if (!Number.isNaN(whole) && whole !== sizeBytes) return failed(`${whole} / ${sizeBytes}`);
    if (goesOn) onFound(first);
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        onBytes(chunk.length);
        done(null, chunk);
      },
    });
    const flags = goesOn ? 'a' : 'w';
    await pipeline(Readable.fromWeb(answer.body), counting, createWriteStream(partial, { flags }));
    const size = await sizeOf(partial);
    return size === sizeBytes ? ok(null) : failed(`${size} / ${sizeBytes}`);
  } catch (cause) {
    if (signal.aborted || fileFailure(cause, partial, 'write') !== null) throw cause;
    return failed(networkReason(cause));
  }
}

/** Of the index, for files that it serves itself: nobody else shall have its password. */
function credentials(url: string, index: string): Readonly<Record<string, string>> {
  return new URL(url).host === new URL(index).host ? authorization(index) : {};
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
