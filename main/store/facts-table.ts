import { ok, type Result } from '../../app/errors.ts';
import type { Connection } from './connection.ts';
import { fromJson, toJson } from './json-text.ts';

/** A figure measured once on this machine. */
export interface HostFact {
  readonly value: string | number | boolean;
  /** ISO time. */
  readonly measuredAt: string;
}

interface FactRow {
  readonly value: string;
  readonly measured_at: string;
}

export type FactsTable = ReturnType<typeof factsTable>;

/** What was measured once and is kept with the home, by key. */
export function factsTable({ database, transaction }: Connection) {
  const selectRow = database.prepare<[string], FactRow>(
    'SELECT value, measured_at FROM host_facts WHERE key = ?',
  );
  const upsertRow = database.prepare<[string, string, string]>(
    'INSERT OR REPLACE INTO host_facts (key, value, measured_at) VALUES (?, ?, ?)',
  );

  function read(key: string): HostFact | null {
    const row = selectRow.get(key);
    return row === undefined
      ? null
      : { value: fromJson<HostFact['value']>(row.value), measuredAt: row.measured_at };
  }

  function write(key: string, value: HostFact['value'], measuredAt: string): Result<null> {
    return transaction(() => {
      upsertRow.run(key, toJson(value), measuredAt);
      return ok(null);
    });
  }

  return { read, write };
}
