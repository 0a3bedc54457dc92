import type { Result } from '../../app/errors.ts';
import { fail, ok } from '../../app/errors.ts';
import type { UploadFile, UploadProgress } from '../bridge.ts';

/**
 * `PUT upload/<batch>/<relative path>` for each file in turn; both hosts answer it with a `Result`
 * that has the path of the stored file.
 * @returns the path of the file, or of the folder that holds them all
 */
export async function uploadFiles(
  files: readonly UploadFile[],
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<Result<{ path: string }>> {
  const batch = crypto.randomUUID();
  const totalBytes = files.reduce((sum, file) => sum + file.content.size, 0);
  let sentBytes = 0;
  let folder = '';
  for (const file of files) {
    const address = ['upload', batch, ...file.path.split('/')].map(encodeURIComponent).join('/');
    const stored = await put(
      address,
      file.content,
      (bytes) => onProgress({ sentBytes: sentBytes + bytes, totalBytes }),
      signal,
    );
    if (!stored.ok) return stored;
    if (files.length === 1 && !file.path.includes('/')) return stored;
    folder = parentFolder(stored.value.path, file.path);
    sentBytes += file.content.size;
    onProgress({ sentBytes, totalBytes });
  }
  return ok({ path: folder });
}

/** The folder chosen by the user, or the whole batch when files were chosen side by side. */
function parentFolder(storedPath: string, relativePath: string): string {
  const depth = relativePath.split('/').length;
  const parts = storedPath.split(/[\\/]/);
  const separator = storedPath.includes('\\') ? '\\' : '/';
  return parts.slice(0, depth > 1 ? parts.length - depth + 1 : parts.length - 1).join(separator);
}

/** XMLHttpRequest, since fetch does not tell how much of a body has been sent. */
function put(
  address: string,
  content: Blob,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Result<{ path: string }>> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(fail({ code: 'cancelled' }));
    const request = new XMLHttpRequest();
    const unreachable = () =>
      resolve(fail({ code: 'host/unreachable', path: window.location.origin }));
    request.open('PUT', address);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => onBytes(event.loaded));
    request.addEventListener('load', () =>
      request.response === null ? unreachable() : resolve(request.response),
    );
    request.addEventListener('error', unreachable);
    request.addEventListener('abort', () => resolve(fail({ code: 'cancelled' })));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(content);
  });
}
