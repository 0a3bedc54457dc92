import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Workbench } from '../../app/contract/dispatcher.ts';
import type { Params } from '../../app/contract/requests.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';
import { BYTES_PER_GIB } from '../../app/units.ts';
import { isSystemError } from '../home/resolve-home.ts';
import { containedPath } from './contained-path.ts';

/** Files on their way from a page to an import: the page has contents but no paths. */

const MAX_FILE_BYTES = 16 * BYTES_PER_GIB;
/** Made by the page for each choice of files. */
const BATCH_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{3,63}$/;
const URL_PREFIX = '/upload/';

export interface UploadRequest {
  readonly method: string;
  /** Path of the URL, percent-encoded. */
  readonly urlPath: string;
  /** Bytes announced; null if the sender does not say. */
  readonly length: number | null;
  readonly body: AsyncIterable<Uint8Array>;
}

/** `path` is the file as imports take it, `folder` that of its whole batch. */
export type UploadAnswer = { readonly path: string; readonly folder: string } | null;

export function isUploadPath(urlPath: string): boolean {
  return urlPath.startsWith(URL_PREFIX);
}

/**
 * `PUT /upload/<batch>/<relative path>` stores a file as it streams in; `DELETE /upload/<batch>`
 * lets a batch go. A file that does not arrive whole leaves nothing behind.
 * Fails with `usage/invalid` (method or path), `dataset/too-large`, `file/disk-full`, `file/not-writable`.
 */
export async function handleUpload(
  uploadsFolder: string,
  request: UploadRequest,
): Promise<Result<UploadAnswer>> {
  const [batch = '', ...names] = request.urlPath.slice(URL_PREFIX.length).split('/');
  if (!BATCH_NAME.test(batch)) return invalid(request);
  const folder = join(uploadsFolder, batch);
  if (request.method === 'DELETE' && names.length === 0) {
    await rm(folder, { recursive: true, force: true });
    return ok(null);
  }
  if (request.method !== 'PUT') return invalid(request);
  const path = containedPath(folder, names.join('/'));
  if (path === null) return invalid(request);
  if ((request.length ?? 0) > MAX_FILE_BYTES) return fail(tooLarge(path, request.length ?? 0));
  return storeFile(path, folder, request.body);
}

async function storeFile(
  path: string,
  folder: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<UploadAnswer>> {
  const partial = `${path}.partial`;
  let received = 0;
  const cap = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      received += chunk.length;
      done(received > MAX_FILE_BYTES ? new TooLarge() : null, chunk);
    },
  });
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (cause) {
    // A connection that broke off left a file that could not be written, too.
    if (isBrokenOff(cause)) return fail({ code: 'file/not-writable', path });
    return fail(knownFileFailure(cause, path, 'write'));
  }
  try {
    await pipeline(body, cap, createWriteStream(partial, { mode: 0o600 }));
    await rename(partial, path);
    return ok({ path, folder });
  } catch (cause) {
    await rm(partial, { force: true });
    if (cause instanceof TooLarge) return fail(tooLarge(path, received));
    // A connection that broke off left a file that could not be written, too.
    if (isBrokenOff(cause)) return fail({ code: 'file/not-writable', path });
    return fail(knownFileFailure(cause, path, 'write'));
  }
}

function isBrokenOff(cause: unknown): boolean {
  return isSystemError(cause) && ['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(cause.code);
}

class TooLarge extends Error {}

function tooLarge(path: string, bytes: number): AppError {
  return { code: 'dataset/too-large', path, bytes, maximumBytes: MAX_FILE_BYTES };
}

function invalid({ method, urlPath }: UploadRequest): Result<never> {
  const subject = `${method} ${urlPath}`;
  const expected = `PUT ${URL_PREFIX}<batch>/<path>`;
  return fail({ code: 'usage/invalid', problem: 'value-invalid', subject, expected });
}

/** Lets go what an earlier host left: nobody imports it any more. */
export async function clearUploads(uploadsFolder: string): Promise<void> {
  const batches = await readdir(uploadsFolder).catch(() => []);
  for (const batch of batches)
    await rm(join(uploadsFolder, batch), { recursive: true, force: true });
}

/**
 * The workbench, letting a batch go as soon as it has been imported or predicted on. Its failures name
 * uploaded files as they were sent: who sent them never saw where they lie.
 */
export function clearingUploads(workbench: Workbench, uploadsFolder: string): Workbench {
  return {
    ...workbench,
    async dispatch(name, params) {
      const result = await workbench.dispatch(name, params);
      if (!result.ok) return fail(asSent(result.error, uploadsFolder));
      const path = consumedPath(name, params);
      const batch = path === null ? null : batchFolder(uploadsFolder, path);
      if (batch !== null) await rm(batch, { recursive: true, force: true });
      return result;
    },
  };
}

function asSent(error: AppError, uploadsFolder: string): AppError {
  const batch = 'path' in error ? batchFolder(uploadsFolder, error.path) : null;
  return batch !== null && 'path' in error
    ? { ...error, path: relative(batch, error.path) }
    : error;
}

function consumedPath(name: string, params: unknown): string | null {
  if (name === 'datasets.import') return (params as Params<'datasets.import'>).path;
  if (name !== 'runs.predict') return null;
  const { input } = params as Params<'runs.predict'>;
  return input.kind === 'file' ? input.path : null;
}

/** The batch that a path lies in; null for any other path. */
function batchFolder(uploadsFolder: string, path: string): string | null {
  const [batch = ''] = relative(uploadsFolder, path).split(sep);
  return BATCH_NAME.test(batch) ? join(uploadsFolder, batch) : null;
}
