import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../app/errors.ts';
import { isSystemError } from './resolve-home.ts';

/**
 * Where the host of a home listens to other processes of the same user: a socket in the user's
 * runtime folder, or a named pipe on Windows. The name is a hash of the home's path: short enough
 * for a socket address wherever the home lies. Clients read it in the lock file, since the runtime
 * folder may differ between a desktop session and a remote shell.
 * @param home with links resolved
 */
export function socketPath(home: string): string {
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\hearth-${name}`;
  return join(runtimeFolder(), `hearth-${name}.sock`);
}

function runtimeFolder(): string {
  const given = process.env.XDG_RUNTIME_DIR;
  if (given !== undefined && given !== '' && isPrivateFolder(given)) return given;
  return join(tmpdir(), `hearth-${process.getuid?.() ?? 'user'}`);
}

/**
 * Listens for other processes of this user; a socket that a dead host left is replaced. The caller
 * holds the lock of the home, so nobody else listens there.
 * Fails with `home/not-writable` where the folder is missing, someone else's or open to others.
 */
export async function listenAtHome(
  path: string,
  onConnection: (socket: Socket) => void,
): Promise<Result<Server>> {
  const isFile = process.platform !== 'win32';
  if (isFile) {
    const folder = dirname(path);
    mkdirIfMissing(folder);
    if (!isPrivateFolder(folder)) return fail({ code: 'home/not-writable', path: folder });
    rmSync(path, { force: true });
  }
  const server = createServer(onConnection);
  try {
    await listen(server, path);
    if (isFile) chmodSync(path, 0o600);
    return ok(server);
  } catch (cause) {
    if (isSystemError(cause)) return fail({ code: 'home/not-writable', path });
    throw cause;
  }
}

/** Connects to the host that listens there; null where none does. */
export function connectToHost(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', () => resolve(null));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The socket is made before `listen` returns: nobody else may reach it even for a moment.
    const mask = process.umask(0o177);
    server.listen(path, resolve);
    process.umask(mask);
  });
}

function mkdirIfMissing(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
  }
}

/** Whether the folder belongs to this user alone: in a shared `/tmp` another could have made it. */
function isPrivateFolder(folder: string): boolean {
  try {
    const state = lstatSync(folder);
    return state.isDirectory() && state.uid === process.getuid?.() && (state.mode & 0o077) === 0;
  } catch (cause) {
    if (isSystemError(cause)) return false;
    throw cause;
  }
}
