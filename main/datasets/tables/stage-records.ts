import { join } from 'node:path';
import { fail, ok, type Result } from '../../../app/errors.ts';
import {
  CanonicalWriter,
  type RawRecord,
  type RecordProblem,
} from '../delimited/canonical-writer.ts';
import { LONGEST_RECORD_BYTES } from '../delimited/scanner.ts';
import { copyToParquet, MOST_COLUMNS, ROWS_FILE, type StagedTable } from '../delimited/stage.ts';
import type { StageWork } from './stage-work.ts';

/** Rows as a format's reader finds them, and the names of their columns, complete at the end. */
export interface RecordSource {
  readonly records: AsyncIterable<Result<RawRecord>> | Iterable<Result<RawRecord>>;
  readonly names: () => readonly string[];
}

/** Stages rows that were read here rather than by DuckDB. */
export async function stageRecords(
  { session, path, folders, signal }: StageWork,
  source: RecordSource,
): Promise<Result<StagedTable>> {
  const canonical = join(folders.scratch, 'canonical.txt');
  const writer = await CanonicalWriter.create(canonical);
  let shortest = Number.POSITIVE_INFINITY;
  try {
    for await (const record of source.records) {
      if (!record.ok) return record;
      const problem = writer.append(record.value);
      if (problem !== null) return fail(recordError(problem, path));
      shortest = Math.min(shortest, record.value.cells.length);
      if (!writer.full) continue;
      signal?.throwIfAborted();
      await writer.flush();
    }
    await writer.flush();
  } finally {
    await writer.close();
  }
  const names = checkNames(source.names(), path);
  if (!names.ok) return names;
  if (writer.rows === 0) return fail({ code: 'dataset/empty', path });
  const parquetPath = join(folders.output, ROWS_FILE);
  const columns = names.value.length;
  await session.expectColumns(columns);
  await session.run(copyToParquet(canonical, columns, parquetPath, shortest < columns));
  return ok({ dialect: null, names: names.value, rows: writer.rows, parquetPath });
}

function recordError(problem: RecordProblem, path: string) {
  const row = problem.line;
  if (problem.kind === 'binary') return { code: 'dataset/encoding-invalid', path, row } as const;
  const { bytes } = problem;
  const maximumBytes = LONGEST_RECORD_BYTES;
  return { code: 'dataset/value-too-long', path, row, bytes, maximumBytes } as const;
}

/** Names as they are, whatever they hold, except that each is there once and none is empty. */
export function checkNames(found: readonly string[], path: string): Result<readonly string[]> {
  if (found.length === 0) return fail({ code: 'dataset/empty', path });
  if (found.length > MOST_COLUMNS) {
    const maximumColumns = MOST_COLUMNS;
    return fail({ code: 'dataset/too-many-columns', path, columns: found.length, maximumColumns });
  }
  const names = found.map((name, column) => {
    const trimmed = name.trim();
    return trimmed === '' ? `column_${column + 1}` : trimmed;
  });
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return fail({ code: 'dataset/column-duplicate', path, column: name });
    seen.add(name);
  }
  return ok(names);
}
