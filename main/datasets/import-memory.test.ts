import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { sqlText, TableSession } from './delimited/table-session.ts';
import { useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();
const run = promisify(execFile);
const CHILD = join(import.meta.dirname, 'testing/import-in-child.ts');
const ROWS = 500_000;
/**
 * Three quarters of the 600 MB that an import may take: staging takes the same whatever the rows, some 300 to 370 MB
 * as threads happen to meet; the rest is for what further rows take.
 */
const MOST_MB = 450;

test('a table of half a million rows is imported in bounded memory', async () => {
  const path = workspace.path('table.csv');
  await TableSession.with(null, undefined, (session) =>
    session.run(
      `COPY (SELECT ${Array.from({ length: 8 }, (_, at) => `(hash(row + ${at}) % 1000000) / 1e${at} AS n${at}`).join(', ')},
         'user ' || hash(row + 8) % 90000 AS user, 'city ' || hash(row + 9) % 40 AS city,
         ['a', 'b', 'c'][1 + (hash(row + 10) % 3)::INTEGER] AS label
       FROM range(${ROWS}) AS made(row)) TO ${sqlText(path)} (FORMAT csv)`,
    ),
  );
  const { stdout } = await run(process.execPath, [
    CHILD,
    path,
    workspace.datasetsFolder(),
    'label',
  ]);
  const { result, peakMb } = JSON.parse(stdout);
  expect(result.ok && result.value.rows.train).toBe(ROWS * 0.7);
  expect(peakMb).toBeLessThan(MOST_MB);
});
