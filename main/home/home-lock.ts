import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../app/errors.ts';
import { processRuns, processStart } from './process-start.ts';
import { isSystemError } from './resolve-home.ts';
import { socketPath } from './runtime-socket.ts';

/** Who holds a lock file. `nonce` makes every holding different, also by the same process. */
interface Holder {
  readonly processId: number;
  /** Text of `processStart`; null where the system does not tell. */
  readonly startedAt: string | null;
  /** Where it listens to other processes. */
  readonly socket: string;
  readonly nonce: string;
}

export interface HomeLock {
  /** Where the holder is expected to listen: other processes read it in the lock. */
  readonly socket: string;
  release(): void;
}

/**
 * Takes the home for this process. A lock whose process died, or whose id went to another process,
 * is taken over.
 * Fails with `home/locked` naming the process that holds it, `home/not-writable` or `file/disk-full`.
 */
export function lockHome(home: string): Result<HomeLock> {
  const file = lockFile(home);
  const socket = socketPath(home);
  try {
    const holder = takeLockFile(file, socket);
    if (holder !== null) {
      return fail({ code: 'home/locked', path: home, processId: holder.processId });
    }
    return ok({ socket, release: () => rmSync(file, { force: true }) });
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const code = cause.code === 'ENOSPC' ? 'file/disk-full' : 'home/not-writable';
    return fail({ code, path: home });
  }
}

/** Where the process that holds a home listens; null if none holds it. */
export function lockedSocket(home: string): string | null {
  return readHolder(lockFile(home))?.socket ?? null;
}

function lockFile(home: string): string {
  return join(home, 'lock');
}

/** @returns null once this process holds the file, else who holds it */
function takeLockFile(file: string, socket: string): Holder | null {
  for (;;) {
    if (createLockFile(file, socket)) return null;
    const holder = readHolder(file);
    if (holder === null) continue;
    if (isAlive(holder)) return holder;
    const rival = removeStale(file, holder);
    if (rival !== null) return rival;
  }
}

/** Appears whole or not at all: the content is written elsewhere and then linked to the name. */
function createLockFile(file: string, socket: string): boolean {
  const holder: Holder = {
    processId: process.pid,
    startedAt: processStart(process.pid),
    socket,
    nonce: randomBytes(8).toString('hex'),
  };
  const draft = `${file}.${holder.nonce}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
    return true;
  } catch (cause) {
    if (isSystemError(cause) && cause.code === 'EEXIST') return false;
    throw cause;
  } finally {
    unlinkSync(draft);
  }
}

/**
 * Removes a stale lock file, and no other: only who holds the guard named after this very holding
 * may, so of several processes that saw it stale none removes the lock that another has taken since.
 * A guard left behind by a process that died here is itself taken over, the same way.
 * @returns null once the file is gone, else who is removing it
 */
function removeStale(file: string, stale: Holder): Holder | null {
  const guard = `${file}.stale-${stale.nonce}`;
  const rival = takeLockFile(guard, stale.socket);
  if (rival !== null) return rival;
  try {
    if (readHolder(file)?.nonce === stale.nonce) unlinkSync(file);
    return null;
  } finally {
    rmSync(guard, { force: true });
  }
}

/** @returns null if the file is gone; an unreadable one counts as held by a dead process */
function readHolder(file: string): Holder | null {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    if (isSystemError(cause) && cause.code === 'ENOENT') return null;
    throw cause;
  }
  try {
    const { processId, startedAt, socket, nonce } = JSON.parse(content);
    if (Number.isSafeInteger(processId) && /^[0-9a-f]{16}$/.test(nonce)) {
      return { processId, startedAt, socket: String(socket), nonce };
    }
  } catch {
    // Not one of ours: falls through.
  }
  return { processId: 0, startedAt: null, socket: '', nonce: 'unreadable' };
}

function isAlive({ processId, startedAt, nonce }: Holder): boolean {
  if (nonce === 'unreadable' || !processRuns(processId)) return false;
  const start = processStart(processId);
  return startedAt === null || start === null || start === startedAt;
}
