import { totalmem } from 'node:os';
import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBValue,
} from '@duckdb/node-api';
import type { KeptColumns } from './kept-columns.ts';

/** DuckDB works beside training runs and the host's own thread. */
const THREADS = '2';
/** So that an import stays small beside what trains meanwhile; what takes more goes to the spill folder. */
const MEMORY_LIMIT_MB = 192;
/** Where nothing is spilled, or a query cannot do with less. */
const WIDE_LIMIT_MB = Math.max(2048, Math.floor(totalmem() / 4 / 1024 ** 2));
/** Reserved, not used: DuckDB writes every Parquet column through blocks of its own. */
const MEMORY_PER_COLUMN_MB = 2;

/** One DuckDB instance with one connection, closed after use; nothing of it outlives the work. */
export class TableSession {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal | undefined;
  #tables = 0;
  #limitMb: number;
  /** For what is needed meanwhile; null where nothing is to be written. */
  readonly scratch: string | null;
  /** By the path of the staged table. */
  readonly #kept = new Map<string, KeptColumns>();
  readonly #interrupt = () => this.#connection.interrupt();

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    signal: AbortSignal | undefined,
    limitMb: number,
    scratch: string | null,
  ) {
    this.#limitMb = limitMb;
    this.scratch = scratch;
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
    const limitMb = spillFolder === null ? WIDE_LIMIT_MB : MEMORY_LIMIT_MB;
    const instance = await DuckDBInstance.create(':memory:', {
      threads: THREADS,
      memory_limit: `${limitMb}MB`,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...(spillFolder === null ? {} : { temp_directory: spillFolder }),
    });
    const session = new TableSession(
      instance,
      await instance.connect(),
      signal,
      limitMb,
      spillFolder,
    );
    try {
      // One query names a file once for each of its columns.
      await session.run('SET parquet_metadata_cache = true');
      return await work(session);
    } finally {
      await session.#close();
    }
  }

  /** Makes room for a table of so many columns. */
  async expectColumns(columns: number): Promise<void> {
    await this.#setLimit(Math.max(this.#limitMb, MEMORY_LIMIT_MB + columns * MEMORY_PER_COLUMN_MB));
  }

  async #setLimit(limitMb: number): Promise<void> {
    this.#limitMb = limitMb;
    await this.#connection.run(`SET memory_limit = '${limitMb}MB'`);
  }

  /** Does something again with more memory where it could not do with what there was. */
  async #withRoom<T>(work: () => Promise<T>): Promise<T> {
    this.#signal?.throwIfAborted();
    try {
      return await work();
    } catch (cause) {
      const short = cause instanceof Error && cause.message.startsWith('Out of Memory');
      if (!short || this.#limitMb >= WIDE_LIMIT_MB) throw cause;
      await this.#setLimit(WIDE_LIMIT_MB);
      return work();
    }
  }

  async run(sql: string): Promise<void> {
    await this.#withRoom(() => this.#connection.run(sql));
  }

  /** All rows of a small result, as arrays in column order. */
  async rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]> {
    return this.#withRoom(async () => (await this.#connection.runAndReadAll(sql)).getRows());
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

  /** Keeps bits, the first the highest of the first byte, for `get_bit(getvariable(name), at)`. */
  async setBits(name: string, bits: Uint8Array): Promise<void> {
    const { blobValue } = await import('@duckdb/node-api');
    await this.#connection.run(`SET VARIABLE ${name} = $1::BLOB::BIT`, [blobValue(bits)]);
  }

  /** Columns of a staged table that were kept, if they were. */
  kept(parquetPath: string): KeptColumns | undefined {
    return this.#kept.get(parquetPath);
  }

  /** Has columns at hand until the session ends. */
  keep(parquetPath: string, columns: KeptColumns): void {
    this.#kept.set(parquetPath, columns);
  }

  async #close(): Promise<void> {
    for (const columns of this.#kept.values()) await columns.close();
    this.#signal?.removeEventListener('abort', this.#interrupt);
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** A text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
