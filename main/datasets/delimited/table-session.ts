import { totalmem } from 'node:os';
import { setImmediate } from 'node:timers/promises';
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

interface Opened {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

/** One DuckDB instance with one connection, closed after use; nothing of it outlives the work. */
export class TableSession {
  readonly #signal: AbortSignal | undefined;
  #opened: Promise<Opened> | null = null;
  #tables = 0;
  #limitMb: number;
  /** For what is needed meanwhile; null where nothing is to be written. */
  readonly scratch: string | null;
  /** By the path of the staged table. */
  readonly #kept = new Map<string, KeptColumns>();
  /** Staged tables that are made when a query first names them. */
  readonly #late = new Map<string, () => Promise<void>>();
  readonly #interrupt = () => {
    void this.#opened?.then(({ connection }) => connection.interrupt());
  };

  private constructor(signal: AbortSignal | undefined, scratch: string | null) {
    this.#limitMb = scratch === null ? WIDE_LIMIT_MB : MEMORY_LIMIT_MB;
    this.scratch = scratch;
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
    const session = new TableSession(signal, spillFolder);
    try {
      return await work(session);
    } finally {
      await session.#close();
    }
  }

  /** DuckDB itself, started by the first query: work that asks nothing does without. */
  async #connection(): Promise<DuckDBConnection> {
    this.#opened ??= this.#open();
    return (await this.#opened).connection;
  }

  async #open(): Promise<Opened> {
    // Loaded on first use: a host that imports nothing starts without it.
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:', {
      threads: THREADS,
      memory_limit: `${this.#limitMb}MB`,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...(this.scratch === null ? {} : { temp_directory: this.scratch }),
    });
    const connection = await instance.connect();
    // One query names a file once for each of its columns.
    await connection.run('SET parquet_metadata_cache = true');
    return { instance, connection };
  }

  /** Makes room for a table of so many columns. */
  async expectColumns(columns: number): Promise<void> {
    await this.#setLimit(Math.max(this.#limitMb, MEMORY_LIMIT_MB + columns * MEMORY_PER_COLUMN_MB));
  }

  async #setLimit(limitMb: number): Promise<void> {
    this.#limitMb = limitMb;
    const opened = await this.#opened;
    await opened?.connection.run(`SET memory_limit = '${limitMb}MB'`);
  }

  /** Throws why the work was cancelled, if it was: DuckDB tells of it as of any failure. */
  throwIfCancelled(): void {
    this.#signal?.throwIfAborted();
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
    const connection = await this.#ready(sql);
    await this.#withRoom(() => connection.run(sql));
  }

  /** All rows of a small result, as arrays in column order. */
  async rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]> {
    const connection = await this.#ready(sql);
    return this.#withRoom(async () => (await connection.runAndReadAll(sql)).getRows());
  }

  /** A large result, piece by piece, in order. */
  async *stream(sql: string): AsyncGenerator<DuckDBDataChunk> {
    this.#signal?.throwIfAborted();
    const result = await (await this.#ready(sql)).stream(sql);
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
    return { name, appender: await (await this.#connection()).createAppender(name) };
  }

  /** Fills a one-column table `name(value UTINYINT)`, row after row, in place of one that was there. */
  async storeBytes(name: string, values: Uint8Array): Promise<void> {
    await this.run(`CREATE OR REPLACE TABLE ${name} (value UTINYINT)`);
    const appender = await (await this.#connection()).createAppender(name);
    for (const value of values) {
      appender.appendUTinyInt(value);
      appender.endRow();
    }
    appender.closeSync();
  }

  /** Keeps bits, the first the highest of the first byte, for `get_bit(getvariable(name), at)`. */
  async setBits(name: string, bits: Uint8Array): Promise<void> {
    const { blobValue } = await import('@duckdb/node-api');
    await (await this.#connection()).run(`SET VARIABLE ${name} = $1::BLOB::BIT`, [blobValue(bits)]);
  }

  /** Columns of a staged table that were kept, if they were. */
  kept(parquetPath: string): KeptColumns | undefined {
    return this.#kept.get(parquetPath);
  }

  /** Has columns at hand until the session ends. */
  keep(parquetPath: string, columns: KeptColumns): void {
    this.#kept.set(parquetPath, columns);
  }

  /** Lets others have the thread, as reading from a disk does, and ends work that was cancelled. */
  async pause(): Promise<void> {
    await setImmediate();
    this.#signal?.throwIfAborted();
  }

  /** Has a staged table made when a query first names it, so that no one can ask for it too early. */
  stageLate(parquetPath: string, make: () => Promise<void>): void {
    this.#late.set(parquetPath, make);
  }

  /** The connection, with everything there that a query names. */
  async #ready(sql: string): Promise<DuckDBConnection> {
    for (const [path, make] of this.#late) {
      if (sql.includes(sqlText(path))) await make();
    }
    return this.#connection();
  }

  async #close(): Promise<void> {
    for (const columns of this.#kept.values()) await columns.close();
    this.#signal?.removeEventListener('abort', this.#interrupt);
    const opened = await this.#opened?.catch(() => null);
    opened?.connection.closeSync();
    opened?.instance.closeSync();
  }
}

/** A text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
