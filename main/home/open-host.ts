import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Workbench } from '../../app/contract/dispatcher.ts';
import type { Endpoint } from '../../app/contract/endpoint.ts';
import { endpointPair } from '../../app/contract/endpoint-pair.ts';
import { RequestClient } from '../../app/contract/request-client.ts';
import type { HostReport } from '../../app/contract/requests.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { serveRequests } from '../transport/serve-requests.ts';
import { socketEndpoint } from '../transport/socket-endpoint.ts';
import { type HomeLock, lockedSocket, lockHome } from './home-lock.ts';
import { prepareHome } from './resolve-home.ts';
import { connectToHost, listenAtHome } from './runtime-socket.ts';

export interface ComposeOptions {
  /** With links resolved; this process holds its lock. */
  readonly home: string;
  readonly kind: HostReport['kind'];
  /** Called when a client asks the host to end. */
  readonly quit: () => void;
}

export type ComposeWorkbench = (options: ComposeOptions) => Promise<Result<Workbench>>;

export interface OpenHostOptions {
  readonly home: string;
  readonly kind: HostReport['kind'];
  readonly compose: ComposeWorkbench;
  readonly quit: () => void;
  /** Records a bug and returns the id under which the log has it. */
  readonly recordBug: (bug: unknown) => string;
}

/** This process as the host of a home: its workbench, open to clients of every kind. */
export interface Host {
  readonly home: string;
  readonly workbench: Workbench;
  /** Serves one more client over an open connection. */
  serve(endpoint: Endpoint): void;
  /** A client inside this process. */
  client(): RequestClient;
  /** Other processes connected at this moment. */
  visitors(): number;
  close(options: { readonly stopRuns: boolean }): Promise<void>;
}

/**
 * Locks the home, composes the workbench on it and listens to other processes of this user.
 * Fails with `home/locked`, `home/not-writable`, or whatever kept the workbench from opening.
 */
export async function openHost(options: OpenHostOptions): Promise<Result<Host>> {
  const prepared = prepareHome(options.home);
  if (!prepared.ok) return prepared;
  const home = prepared.value;
  const locked = lockHome(home);
  if (!locked.ok) return locked;
  const opened = await openLocked(home, locked.value, options);
  if (!opened.ok) locked.value.release();
  return opened;
}

async function openLocked(
  home: string,
  lock: HomeLock,
  options: OpenHostOptions,
): Promise<Result<Host>> {
  const { kind, quit, recordBug } = options;
  const composed = await options.compose({ home, kind, quit });
  if (!composed.ok) return composed;
  const workbench = composed.value;
  const visitors = new Set<Socket>();
  const serve = (endpoint: Endpoint) => serveRequests(workbench, endpoint, { recordBug });

  const listening = await listenAtHome(lock.socket, (socket) => {
    visitors.add(socket);
    socket.once('close', () => visitors.delete(socket));
    serve(socketEndpoint(socket));
  });
  if (!listening.ok) {
    await workbench.close({ stopRuns: true });
    return listening;
  }
  return ok({
    home,
    workbench,
    serve,
    client() {
      const [near, far] = endpointPair();
      serve(far);
      const client = new RequestClient({ hostPath: home });
      client.attach(near);
      return client;
    },
    visitors: () => visitors.size,
    async close({ stopRuns }) {
      const closed = closeServer(listening.value);
      await workbench.close({ stopRuns });
      for (const socket of visitors) socket.end();
      await Promise.race([closed, delay(VISITOR_LEAVE_MS)]);
      for (const socket of visitors) socket.destroy();
      lock.release();
    },
  });
}

/** How long other processes have to read what was sent to them when the host ends. */
const VISITOR_LEAVE_MS = 500;

async function closeServer(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

/** A command's way to a home: over the host that runs, or as its host. */
export interface HomeSession {
  readonly client: RequestClient;
  /** Set if this process is the host. */
  readonly host: Host | null;
}

export interface JoinOptions extends OpenHostOptions {
  readonly version: string;
  /** The host that was joined has ended or was lost. */
  readonly onLost?: () => void;
}

/** How long another host has to start listening, or to go. */
const JOIN_DEADLINE_MS = 10_000;
const JOIN_RETRY_MS = 50;

/**
 * Becomes the host of a home, or a client of the host it has. A host that is just starting or ending
 * is waited for.
 * Fails with `home/locked` when the holder does not answer, `host/version-mismatch`, or as `openHost`.
 */
export async function joinHome(options: JoinOptions): Promise<Result<HomeSession>> {
  const deadline = Date.now() + JOIN_DEADLINE_MS;
  for (;;) {
    const opened = await openHost(options);
    if (opened.ok) return ok({ client: opened.value.client(), host: opened.value });
    if (opened.error.code !== 'home/locked') return opened;

    const visited = await visitHost(opened.error.path, options);
    if (visited !== null) {
      return visited.ok ? ok({ client: visited.value, host: null }) : visited;
    }
    if (Date.now() > deadline) return opened;
    await delay(JOIN_RETRY_MS);
  }
}

/** A client of the running host; null if none answers now. */
async function visitHost(
  home: string,
  { version, onLost }: JoinOptions,
): Promise<Result<RequestClient> | null> {
  const path = lockedSocket(home);
  const socket = path === null ? null : await connectToHost(path);
  if (socket === null) return null;
  let isJoined = false;
  const client = new RequestClient({
    hostPath: home,
    onLost: () => {
      if (isJoined) onLost?.();
    },
  });
  client.attach(socketEndpoint(socket));
  const report = await client.request('host.report', null);
  isJoined = report.ok && report.value.version === version;
  if (isJoined) return ok(client);
  client.close();
  const problem = report.ok ? mismatch(report.value.version, version) : report.error;
  // It was ending as we came: the next try finds the home free.
  return problem.code === 'host/unreachable' ? null : fail(problem);
}

function mismatch(host: string, client: string): AppError {
  return { code: 'host/version-mismatch', host, client };
}
