import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Recipe } from '../../app/dataset/dataset.ts';
import { pointNumber } from '../../app/dataset/decimal-mark.ts';
import { undressed } from '../../app/dataset/number-dress.ts';
import type { FittedRecipe } from '../../app/dataset/recipe.ts';
import { applyOps, featuresOf } from '../../app/dataset/recipes/apply-table.ts';
import type { FittedOp, FittedTable } from '../../app/dataset/recipes/fitted-table.ts';
import { readCells } from '../../app/dataset/recipes/read-cells.ts';
import { FEATURES_SUFFIX, featuresProgram } from '../../app/exchange/python/features-program.ts';
import { rawInput } from '../../app/exchange/python/raw-input.ts';
import { LineProcess } from '../peers/line-process.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';
import { askPeer } from './ask-peer.ts';

const python = inject('tokenizersPython');
const OPERATIONS = new URL('../../resources/export/table_features.py', import.meta.url);
let folder: string;
let peer: LineProcess;
beforeAll(() => {
  if (python === null) return;
  folder = mkdtempSync(join(tmpdir(), 'hearth-table-features-'));
  peer = new LineProcess(python, [fileURLToPath(new URL('raw_peer.py', import.meta.url))]);
});
afterAll(async () => {
  if (python === null) return;
  await peer.close();
  rmSync(folder, { recursive: true, force: true });
});

type Row = Readonly<Record<string, string | null>>;

/** Held against each other, with the sources' own code on this side. */
async function expectAlike(
  table: FittedTable,
  rows: readonly Row[],
  decimal?: 'comma',
  dressed?: readonly string[],
) {
  const recipe: FittedRecipe = {
    version: 2,
    recipe: null,
    table,
    target: { kind: 'label', column: null, classes: [] },
    ...(decimal && { decimal }),
    ...(dressed && { dressed }),
  };
  const input = { kind: 'tabular', features: 1 } as const;
  const operations = readFileSync(OPERATIONS, 'utf8');
  const program = join(folder, `program${FEATURES_SUFFIX}`);
  const content = featuresProgram(rawInput(recipe, input, operations, FEATURES_SUFFIX));
  writeFileSync(program, content);
  const { features } = await askPeer<{ readonly features: readonly (readonly number[])[] }>(peer, {
    program,
    recipe,
    rows,
  });
  const columns = new Map(
    table.inputs.map((each) => {
      const cells = rows.map((row) => row[each.column]);
      const asPoint = decimal === 'comma' && each.type === 'number';
      const bare = (cell: string | null | undefined) => {
        if (dressed?.includes(each.column)) return undressed(cell ?? '', decimal);
        return asPoint ? pointNumber(cell ?? '') : cell;
      };
      const read = cells.map(bare);
      return [each.column, readCells(each, read).vector];
    }),
  );
  const wanted = featuresOf(table, applyOps(table.ops, { rows: rows.length, columns }).frame);
  const width = wanted.length / rows.length;
  for (const [row, found] of features.entries()) {
    expect(found).toHaveLength(width);
    for (const [place, value] of found.entries()) {
      const expected = wanted[row * width + place] ?? Number.NaN;
      const error = Math.abs(value - expected) / Math.max(1, Math.abs(expected));
      expect([rows[row], place, error > 1e-6 ? [value, expected] : 'alike']).toEqual([
        rows[row],
        place,
        'alike',
      ]);
    }
  }
}

const sampled = <T>(values: fc.Arbitrary<T>, count: number) =>
  fc.sample(values, { numRuns: count, seed: 11 });
const rowsOf = (cells: fc.Arbitrary<string | null>, count = 400): readonly Row[] =>
  sampled(cells, count).map((cell) => ({ cell, other: 'passed over' }));
const one = (
  type: 'number' | 'datetime' | 'text',
  ops: readonly FittedOp[],
  names: readonly string[],
): FittedTable => ({
  inputs: [{ column: 'cell', type, lenient: true }],
  ops,
  features: names.map((column) => ({ column, names: [column] })),
});
const wide = (ops: readonly FittedOp[], width: number): FittedTable => ({
  ...one('text', ops, []),
  features: [{ column: 'cell', names: Array.from({ length: width }, (_, at) => `cell#${at}`) }],
});

const numbers = fc.oneof(
  fc.double({ min: -1e30, max: 1e30, noNaN: true }).map(String),
  fc.integer({ min: -9, max: 9 }).map(String),
  fc.constantFrom(
    '',
    null,
    'NA',
    ' 7 ',
    '1e3',
    '.5',
    '5.',
    '+2',
    '1e101',
    '٣',
    '1_0',
    'inf',
    '\u001f3',
    '\ufeff4',
  ),
);
const COMMAS = ['3,14', '1.234,5', '1.234', '1,234', '12 345,5', '7', ',5', '1.2', '-1,5e2'];
const DRESSED = [
  '$1,234.50',
  '-€ 3',
  '12 %',
  '（1,000）',
  '(5)',
  '１２．５',
  '1.2万',
  '3 亿元',
  '1,23',
  '未知',
  '--',
  '¥-2',
  '$',
  '7',
  '1.2 元 ',
  '',
];
const AMOUNTS = [
  '3 000,50 €',
  '1.234,56 €',
  '€ 12,5',
  '17 €',
  '-2,25 €',
  '1.000 €',
  '1,2万',
  '1,234 €',
];
const texts = fc.oneof(
  fc.constantFrom('red', 'Grün', ' red ', '绿', '', '?', 'null', '5', null),
  fc.string({ unit: 'grapheme' }),
);
const speech = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        'The',
        'cat',
        ' ',
        '天气很好',
        '、',
        'ΣΑΣ',
        '_a1',
        'ﬁ',
        '😀',
        'カナ',
        '٣',
        '⺀',
        '\n',
      ),
    )
    .map((all) => all.join('')),
  // Characters that Python's own Unicode knows.
  fc.string({
    unit: fc.integer({ min: 1, max: 0x1c7f }).map((code) => String.fromCodePoint(code)),
  }),
  fc.constantFrom('x'.repeat(70), '😀x'.repeat(40), '𝒳'.repeat(70), null, ''),
);
const dates = fc.oneof(
  fc
    .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom(
    '2024-02-29',
    '2023-02-29',
    '2024年3月5日 8时05分',
    '2024年3月5日下午3点',
    '2024-01-05 12:30 AM',
    '2024-01-05 13:30 PM',
    '2024年3月',
    '2024-13',
    '1/2/2024',
    '05.06.69',
    '05.06.70 23:59:59,123456',
    '2024-1-1T00:00+05:30',
    '2024-01-01 25:00',
    '1969-12-31 23:00-0130',
    'soon',
    '',
    null,
    '2024-06-31',
    '2024-05-05 7:03z',
  ),
);

describe.runIf(python !== null)('the features of a table in Python', () => {
  const knots = [-4, -1, -1, 0, 0.5, 2, 2, 2, 30];
  test.each<[string, readonly FittedOp[], readonly string[]]>([
    ['as they are', [], ['cell']],
    [
      'filled',
      [{ op: 'fill', columns: [{ column: 'cell', value: 1.5, flag: 'gap' }] }],
      ['cell', 'gap'],
    ],
    ['clipped', [{ op: 'clip', columns: [{ column: 'cell', low: -2, high: 3 }] }], ['cell']],
    [
      'scaled and renamed',
      [
        { op: 'scale', columns: [{ column: 'cell', shift: 0.3, factor: 7.1 }] },
        { op: 'rename', columns: [{ column: 'cell', to: 'new' }] },
      ],
      ['new'],
    ],
    ['as logarithms', [{ op: 'log1p', columns: [{ column: 'cell' }] }], ['cell']],
    ['left out', [{ op: 'drop', columns: [{ column: 'cell' }] }], ['cell']],
    [
      'as places among quantiles',
      [{ op: 'quantiles', columns: [{ column: 'cell', knots, output: 'uniform' }] }],
      ['cell'],
    ],
    [
      'as normal quantiles',
      [{ op: 'quantiles', columns: [{ column: 'cell', knots, output: 'normal' }] }],
      ['cell'],
    ],
    [
      'as places among one',
      [{ op: 'quantiles', columns: [{ column: 'cell', knots: [2], output: 'normal' }] }],
      ['cell'],
    ],
  ])('are those of the recipe: numbers %s', (_, ops, names) =>
    expectAlike(one('number', ops, names), rowsOf(numbers)),
  );

  test('are those of the recipe: numbers with commas', () =>
    expectAlike(
      one('number', [], ['cell']),
      rowsOf(fc.oneof(fc.constantFrom(...COMMAS), numbers)),
      'comma',
    ));

  test('are those of the recipe: numbers with currencies, units and thousands', () =>
    expectAlike(
      one('number', [], ['cell']),
      rowsOf(fc.oneof(fc.constantFrom(...DRESSED), numbers)),
      undefined,
      ['cell'],
    ));

  test('are those of the recipe: numbers with currencies and decimal commas', () =>
    expectAlike(
      one('number', [], ['cell']),
      rowsOf(fc.oneof(fc.constantFrom(...DRESSED, ...AMOUNTS), numbers)),
      'comma',
      ['cell'],
    ));

  const categories = ['red', 'Grün', '绿', '__proto__', '5'];
  const means = categories.map((_, at) => [at / 7, -at]);
  test.each<[string, FittedTable]>([
    [
      'one-hot',
      wide([{ op: 'one-hot', columns: [{ column: 'cell', categories, other: false }] }], 5),
    ],
    [
      'one-hot with others',
      wide([{ op: 'one-hot', columns: [{ column: 'cell', categories, other: true }] }], 6),
    ],
    [
      'filled',
      wide(
        [
          { op: 'fill', columns: [{ column: 'cell', value: 5, flag: null }] },
          { op: 'one-hot', columns: [{ column: 'cell', categories, other: false }] },
        ],
        5,
      ),
    ],
    [
      'ordinal',
      one('text', [{ op: 'ordinal', columns: [{ column: 'cell', categories }] }], ['cell']),
    ],
    [
      'target means',
      one(
        'text',
        [
          {
            op: 'target-means',
            columns: [{ column: 'cell', outputs: ['a', 'b'], categories, means, prior: [0.5, 9] }],
          },
        ],
        ['a', 'b'],
      ),
    ],
    ['hashed', wide([{ op: 'hash', columns: [{ column: 'cell', buckets: 13 }] }], 13)],
  ])('are those of the recipe: categories %s', (_, table) => expectAlike(table, rowsOf(texts)));

  const vocabulary = ['the', 'cat', '天', '_a1', 'σας', 'fi', 'x'.repeat(64), 'カ', '⺀'];
  const idf = vocabulary.map((_, at) => 1 + at / 3);
  test.each([
    ['binary', vocabulary, null],
    ['count', null, null],
    ['tf-idf', vocabulary, idf],
  ] as const)('are those of the recipe: words, %s', (weighting, words, frequencies) => {
    const features = words?.length ?? 11;
    const entry = { column: 'cell', vocabulary: words, features, weighting, idf: frequencies };
    return expectAlike(wide([{ op: 'words', columns: [entry] }], features), rowsOf(speech));
  });

  test.each(['ymd', 'dmy', 'mdy'] as const)(
    'are those of the recipe: dates written %s',
    (dateOrder) => {
      const parts = ['year', 'month', 'day', 'weekday', 'hour'] as const;
      const names = [
        'cell.year',
        'cell.month.sin',
        'cell.month.cos',
        'cell.day.sin',
        'cell.weekday.cos',
        'cell.hour.sin',
      ];
      const table = one(
        'datetime',
        [{ op: 'date-parts', columns: [{ column: 'cell', parts, cyclic: true }] }],
        names,
      );
      return expectAlike(
        { ...table, inputs: [{ column: 'cell', type: 'datetime', lenient: true, dateOrder }] },
        rowsOf(dates),
      );
    },
  );

  test('name the row that says nothing that can be read', async () => {
    const table = one('number', [], ['cell']);
    const strict = { ...table, inputs: [{ column: 'cell', type: 'number' as const }] };
    await expect(expectAlike(strict, [{ cell: '1' }, { cell: 'one' }])).rejects.toThrow(
      "Row 1, cell: 'one' is no number",
    );
  });
});

const RECIPE: Recipe = {
  version: 1,
  task: 'classification',
  target: 'label',
  split: { kind: 'random', fractions: { train: 0.7, val: 0.15, test: 0.15 }, seed: 1 },
  steps: [
    { kind: 'bag-of-words', columns: ['said'], method: 'vocabulary', weighting: 'tf-idf' },
    { kind: 'encode', columns: ['place'], method: 'hash', buckets: 8 },
    { kind: 'missing', columns: ['age'], strategy: 'mean', indicator: 'always' },
    { kind: 'scale', columns: ['age'], method: 'standard' },
  ],
};

test.runIf(python !== null)(
  'a model that ONNX cannot prepare rows for comes with a program that does',
  async () => {
    const workbench = await TestWorkbench.open();
    try {
      const rows = Array.from({ length: 80 }, (_, row) => ({
        said: `${row % 2 === 0 ? 'Good 好 day' : 'bad 坏 weather'} ${row % 7} Σας`,
        place: ['Köln', '北京', 'Oslo', ''][row % 4] ?? '',
        age: row % 9 === 0 ? '' : String(20 + (row % 50)),
        label: row % 2 === 0 ? 'up' : 'down',
      }));
      const path = join(workbench.home, 'rows.csv');
      const lines = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))];
      writeFileSync(path, lines.map((line) => line.join(',')).join('\n'));
      const options = { target: 'label', recipe: RECIPE };
      await workbench.answer('datasets.import', { path, name: 'said', options, token: 't' });
      const template = 'tabular-mlp';
      const built = await workbench.answer('templates.build', { template, dataset: 'said' });
      const plan = { ...built.plan, epochs: 2 };
      const asked = { dataset: 'said', model: built.model, template, plan, name: null, tags: [] };
      const [run] = await workbench.answer('runs.start', asked);
      await workbench.ended(run?.id ?? '');
      const model = join(workbench.home, 'said.onnx');
      const told = await workbench.answer('runs.export', {
        run: run?.id ?? '',
        to: 'onnx',
        path: model,
      });
      expect(told.takes).toBe('prepared');
      const program = model + FEATURES_SUFFIX;
      expect(told.files.map((file) => file.path)).toEqual([model, program, `${model}.recipe.json`]);
      const few = rows.slice(0, 4);
      type Said = {
        readonly outputs: { readonly label: string[]; readonly probabilities: number[][] };
      };
      const { outputs } = await askPeer<Said>(peer, { program, rows: few, model });
      for (const [at, { label: _, ...values }] of few.entries()) {
        const input = { kind: 'row', values } as const;
        const { predictions } = await workbench.answer('runs.predict', {
          run: run?.id ?? '',
          input,
        });
        expect(outputs.label[at]).toBe(predictions[0]?.label);
        const best = Math.max(...(outputs.probabilities[at] ?? []));
        expect(best).toBeCloseTo(predictions[0]?.probability ?? Number.NaN, 5);
      }
    } finally {
      await workbench.close();
    }
  },
);
