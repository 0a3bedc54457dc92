import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { RequestFailure } from '../../app/cost/measurement/measurement.ts';
import { errorMessage, jsonOf } from './answer-chunk.ts';
import { plainText } from './plain-text.ts';
import { hostOf, type Target } from './target.ts';

/** Answers that are read whole are lists and single answers. */
const MOST_BODY_BYTES = 8 * 1024 * 1024;

/** What every request to one server has in common. */
export interface Connection {
  readonly target: Target;
  /** Sent with each request, kept nowhere. */
  readonly apiKey: string | null;
  readonly timeoutSeconds: number;
  /** Set once the user has had enough. */
  readonly signal: AbortSignal;
}

/** Why there is no answer, with what the server or the system said. */
export interface Refusal {
  readonly failure: RequestFailure;
  readonly said: string;
}

export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** Thrown by whatever waits for a server when the user has had enough. */
export class Stopped extends Error {}

/**
 * Sends one request, over a connection of its own, and hands a good answer to `read`; all of it
 * within the time limit. Redirects are not followed: they could lead anywhere.
 * @param path below `/v1` with a slash first, or a URL of the same server
 * @param body JSON for a POST; undefined makes it a GET
 * @throws Stopped
 */
export async function ask<T>(
  { target, apiKey, timeoutSeconds, signal }: Connection,
  path: string | URL,
  body: unknown,
  read: (response: IncomingMessage) => Promise<Asked<T>>,
): Promise<Asked<T>> {
  const url = typeof path === 'string' ? new URL(target.base.href + path) : path;
  const timeout = AbortSignal.timeout(Math.ceil(timeoutSeconds * 1000));
  let response: IncomingMessage | null = null;
  try {
    response = await send(url, target, apiKey, body, AbortSignal.any([signal, timeout]));
    const refusal = await refusalOf(response);
    return refusal === null ? await read(response) : { ok: false, refusal };
  } catch (cause) {
    if (signal.aborted) throw new Stopped();
    if (timeout.aborted) return { ok: false, refusal: { failure: 'timeout', said: '' } };
    return { ok: false, refusal: networkRefusal(cause, response !== null) };
  } finally {
    response?.destroy();
  }
}

/** The whole answer as JSON, with the `Server` header; `malformed` for anything else. */
export async function readJson(
  response: IncomingMessage,
): Promise<Asked<{ readonly json: unknown; readonly server: string }>> {
  const json = jsonOf(await bodyText(response));
  if (json === undefined || typeof json !== 'object' || json === null) {
    const said = plainText(response.headers['content-type'] ?? '');
    return { ok: false, refusal: { failure: 'malformed', said } };
  }
  return { ok: true, value: { json, server: String(response.headers.server ?? '') } };
}

function send(
  url: URL,
  target: Target,
  apiKey: string | null,
  body: unknown,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const text = body === undefined ? null : JSON.stringify(body);
  const begin = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = begin(
      url,
      {
        method: text === null ? 'GET' : 'POST',
        agent: false,
        host: hostOf(url),
        lookup: pinned(target),
        signal,
        headers: {
          accept: 'application/json, text/event-stream',
          ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
          ...(text !== null && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          }),
        },
      },
      resolve,
    );
    sent.on('error', reject);
    sent.end(text ?? undefined);
  });
}

/** Answers with the addresses that were checked, whatever the name stands for by now. */
function pinned({ addresses }: Target): LookupFunction {
  return (_host, options, done) => {
    const [first] = addresses;
    if (first === undefined) throw new Error('A target has an address');
    if (options.all === true) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
}

/** Null for status 2xx. */
async function refusalOf(response: IncomingMessage): Promise<Refusal | null> {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) {
    return { failure: 'redirect', said: plainText(response.headers.location ?? '') };
  }
  const body = await bodyText(response);
  const said = errorMessage(jsonOf(body) ?? '');
  const words = plainText(`HTTP ${status}${said === '' ? '' : `: ${said}`}`);
  return { failure: failureOf(status), said: words };
}

function failureOf(status: number): RequestFailure {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'server-error' : 'client-error';
}

/** As much of the body as is allowed. */
async function bodyText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MOST_BODY_BYTES) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Failures of the network; anything else is a bug and thrown on. */
function networkRefusal(cause: unknown, isAnswering: boolean): Refusal {
  if (!(cause instanceof Error)) throw cause;
  // With several addresses tried there is an error of its own for each.
  const first = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause;
  const code = first instanceof Error && 'code' in first ? first.code : undefined;
  if (typeof code !== 'string') throw cause;
  if (code.startsWith('HPE_')) return { failure: 'malformed', said: code };
  const lost = isAnswering || ['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(code);
  return { failure: lost ? 'connection-lost' : 'unreachable', said: code };
}
