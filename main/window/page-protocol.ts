import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type AppError, fail } from '../../app/errors.ts';
import { findPageFile } from '../page/page-file.ts';
import { SECURITY_HEADERS } from '../page/security-headers.ts';
import { handleUpload, isUploadPath } from '../page/uploads.ts';
import { isPageAddress } from './page-origin.ts';

export interface PageProtocolOptions {
  /** The built page. */
  readonly pageFolder: string;
  readonly uploadsFolder: string;
  /** Records a bug and returns the id under which the log has it. */
  readonly recordBug: (bug: unknown) => string;
}

/** Answers the page's own scheme as the loopback host answers http: the same files, uploads and headers. */
export function pageProtocol(
  options: PageProtocolOptions,
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      if (!isPageAddress(request.url)) return new Response(null, { status: 404 });
      const { pathname } = new URL(request.url);
      return isUploadPath(pathname)
        ? await upload(options.uploadsFolder, request, pathname)
        : await sendPage(options.pageFolder, request, pathname);
    } catch (bug) {
      const error: AppError = { code: 'internal/bug', logId: options.recordBug(bug) };
      return Response.json(fail(error), { status: 500, headers: SECURITY_HEADERS });
    }
  };
}

async function upload(uploadsFolder: string, request: Request, urlPath: string): Promise<Response> {
  const stored = await handleUpload(uploadsFolder, {
    method: request.method,
    urlPath,
    length: null,
    body: request.body ?? Readable.from([]),
  });
  return Response.json(stored, { status: stored.ok ? 200 : 400, headers: SECURITY_HEADERS });
}

async function sendPage(folder: string, request: Request, urlPath: string): Promise<Response> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const file = isRead ? await findPageFile(folder, urlPath) : null;
  if (file === null) {
    return new Response(null, { status: isRead ? 404 : 405, headers: SECURITY_HEADERS });
  }
  const body = request.method === 'HEAD' ? null : Readable.toWeb(createReadStream(file.path));
  return new Response(body as ReadableStream | null, {
    headers: { ...SECURITY_HEADERS, ...file.headers },
  });
}
