import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { Upload, UploadFile, UploadProgress } from '../bridge.ts';
import { importPath, type StoredFile } from './import-path.ts';

/**
 * `PUT upload/<batch>/<relative path>` for each file in turn, and `DELETE upload/<batch>` to discard;
 * both hosts answer them alike. What fails or is cancelled midway is discarded.
 */
export async function uploadFiles(
  files: readonly UploadFile[],
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<Result<Upload>> {
  const batch = crypto.randomUUID();
  const discard = () => void fetch(`upload/${batch}`, { method: 'DELETE' }).catch(() => undefined);
  const totalBytes = files.reduce((sum, file) => sum + file.content.size, 0);
  const stored: StoredFile[] = [];
  let sentBytes = 0;
  for (const { path, content } of files) {
    const address = ['upload', batch, ...path.split('/')].map(encodeURIComponent).join('/');
    const onBytes = (bytes: number) => onProgress({ sentBytes: sentBytes + bytes, totalBytes });
    const answer = await put(address, content, onBytes, signal);
    if (!answer.ok) {
      discard();
      return answer;
    }
    stored.push({ ...answer.value, relativePath: path });
    sentBytes += content.size;
  }
  return ok({ path: importPath(stored), discard });
}

/** XMLHttpRequest, since fetch does not tell how much of a body has been sent. */
function put(
  address: string,
  content: Blob,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Result<{ path: string; folder: string }>> {
  return new Promise((resolve) => {
    const give = (error: AppError) => resolve(fail(error));
    const unreachable = () => give({ code: 'host/unreachable', path: window.location.origin });
    if (signal.aborted) return give({ code: 'cancelled' });
    const request = new XMLHttpRequest();
    request.open('PUT', address);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => onBytes(event.loaded));
    request.addEventListener('load', () =>
      request.response === null ? unreachable() : resolve(request.response),
    );
    request.addEventListener('error', unreachable);
    request.addEventListener('abort', () => give({ code: 'cancelled' }));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(content);
  });
}
