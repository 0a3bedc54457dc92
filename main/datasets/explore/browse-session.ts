import { rm } from 'node:fs/promises';
import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBValue,
} from '@duckdb/node-api';
import { makeScratch } from '../scratch-folder.ts';

/** DuckDB works beside training runs and the host's own thread. */
const THREADS = '2';
const MEMORY_LIMIT_MB = 512;
/** What takes longer is ended: an expression may be worse than it looks. */
const LONGEST_MS = 60_000;

/** The file is no table to browse, or no longer a whole one. */
export class UnreadableTableError extends Error {}

/** Why a query ended before its time. */
export class TooSlowError extends Error {}

/**
 * A table to browse, opened so that nothing typed by anybody does more than read it: the file is read-only,
 * other files, extensions and settings are out of reach, and a query ends after a minute.
 */
export class BrowseSession {
  readonly #connection: DuckDBConnection;
  #ended = false;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async with<T>(path: string, work: (session: BrowseSession) => Promise<T>): Promise<T> {
    // Loaded on first use: a host that browses nothing starts without it.
    const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
    const spill = await makeScratch('browse');
    let instance: DuckDBInstance | null = null;
    let connection: DuckDBConnection | null = null;
    try {
      const opening = Instance.create(path, {
        access_mode: 'READ_ONLY',
        threads: THREADS,
        memory_limit: `${MEMORY_LIMIT_MB}MB`,
        temp_directory: spill,
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        enable_external_access: 'false',
      });
      instance = await opening.catch((cause: unknown) => {
        throw new UnreadableTableError(path, { cause });
      });
      connection = await instance.connect();
      await connection.run('SET errors_as_json = true; SET lock_configuration = true');
      return await work(new BrowseSession(connection));
    } finally {
      connection?.closeSync();
      instance?.closeSync();
      await rm(spill, { recursive: true, force: true });
    }
  }

  /** All rows of a small result, as arrays in column order. */
  async rows(sql: string, values: string[] = []): Promise<readonly (readonly DuckDBValue[])[]> {
    return this.#limited(async () => {
      const read = await this.#connection.runAndReadAll(sql, values);
      return read.getRows();
    });
  }

  /** Name of the type of a query's first column. */
  async typeOf(sql: string): Promise<string> {
    return this.#limited(async () => {
      const read = await this.#connection.runAndReadAll(sql);
      return read.columnType(0).toString();
    });
  }

  /** A large result, each piece as it comes, in order. */
  async each(sql: string, take: (chunk: DuckDBDataChunk) => void): Promise<void> {
    await this.#limited(async () => {
      const result = await this.#connection.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        take(chunk);
      }
    });
  }

  async #limited<T>(work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.#ended = true;
      this.#connection.interrupt();
    }, LONGEST_MS);
    try {
      return await work();
    } catch (cause) {
      if (this.#ended) throw new TooSlowError('The query took too long', { cause });
      throw cause;
    } finally {
      clearTimeout(timer);
    }
  }
}
