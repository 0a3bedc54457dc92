import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REQUEST_RESULTS } from '../../../app/contract/schemas/requests.ts';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import type { RowsQuery } from '../../../app/dataset/explore/rows-query.ts';
import type { AppError } from '../../../app/errors.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';
import { queryRows } from './query-rows.ts';
import { RowOrders } from './row-orders.ts';

const workspace = useWorkspace();
const folder = () => join(workspace.datasetsFolder(), DATASET_ID);
const EVERYTHING: RowsQuery = { split: null, where: null, order: null };

/** 3,000 people; ages repeat, one city is missing now and then, and a name has quotes and Chinese. */
const ROWS = 3000;
async function people(): Promise<Dataset> {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const city = row % 7 === 0 ? 'NA' : ['Berlin', '北京', "St. John's"][row % 3];
    return `${row % 90},${city},2024-01-${String((row % 28) + 1).padStart(2, '0')},${(row * 37) % 101}.5,${row % 2 ? 'yes' : 'no'}\n`;
  });
  const header = 'age,城市,joined,"net ""worth""",y\n';
  const path = await workspace.write('people.csv', header + lines.join(''));
  return unwrap(await workspace.importFile(path, { target: 'y' }));
}

test('rows come as they are read, with number and split, filtered and sorted', async () => {
  const dataset = await people();
  const orders = new RowOrders();
  const ask = async (query: Partial<RowsQuery>, offset = 0, limit = 5) =>
    unwrap(await queryRows(orders, folder(), dataset, { ...EVERYTHING, ...query }, offset, limit));
  const all = await ask({});
  expect(REQUEST_RESULTS['explore.rows'].parse(all)).toEqual(all);
  expect(all.total).toBe(ROWS);
  expect(all.columns.map(({ type }) => type)).toEqual([
    'number',
    'category',
    'datetime',
    'number',
    'boolean',
  ]);
  expect(all.rows[1]).toMatchObject({
    row: 1,
    cells: [1, '北京', '2024-01-02', 37.5, 'yes'],
  });
  expect(all.rows[0]?.cells[1]).toBeNull();
  const far = await ask({}, 2990, 100);
  expect(far.rows.map(({ row }) => row)).toEqual([...Array(10).keys()].map((at) => 2990 + at));

  const some = await ask({ where: `age >= 88 AND "城市" = '北京' -- only some` });
  const expected = [...Array(ROWS).keys()].filter(
    (row) => row % 90 >= 88 && row % 3 === 1 && row % 7 !== 0,
  );
  expect(some.total).toBe(expected.length);
  expect(some.rows.map(({ row }) => row)).toEqual(expected.slice(0, 5));

  // Ties stay in the source's order, missing values come last whichever way.
  const sorted = [...Array(ROWS).keys()].toSorted((a, b) => (b % 90) - (a % 90) || a - b);
  const order = 'AGE DESC';
  expect((await ask({ order })).rows.map(({ row }) => row)).toEqual(sorted.slice(0, 5));
  const deep = await ask({ order }, 2500, 3);
  expect(deep.rows.map(({ row }) => row)).toEqual(sorted.slice(2500, 2503));
  const last = await ask({ order: '"城市" DESC' }, ROWS - 1, 1);
  expect(last.rows[0]?.cells[1]).toBeNull();
});

test('every row is in the split that it trains, validates or tests in', async () => {
  const dataset = await people();
  const orders = new RowOrders();
  const counts = { train: 0, val: 0, test: 0 };
  const { rows } = unwrap(await queryRows(orders, folder(), dataset, EVERYTHING, 0, ROWS));
  for (const { split } of rows) if (split !== null) counts[split] += 1;
  expect(counts).toEqual(dataset.rows);
  for (const split of ['train', 'val', 'test'] as const) {
    const asked = { ...EVERYTHING, split };
    const page = unwrap(await queryRows(orders, folder(), dataset, asked, 0, 20));
    expect(page.total).toBe(dataset.rows[split]);
    expect(page.rows.every((row) => row.split === split)).toBe(true);
    const where = `"#split" = '${split}' AND "#" <= 100`;
    const some = unwrap(
      await queryRows(orders, folder(), dataset, { ...EVERYTHING, where }, 0, 100),
    );
    expect(some.rows.map(({ row }) => row)).toEqual(
      rows.filter((row) => row.split === split && row.row < 100).map(({ row }) => row),
    );
  }
});

test('a wrong expression is told with its field and place, in characters', async () => {
  const dataset = await people();
  const orders = new RowOrders();
  const errorOf = async (query: Partial<RowsQuery>): Promise<AppError> => {
    const asked = { ...EVERYTHING, ...query };
    const result = await queryRows(orders, folder(), dataset, asked, 0, 5);
    if (result.ok) throw new Error(`${JSON.stringify(query)} went through`);
    return result.error;
  };
  const where = (expression: string) => errorOf({ where: expression });
  expect(await where('age > > 3')).toMatchObject({
    code: 'dataset/expression-invalid',
    field: 'where',
    expression: 'age > > 3',
    position: 7,
    problem: 'duckdb',
    detail: 'syntax error at or near ">"',
  });
  expect(await where(`"城市" = 'x' AND citty = 1`)).toMatchObject({
    position: 16,
    problem: 'unknown-column',
    detail: 'citty',
  });
  expect(await where('"城市" > = 1')).toMatchObject({ position: 8, problem: 'duckdb' });
  expect(await where('"城市" = abs(joined)')).toMatchObject({ position: 8, problem: 'duckdb' });
  expect(await where('age + 1')).toMatchObject({
    position: null,
    problem: 'not-a-condition',
    detail: 'DOUBLE',
  });
  // Only known once the rows are read.
  expect(await where('age > 1 AND "城市"::INTEGER > 2')).toMatchObject({
    field: 'where',
    problem: 'duckdb',
    detail: expect.stringContaining('Could not convert'),
  });
  expect(await errorOf({ order: 'age DESC, ages' })).toMatchObject({
    field: 'order',
    position: 11,
    problem: 'unknown-column',
    known: expect.arrayContaining(['age']),
  });
});

test('a copy that cannot be read is made anew', async () => {
  const dataset = await people();
  const query = { ...EVERYTHING, where: 'age = 7' };
  const ask = async () => unwrap(await queryRows(new RowOrders(), folder(), dataset, query, 0, 5));
  const page = await ask();
  await writeFile(join(folder(), 'browse-1.duckdb'), 'no table at all');
  expect(await ask()).toEqual(page);
  expect((await readdir(folder())).filter((name) => name.includes('partial'))).toEqual([]);
});

test('nothing but expressions over the row gets through', async () => {
  const dataset = await people();
  const orders = new RowOrders();
  const parquet = join(folder(), 'rows.parquet');
  const refused: readonly (readonly [string, string])[] = [
    ['true; DROP TABLE browsed', 'not-one-expression'],
    ['true) OR (true', 'duckdb'],
    ['true /*', 'duckdb'],
    ['true FROM browsed', 'not-one-expression'],
    ['true LIMIT 1', 'not-one-expression'],
    ['true UNION SELECT false', 'not-one-expression'],
    ['true, true', 'not-one-expression'],
    ['true AS x', 'not-one-expression'],
    ['DISTINCT true', 'not-one-expression'],
    ['(SELECT true)', 'kind-refused'],
    ['age IN (SELECT 1)', 'kind-refused'],
    [`EXISTS (FROM read_csv('/etc/passwd'))`, 'kind-refused'],
    [`EXISTS (FROM read_parquet('${parquet}'))`, 'kind-refused'],
    ['count(*) > 1', 'function-refused'],
    ['row_number() OVER () > 1', 'kind-refused'],
    ['COLUMNS(*) > 1', 'kind-refused'],
    ['$1', 'kind-refused'],
    [`length(repeat('x', 1000000000)) > 1`, 'function-refused'],
    ['len(range(10000000000)) > 1', 'function-refused'],
    [`lpad('x', 1000000000, 'y') = ''`, 'function-refused'],
    ['sleep_ms(100000) IS NULL', 'function-refused'],
    ['random() > 0.5', 'function-refused'],
    [`current_setting('threads') = 1`, 'function-refused'],
    [`getvariable('splits') IS NULL`, 'function-refused'],
    [`age::INTEGER[1000] IS NULL`, 'type-refused'],
    ['browsed.age > 1', 'unknown-column'],
    ['rowid > 1', 'unknown-column'],
    ['x -> x', 'kind-refused'],
    [`${'('.repeat(1500)}true${')'.repeat(1500)}`, 'too-long'],
  ];
  for (const [where, problem] of refused) {
    const query = { ...EVERYTHING, where };
    const result = await queryRows(orders, folder(), dataset, query, 0, 5);
    const told = result.ok || !('problem' in result.error) ? null : result.error.problem;
    expect({ where, problem: told }).toEqual({ where, problem });
  }
  for (const order of ['age LIMIT 1', 'age; DROP TABLE browsed', '(SELECT 1)', 'ALL', '#1']) {
    const result = await queryRows(orders, folder(), dataset, { ...EVERYTHING, order }, 0, 5);
    expect({ order, ok: result.ok }).toEqual({ order, ok: false });
  }
  const { size } = await stat(join(folder(), 'browse-1.duckdb'));
  expect(size).toBeGreaterThan(0);
});

test('what people write goes through', async () => {
  const dataset = await people();
  const orders = new RowOrders();
  const fine = [
    `age BETWEEN 20 AND 30 AND NOT "城市" IS NULL`,
    `"城市" IN ('Berlin', 'St. John''s') OR "城市" LIKE '北%'`,
    `joined >= DATE '2024-01-15' AND year(joined) = 2024`,
    `date_trunc('month', joined) = '2024-01-01' AND joined + INTERVAL 3 DAY > '2024-01-10'`,
    `"net ""worth""" > 50 AND round("net ""worth""" / 2, 1) <= 40.25`,
    `regexp_matches("城市", '^[A-Z]') AND length(trim(lower("城市"))) > 3`,
    `CASE WHEN age > 50 THEN y = 'yes' ELSE coalesce("城市", '') <> '' END`,
    `y = 'yes' AND age % 2 = 1 AND extract(day FROM joined) < 5`,
    'age IS NOT NULL AND TRY_CAST("城市" AS DOUBLE) IS NULL',
    `"城市" ~ '.*京' OR "城市" ILIKE 'BERLIN'`,
  ];
  for (const where of fine) {
    const query = { ...EVERYTHING, where, order: `length("城市") DESC NULLS FIRST, -age, y` };
    const page = unwrap(await queryRows(orders, folder(), dataset, query, 0, 5));
    expect({ where, some: page.total > 0 }).toEqual({ where, some: true });
  }
});

test('names that differ only in case, or are those of the row itself, get a number', async () => {
  const header = 'A,a,#,"#split",y\n';
  const lines = Array.from(
    { length: 60 },
    (_, row) => `${row},${-row},${row * 2},s${row % 3},${row % 2}\n`,
  );
  const path = await workspace.write('names.csv', header + lines.join(''));
  const dataset = unwrap(await workspace.importFile(path, { target: 'y' }));
  const query = { ...EVERYTHING, where: `a_2 = -7 AND "#_2" = 14 AND "#" = 8` };
  const page = unwrap(await queryRows(new RowOrders(), folder(), dataset, query, 0, 5));
  expect(page.columns.map(({ name }) => name)).toEqual(['A', 'a_2', '#_2', '#split_2', 'y']);
  expect(page.rows[0]?.row).toBe(7);
});
