import Database from 'better-sqlite3';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { BYTES_PER_MIB } from '../../app/units.ts';
import { storeFailure } from './sqlite-failure.ts';

/** A log that grew in a long transaction shrinks back to this. */
const WAL_LIMIT_BYTES = 64 * BYTES_PER_MIB;

/** The one writer's handle, shared by all tables. */
export interface Connection {
  readonly database: Database.Database;
  readonly file: string;
  /** Runs `work`; an expected failure of SQLite becomes a value, anything else is thrown on. */
  attempt<T>(work: () => T): Result<T>;
  /**
   * Runs `work` in one transaction, or in the transaction that is already open.
   * A failure, returned or thrown, undoes all that `work` wrote. On a full disk it is tried once more.
   */
  transaction<T>(work: () => Result<T>): Result<T>;
}

/** Opens or creates the file. Throws what SQLite throws. */
export function connect(file: string): Connection {
  const database = new Database(file);
  try {
    database.pragma('journal_mode = WAL');
    // An epoch reported as done is on disk, also after a power cut.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma(`journal_size_limit = ${WAL_LIMIT_BYTES}`);
  } catch (error) {
    database.close();
    throw error;
  }

  function attempt<T>(work: () => T): Result<T> {
    try {
      return ok(work());
    } catch (error) {
      if (error instanceof Rollback) return fail(error.reason);
      const failure = storeFailure(error, file);
      if (failure === null) throw error;
      return fail(failure);
    }
  }

  function transaction<T>(work: () => Result<T>): Result<T> {
    const begin = database.transaction(() => {
      const result = work();
      if (!result.ok) throw new Rollback(result.error);
      return result.value;
    });
    const done = attempt(() => begin.immediate());
    const isFull = !done.ok && done.error.code === 'file/disk-full' && !database.inTransaction;
    return isFull && emptyLog() ? attempt(() => begin.immediate()) : done;
  }

  /** Makes room on a full disk: what the log holds finds its place in the file, mostly over older pages. */
  function emptyLog(): boolean {
    return attempt(() => database.pragma('wal_checkpoint(TRUNCATE)')).ok;
  }

  return { database, file, attempt, transaction };
}

/** Leaves a transaction with a failure, as SQLite's wrapper rolls back on exceptions only. */
class Rollback extends Error {
  readonly reason: AppError;

  constructor(reason: AppError) {
    super(reason.code);
    this.reason = reason;
  }
}
