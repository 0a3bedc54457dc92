import { totalmem } from 'node:os';
import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBValue,
} from '@duckdb/node-api';

/** DuckDB works beside training runs and the host's own thread. */
const THREADS = '2';
const MEMORY_LIMIT_MB = Math.max(2048, Math.floor(totalmem() / 4 / 1024 ** 2));
/** Reserved, not used: DuckDB writes every Parquet column through blocks of its own. */
const MEMORY_PER_COLUMN_MB = 2;

/** One DuckDB instance with one connection, closed after use; nothing of it outlives the work. */
export class TableSession {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal | undefined;
  #tables = 0;
  readonly #interrupt = () => this.#connection.interrupt();

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    signal: AbortSignal | undefined,
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#interrupt);
  }

  /** Runs `work` with a session; `spillFolder` takes what does not fit in memory. */
  static async with<T>(
    spillFolder: string | null,
    signal: AbortSignal | undefined,
    work: (session: TableSession) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    // Loaded on first use: a host that imports nothing starts without it.
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:', {
      threads: THREADS,
      memory_limit: `${MEMORY_LIMIT_MB}MB`,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...(spillFolder === null ? {} : { temp_directory: spillFolder }),
    });
    const session = new TableSession(instance, await instance.connect(), signal);
    try {
      // One query names a file once for each of its columns.
      await session.run('SET parquet_metadata_cache = true');
      return await work(session);
    } finally {
      session.#close();
    }
  }

  /** Makes room for a table of so many columns. */
  async expectColumns(columns: number): Promise<void> {
    const limit = Math.max(MEMORY_LIMIT_MB, columns * MEMORY_PER_COLUMN_MB);
    await this.run(`SET memory_limit = '${limit}MB'`);
  }

  async run(sql: string): Promise<void> {
    this.#signal?.throwIfAborted();
    await this.#connection.run(sql);
  }

  /** All rows of a small result, as arrays in column order. */
  async rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]> {
    this.#signal?.throwIfAborted();
    return (await this.#connection.runAndReadAll(sql)).getRows();
  }

  /** A large result, piece by piece, in order. */
  async *stream(sql: string): AsyncGenerator<DuckDBDataChunk> {
    this.#signal?.throwIfAborted();
    const result = await this.#connection.stream(sql);
    for (;;) {
      this.#signal?.throwIfAborted();
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk;
    }
  }

  /** A new table to be filled row after row; whoever asks closes the appender. */
  async newTable(
    columns: readonly string[],
  ): Promise<{ readonly name: string; readonly appender: DuckDBAppender }> {
    this.#tables += 1;
    const name = `table_${this.#tables}`;
    await this.run(`CREATE TABLE ${name} (${columns.join(', ')})`);
    return { name, appender: await this.#connection.createAppender(name) };
  }

  /** Fills a one-column table `name(value UTINYINT)`, row after row, in place of one that was there. */
  async storeBytes(name: string, values: Uint8Array): Promise<void> {
    await this.run(`CREATE OR REPLACE TABLE ${name} (value UTINYINT)`);
    const appender = await this.#connection.createAppender(name);
    for (const value of values) {
      appender.appendUTinyInt(value);
      appender.endRow();
    }
    appender.closeSync();
  }

  #close(): void {
    this.#signal?.removeEventListener('abort', this.#interrupt);
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** A text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
