import { describe, expect, test } from 'vitest';
import { previewDataset } from './preview-dataset.ts';
import { ratingsCsv } from './testing/rating-files.ts';
import { unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

const ROWS = 30;
const lines = (row: (at: number) => string) =>
  Array.from({ length: ROWS }, (_, at) => `${row(at)}\n`).join('');
const label = (at: number) => ['no', 'yes'][at % 2] ?? '';

async function previewOf(name: string, content: string) {
  return unwrap(await previewDataset(await workspace.write(name, content), {}));
}

describe('rows with one cell more than there are names', () => {
  test('end with a delimiter', async () => {
    const preview = await previewOf(
      't.csv',
      `a,b,label\n${lines((at) => `${at % 7},${at},${label(at)},`)}`,
    );
    expect(preview.columns).toMatchObject([
      { name: 'a', type: 'number' },
      { name: 'b', type: 'number' },
      { name: 'label', type: 'boolean' },
    ]);
    expect(preview).toMatchObject({ totalRows: ROWS, target: 'label' });
    expect(preview.warnings).toContainEqual({ kind: 'end-delimiter' });
    expect(unwrap(await workspace.importFile(preview.path)).rows.train).toBe(21);
  });

  test('begin with names of rows', async () => {
    for (const name of [(at: number) => `"${at + 1}"`, (at: number) => `"Mazda ${at}"`]) {
      const rows = lines((at) => `${name(at)},${at % 7},${at * 1.5},"${label(at)}"`);
      const preview = await previewOf('t.csv', `"a","b","label"\n${rows}`);
      expect(preview.columns.map((column) => column.name)).toEqual(['column_1', 'a', 'b', 'label']);
      expect(preview.columns[0]?.role).toBe('ignored');
      expect(preview.warnings).toContainEqual({ kind: 'row-names' });
    }
  });

  test('are refused where the last name may be missing, or some rows have one', async () => {
    const codes = lines((at) => `${at % 5},${at},${label(at)}`);
    const some = lines((at) => `${at % 7},${at},${label(at)}${at % 5 === 4 ? ',x' : ','}`);
    for (const text of [`a,b\n${codes}`, `a,b,label\n${some}`]) {
      expect(await previewDataset(await workspace.write('t.csv', text), {})).toMatchObject({
        error: { code: 'dataset/ragged-row', row: 2 },
      });
    }
  });
});

describe('blanks between cells', () => {
  test.each<readonly [string, string, (at: number) => string]>([
    [
      'of even columns',
      '',
      (at) => `  ${`${at % 7}.00`.padStart(8)}   ${`${at}`.padStart(5)}  ${at % 3}`,
    ],
    ['with a header', 'a b  c\n', (at) => `${at % 7}.5 ${at}\t ${at % 3} `],
    ['below comments', '# made by hand\n# twice\n', (at) => `${at % 7}.5\t${at}  ${at % 3}`],
  ])('are read: %s', async (_, head, row) => {
    const preview = await previewOf('t.data', head + lines(row));
    expect(preview).toMatchObject({ format: 'csv', totalRows: ROWS, dialect: { delimiter: ' ' } });
    expect(preview.columns).toMatchObject([
      { type: 'number' },
      { type: 'number' },
      { type: 'number' },
    ]);
    expect(preview.sampleRows[2]?.[1]).toBe('2');
    expect(unwrap(await workspace.importFile(preview.path)).rows.train).toBeGreaterThan(18);
  });

  test('with names in quotes behind a tab, as the cars of UCI have them', async () => {
    const rows = lines(
      (at) =>
        `${at % 9}.0   8   ${300 + at}.0      ${at === 4 ? '?' : 130}.  1\t"chevrolet  chevelle ${at}"`,
    );
    const preview = await previewOf('auto-mpg.data', rows);
    expect(preview.columns).toHaveLength(6);
    expect(preview.sampleRows[1]?.[5]).toBe('chevrolet  chevelle 1');
  });

  test('are no delimiter in prose, nor in numbers with thousands', async () => {
    const prose = lines((at) => `it is ${at} so`);
    expect(await previewOf('t.txt', prose)).toMatchObject({ format: 'text' });
    const thousands = `n\n${lines((at) => `${at + 1} 000`)}`;
    // One column, of which nothing can be learnt.
    expect(await previewDataset(await workspace.write('t.csv', thousands), {})).toMatchObject({
      error: { code: 'dataset/no-features' },
    });
  });
});

test('MovieLens 1M is read as the ratings that it is, with its films', async () => {
  const rated = ratingsCsv().trim().split('\n').slice(1);
  const films = Array.from(
    { length: 40 },
    (_, at) => `${at + 1}::Film: ${at + 1}, the (1995)::Drama|War`,
  );
  await workspace.write(
    'ml-1m/ratings.dat',
    `${rated.map((row) => row.replaceAll(',', '::')).join('\n')}\n`,
  );
  await workspace.write(
    'ml-1m/movies.dat',
    Buffer.from(`${films.join('\n')}\n`.replace('Film: 1,', 'Café 1,'), 'latin1'),
  );
  await workspace.write(
    'ml-1m/users.dat',
    `${films.map((_, at) => `${at + 1}::F::1::10::0${4800 + at}`).join('\n')}\n`,
  );
  await workspace.write('ml-1m/README', 'SUMMARY\n=======\n\nMade up.\n');
  const path = workspace.path('ml-1m');
  const preview = unwrap(await previewDataset(path, {}));
  expect(preview).toMatchObject({
    format: 'csv',
    task: 'recommendation',
    dialect: { delimiter: '::', header: false },
    totalRows: rated.length,
    ratings: { user: 'column_1', item: 'column_2' },
  });
  expect(preview.ratings?.items?.path).toBe(`${path}/movies.dat`);
  const dataset = unwrap(await workspace.importFile(path, { split: { kind: 'leave-last-out' } }));
  expect(dataset.rows.train + dataset.rows.val + dataset.rows.test).toBe(rated.length);
});
