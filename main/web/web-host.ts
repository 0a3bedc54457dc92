import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer } from 'ws';
import type { Endpoint } from '../../app/contract/endpoint.ts';
import { webSocketEndpoint } from '../../app/contract/web-socket-endpoint.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { BYTES_PER_MIB } from '../../app/units.ts';
import { findPageFile } from '../page/page-file.ts';
import { SECURITY_HEADERS } from '../page/security-headers.ts';
import { handleUpload, isUploadPath } from '../page/uploads.ts';
import { comesFromOwnPage, cookieValue, isOwnRequest } from './request-guard.ts';
import { Sessions } from './sessions.ts';

const ADDRESS = '127.0.0.1';
const SOCKET_PATH = '/ws';
const MAX_MESSAGE_BYTES = 64 * BYTES_PER_MIB;

export interface WebHostOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** The built page. */
  readonly pageFolder: string;
  readonly uploadsFolder: string;
  /** Serves a page that has connected. */
  readonly serve: (endpoint: Endpoint) => void;
  /** Records a bug and returns the id under which the log has it. */
  readonly recordBug: (bug: unknown) => string;
}

export interface WebHost {
  readonly port: number;
  /** An address that opens the page in one browser, once; a new one each time. */
  newAddress(): string;
  close(): Promise<void>;
}

/**
 * The page, its uploads and its WebSocket on this machine's own address, for whoever has a token.
 * Fails with `host/port-in-use`.
 */
export async function startWebHost(options: WebHostOptions): Promise<Result<WebHost>> {
  const sessions = new Sessions();
  // Cookies know no ports: two hosts on one machine must not overwrite each other's.
  let cookieName = '';
  const isKnown = (request: IncomingMessage) =>
    sessions.has(cookieValue(request.headers, cookieName) ?? '');

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    if (!isOwnRequest(request.headers)) return refuse(response);
    const url = new URL(request.url ?? '/', `http://${ADDRESS}`);
    const token = url.searchParams.get('token');
    if (request.method === 'GET' && token !== null) return enter(request, response, token);
    if (!isKnown(request)) return refuse(response);
    if (isUploadPath(url.pathname)) return upload(request, response, url.pathname);
    return sendPage(request, response, url.pathname);
  }

  function enter(request: IncomingMessage, response: ServerResponse, token: string): void {
    const session = sessions.exchange(token);
    if (session === null && !isKnown(request)) {
      refuse(response);
      return;
    }
    if (session !== null) {
      const cookie = `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
      response.setHeader('set-cookie', cookie);
    }
    openPage(request, response);
  }

  async function upload(
    request: IncomingMessage,
    response: ServerResponse,
    urlPath: string,
  ): Promise<void> {
    if (!comesFromOwnPage(request.headers)) return refuse(response);
    const length = Number(request.headers['content-length'] ?? Number.NaN);
    const stored = await handleUpload(options.uploadsFolder, {
      method: request.method ?? '',
      urlPath,
      length: Number.isFinite(length) ? length : null,
      body: request,
    });
    // The rest of a refused file is not worth reading.
    if (!stored.ok) response.setHeader('connection', 'close');
    sendJson(response, stored.ok ? 200 : 400, stored);
  }

  async function sendPage(
    request: IncomingMessage,
    response: ServerResponse,
    urlPath: string,
  ): Promise<void> {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const file = isRead ? await findPageFile(options.pageFolder, urlPath) : null;
    if (file === null) {
      response.writeHead(isRead ? 404 : 405).end();
      return;
    }
    response.writeHead(200, { ...file.headers, 'content-length': file.sizeBytes });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(file.path), response);
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isPage = request.url === SOCKET_PATH && comesFromOwnPage(request.headers);
    if (!isPage || !isKnown(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      // A broken connection is a closed one; `close` follows.
      accepted.on('error', () => {});
      options.serve(webSocketEndpoint(accepted));
    });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((bug) => {
      if (request.destroyed || response.headersSent) return void response.destroy();
      const error: AppError = { code: 'internal/bug', logId: options.recordBug(bug) };
      sendJson(response, 500, fail(error));
    });
  });
  // A large file takes longer than the five minutes that Node gives a request.
  server.requestTimeout = 0;
  server.on('upgrade', upgrade);

  const listening = await listen(server, options.port);
  if (!listening.ok) return listening;
  const port = listening.value;
  cookieName = `hearth-${port}`;
  return ok({
    port,
    newAddress: () => `http://${ADDRESS}:${port}/?token=${sessions.mint()}`,
    close() {
      for (const client of sockets.clients) client.close(GOING_AWAY);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS).unref();
      return closed;
    },
  });
}

/** RFC 6455 §7.4.1: the server is going down. */
const GOING_AWAY = 1001;
const CLOSE_GRACE_MS = 500;

type HttpServer = ReturnType<typeof createServer>;

function listen(server: HttpServer, port: number): Promise<Result<number>> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE' || cause.code === 'EACCES';
      if (isTaken) resolve(fail({ code: 'host/port-in-use', port }));
      else reject(cause);
    });
    server.listen(port, ADDRESS, () => resolve(ok((server.address() as AddressInfo).port)));
  });
}

/**
 * On to the page without the token, so that neither history nor a screenshot has it. A browser that
 * was sent here by another site would keep the new cookie back on a redirect, but not on a step that
 * this page takes itself.
 */
function openPage(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('cache-control', 'no-store');
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'none' || site === 'same-origin') {
    response.writeHead(303, { location: '/' }).end();
  } else {
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end('<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Hearth</title>');
  }
}

/** Tells a person with an old address what to do, and a stranger nothing. */
function refuse(response: ServerResponse): void {
  const words = [text('en', 'host.no-session'), text('zh', 'host.no-session')];
  response
    .writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    .end(`${words.join('\n')}\n`);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(value));
}
