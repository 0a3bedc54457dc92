import { describe, expect, test } from 'vitest';
import { type ColumnFacts, columnType, looksLikeIdentifier } from './column-type.ts';
import type { ImportOptions } from './dataset.ts';
import { planTable } from './table-plan.ts';

const ROWS = 100;

/** A numeric column of quantities, unless overridden. */
function column(name: string, overrides: Partial<ColumnFacts> = {}): ColumnFacts {
  return {
    name,
    rows: ROWS,
    present: ROWS,
    distinct: 80,
    numbers: ROWS,
    integers: 0,
    booleans: 0,
    datetimes: 0,
    meanLength: 4,
    countsRows: false,
    ...overrides,
  };
}

function words(name: string, distinct: number, overrides: Partial<ColumnFacts> = {}): ColumnFacts {
  return column(name, { numbers: 0, distinct, ...overrides });
}

function planned(facts: readonly ColumnFacts[], options: ImportOptions = {}) {
  const plan = planTable(facts, options, '/data.csv');
  if (!plan.ok) throw new Error(plan.error.code);
  const { columns, targetIndex, ...rest } = plan.value;
  return {
    ...rest,
    target: columns[targetIndex]?.name,
    features: columns.filter(({ role }) => role === 'feature').map(({ name }) => name),
  };
}

describe('what a column holds', () => {
  test.each([
    ['numbers', column('a'), 'number'],
    ['mostly numbers', column('a', { numbers: 90 }), 'number'],
    ['a mixture', column('a', { numbers: 89, distinct: 10 }), 'category'],
    ['yes and no', words('a', 2, { booleans: ROWS }), 'boolean'],
    ['days', words('a', 90, { datetimes: ROWS }), 'datetime'],
    ['few words', words('a', 20), 'category'],
    ['words that hardly repeat', words('a', 60), 'text'],
    ['long words', words('a', 5, { meanLength: 80 }), 'text'],
    ['nothing', words('a', 0, { present: 0 }), 'category'],
  ])('%s', (_, facts, type) => {
    expect(columnType(facts)).toBe(type);
  });

  test.each([
    ['id', { integers: ROWS, distinct: ROWS }, true],
    ['patient_id', { integers: ROWS, distinct: ROWS }, true],
    ['编号', { integers: ROWS, distinct: ROWS }, true],
    ['population', { integers: ROWS, distinct: ROWS }, false],
    ['x', { integers: ROWS, distinct: ROWS, countsRows: true }, true],
    ['id', { integers: ROWS, distinct: 99 }, false],
    ['id', { integers: 50, distinct: ROWS }, false],
    ['uuid', { numbers: 0, distinct: ROWS }, true],
    ['plaid', { numbers: 0, distinct: ROWS }, false],
  ])('%s %j identifies rows: %s', (name, facts, identifies) => {
    expect(looksLikeIdentifier(column(name, facts))).toBe(identifies);
  });
});

describe('the target', () => {
  test('is guessed by its name first', () => {
    const plan = planned([column('a'), words('Species', 3), column('b')]);
    expect(plan).toMatchObject({ target: 'Species', targetGuessed: true, task: 'classification' });
    expect(plan.features).toEqual(['a', 'b']);
  });

  test('is otherwise the last column that can be predicted', () => {
    expect(planned([column('a'), words('kind', 3), words('notes', 90)])).toMatchObject({
      target: 'kind',
    });
  });

  test('with few whole values is a class, with many a quantity', () => {
    const facts = (distinct: number) => [column('a'), column('z', { integers: ROWS, distinct })];
    expect(planned(facts(20)).possibleTasks).toEqual([
      'classification',
      'regression',
      'reconstruction',
    ]);
    expect(planned(facts(21)).possibleTasks).toEqual([
      'regression',
      'classification',
      'reconstruction',
    ]);
  });

  test('beside text alone is for text classification', () => {
    expect(planned([words('label', 2), words('message', 99)])).toMatchObject({
      task: 'text-classification',
      warnings: [],
    });
  });

  test('must exist, as must all that is named', () => {
    const refusal = (options: ImportOptions) => planTable([column('a')], options, '/data.csv');
    const error = { column: 'zzz', columns: ['a'] };
    expect(refusal({ target: 'zzz' })).toEqual({
      ok: false,
      error: { code: 'dataset/target-missing', ...error },
    });
    for (const options of [{ ignore: ['zzz'] }, { weight: 'zzz' }]) {
      expect(refusal(options)).toEqual({
        ok: false,
        error: { code: 'dataset/column-missing', ...error },
      });
    }
  });
});

describe('what weighs rows', () => {
  const facts = [column('a'), column('b'), column('w')];

  test('is neither learnt from nor guessed to be the target', () => {
    const { warnings, ...plan } = planned(facts, { weight: 'w' });
    expect(plan).toMatchObject({ target: 'b', features: ['a'], weightIndex: 2 });
    expect(warnings).toEqual([]);
    expect(planned(facts)).toMatchObject({ target: 'w', weightIndex: null });
  });

  test('weighs also where it is named among what is ignored', () => {
    expect(planned(facts, { weight: 'w', ignore: ['w'] })).toMatchObject({ weightIndex: 2 });
  });

  test('is not the target', () => {
    expect(planTable(facts, { weight: 'w', target: 'w' }, '/data.csv')).toEqual({
      ok: false,
      error: { code: 'dataset/target-missing', column: 'w', columns: ['a', 'b'] },
    });
  });
});

describe('columns that are left out', () => {
  const id = column('id', { integers: ROWS, distinct: ROWS });

  test('identifiers, unless the user chose what to ignore', () => {
    const facts = [id, column('a'), words('y', 2)];
    expect(planned(facts)).toMatchObject({
      features: ['a'],
      warnings: [{ kind: 'identifier-column', column: 'id' }],
    });
    expect(planned(facts, { ignore: [] }).features).toEqual(['id', 'a']);
    expect(planned(facts, { ignore: ['a'] }).features).toEqual(['id']);
  });

  test('not the only thing there is to learn from', () => {
    expect(
      planned([column('x', { ...id, name: 'x', countsRows: true }), column('y')]).features,
    ).toEqual(['x']);
  });

  test('those without information, days and too many categories, each with its reason', () => {
    const facts = [
      column('same', { distinct: 1 }),
      words('day', 30, { datetimes: ROWS }),
      words('town', 65, { rows: 1000, present: 1000 }),
      column('a', { present: 98 }),
      words('y', 2),
    ];
    expect(planned(facts)).toMatchObject({
      features: ['a'],
      warnings: [
        { kind: 'constant-column', column: 'same' },
        { kind: 'column-ignored', column: 'day', reason: 'datetime' },
        { kind: 'column-ignored', column: 'town', reason: 'many-categories' },
        { kind: 'missing-values', column: 'a', count: 2 },
      ],
    });
  });
});
