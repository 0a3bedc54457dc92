import Database from 'better-sqlite3';

/** A table's own columns in `table_xinfo`; 1 and 2 are computed when read. */
const STORED = [0, 3];
/** A function takes no more. */
const MOST_ARGUMENTS = 100;

/** A foreign database, read only: nothing that its schema says is run. */
export interface SourceDatabase {
  /** What the file should take at least; a shorter one was cut, which SQLite reads as zeros. */
  sizeBytes(): number;
  /** Ordinary tables, in name order. */
  tables(): readonly string[];
  /** Whether a table has any row. */
  holdsRows(table: string): boolean;
  /** Stored columns of a table. */
  columns(table: string): readonly string[];
  /** The first row with more bytes than that in one value; rows count from 1. */
  findLong(table: string, bytes: number): { readonly row: number; readonly bytes: number } | null;
  /** All rows as text, in the order of storage. */
  rows(table: string): Iterable<readonly (string | null)[]>;
  close(): void;
}

/** Opens a database file. Throws `SqliteError`. */
export function openSource(path: string): SourceDatabase {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    // Functions in a foreign schema are not trusted, and pages are checked before they are believed.
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    database.pragma('mmap_size = 0');
  } catch (cause) {
    database.close();
    throw cause;
  }

  const columns = (table: string) =>
    database
      .prepare<[string], { name: string }>(
        `SELECT name FROM pragma_table_xinfo(?) WHERE hidden IN (${STORED.join(', ')}) ORDER BY cid`,
      )
      .all(table)
      .map(({ name }) => name);

  return {
    tables: () =>
      database
        .prepare<[], { name: string }>(
          `SELECT name FROM pragma_table_list
           WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
           ORDER BY name`,
        )
        .all()
        .map(({ name }) => name),
    sizeBytes: () =>
      Number(database.pragma('page_count', { simple: true })) *
      Number(database.pragma('page_size', { simple: true })),
    holdsRows: (table) =>
      database.prepare(`SELECT 1 FROM ${quoted(table)} LIMIT 1`).get() !== undefined,
    columns,
    findLong(table, bytes) {
      let row = 0;
      const lengths = columns(table).map((name) => `coalesce(octet_length(${quoted(name)}), 0)`);
      if (lengths.length === 0) return null;
      const groups = Array.from({ length: Math.ceil(lengths.length / MOST_ARGUMENTS) }, (_, at) =>
        largest(lengths.slice(at * MOST_ARGUMENTS, (at + 1) * MOST_ARGUMENTS)),
      );
      const longest = largest(groups);
      const query = database.prepare<[], number>(`SELECT ${longest} FROM ${quoted(table)}`).pluck();
      for (const length of query.iterate()) {
        row += 1;
        if (length > bytes) return { row, bytes: length };
      }
      return null;
    },
    *rows(table) {
      const cells = columns(table).map((name) => quoted(name));
      const query = database
        .prepare<[], unknown[]>(`SELECT ${cells.join(', ')} FROM ${quoted(table)}`)
        .raw()
        .safeIntegers();
      for (const row of query.iterate()) yield row.map(cellText);
    },
    close: () => database.close(),
  };
}

function largest(expressions: readonly string[]): string {
  return expressions.length === 1 ? `${expressions[0]}` : `max(${expressions.join(', ')})`;
}

/** Bytes, which are no text, become hexadecimal digits. */
function cellText(value: unknown): string | null {
  if (value === null) return null;
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
