import { expect, test } from 'vitest';
import { csvOf, type Rows } from '../testing/table-files.ts';
import { useWorkspace } from '../testing/workspace.ts';
import { analyseTable } from './analysis.ts';
import { profileColumns } from './profile.ts';
import { TableSession } from './table-session.ts';

const workspace = useWorkspace();

test('estimates of different values change no profile that depends on them', async () => {
  const table: Rows = [
    ['id', 'user_id', 'x', 'colour', 'when', 'y'],
    ...Array.from({ length: 9000 }, (_, row) => [
      row,
      `u${row}`,
      row % 3 === 0 ? ' 1_0' : ` ${Math.sin(row)} `,
      ['red', '\u00a0blue ', 'NA', '绿'][row % 4] ?? '',
      `2024-01-${String((row % 28) + 1).padStart(2, '0')}`,
      row % 2,
    ]),
  ];
  const path = await workspace.write('t.csv', csvOf(table));
  const { mkdir } = await import('node:fs/promises');
  const scratch = workspace.path('scratch');
  await mkdir(scratch);
  await TableSession.with(scratch, undefined, async (session) => {
    const folders = { output: scratch, scratch };
    const analysed = await analyseTable(session, path, { format: 'csv' }, folders);
    if (!analysed.ok) throw new Error(analysed.error.code);
    const { staged, profiles: exact } = analysed.value;
    expect(exact.map(({ present, distinct, numbers }) => [present, distinct, numbers])).toEqual([
      [9000, 9000, 9000],
      [9000, 9000, 0],
      [9000, 6001, 6000],
      [6750, 3, 0],
      [9000, 28, 0],
      [9000, 2, 9000],
    ]);
    expect(exact[4]?.datetimes).toBe(9000);
    const estimated = await profileColumns(session, staged, 100);
    const close = estimated.map(({ distinctEstimated, ...profile }, column) => ({
      ...profile,
      distinct: column === 2 ? 6001 : profile.distinct,
    }));
    expect(exact.some(({ distinctEstimated }) => distinctEstimated)).toBe(false);
    expect(estimated.map(({ distinctEstimated = false }) => distinctEstimated)).toEqual(
      estimated.map((_, column) => column === 2),
    );
    expect(close).toEqual(exact);
    expect(Math.abs((estimated[2]?.distinct ?? 0) - 6001)).toBeLessThan(600);
  });
});
