import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { encode } from '../../compiler/onnx/edges.ts';
import { GraphWriter } from '../../compiler/onnx/graph-writer.ts';
import { ELEMENT_TYPES } from '../../compiler/onnx/model.ts';
import { applyOps, featuresOf } from '../../dataset/recipes/apply-table.ts';
import {
  type FittedInput,
  type FittedOp,
  type FittedTable,
  featureWidth,
} from '../../dataset/recipes/fitted-table.ts';
import { readCells } from '../../dataset/recipes/read-cells.ts';
import { DATE_PARTS } from '../../dataset/recipes/recipe-steps.ts';
import { writeTable } from './table-columns.ts';

const RUNS = { numRuns: 60 };
const CATEGORIES = ['red', 'blue', '绿', 'é'];

/** Features as the graph makes them of cells, [rows × width]. */
async function exported(table: FittedTable, cells: readonly string[]): Promise<Float32Array> {
  const writer = new GraphWriter('recipe');
  const written = writeTable(table, ['cell'], writer);
  if (written === null) throw new Error('ONNX has no operators for it');
  writer.namedNode('Identity', [written.features], ['features']);
  const features = {
    name: 'features',
    elementType: ELEMENT_TYPES.float32,
    dims: ['batch', featureWidth(table)],
  };
  const session = await ort.InferenceSession.create(
    encode(writer.finish('recipe', written.inputs, [features])),
    { logSeverityLevel: 3 },
  );
  const shape = [cells.length, 1];
  const [input] = table.inputs;
  const { vector } = readCells(input ?? { column: 'cell', type: 'text' }, cells);
  const cell =
    vector.kind === 'numbers'
      ? new ort.Tensor('float64', vector.values, shape)
      : new ort.Tensor(
          'string',
          cells.map((each) => each.trim()),
          shape,
        );
  const answer = await session.run({ cell });
  await session.release();
  return answer.features?.data as Float32Array;
}

function applied(table: FittedTable, cells: readonly string[]): Float32Array {
  const columns = new Map(
    table.inputs.map((input) => [input.column, readCells(input, cells).vector]),
  );
  return featuresOf(table, applyOps(table.ops, { rows: cells.length, columns }).frame);
}

async function expectAlike(table: FittedTable, cells: readonly string[]) {
  const wanted = applied(table, cells);
  const found = await exported(table, cells);
  expect(found).toHaveLength(wanted.length);
  for (const [place, value] of wanted.entries()) {
    const error = Math.abs((found[place] ?? Number.NaN) - value);
    expect(error / Math.max(1, Math.abs(value))).toBeLessThan(1e-6);
  }
}

const oneFeature = (names: readonly string[] = ['cell']) =>
  names.map((column) => ({ column, names: [column] }));
const column = (type: FittedInput['type']): readonly FittedInput[] => [
  { column: 'cell', type, lenient: true },
];

/** Numbers that stay such when they are scaled: ONNX Runtime drops a shift next to 0, over which quantiles jump. */
const numberWithin = (limit: number): fc.Arbitrary<number> =>
  fc
    .double({ min: -limit, max: limit, noNaN: true })
    .map((value) => (Math.abs(value) < 1e-9 ? 0 : value));

const numberCells = fc.array(
  fc.oneof(
    numberWithin(1e6).map(String),
    fc.integer({ min: -3, max: 3 }).map(String),
    fc.constantFrom('', 'NA', '?'),
  ),
  { minLength: 1, maxLength: 12 },
);
const knots = fc
  .array(fc.oneof(fc.integer({ min: -4, max: 4 }), numberWithin(50)), {
    minLength: 1,
    maxLength: 9,
  })
  .map((values) => values.toSorted((left, right) => left - right));

const numberOps: fc.Arbitrary<FittedOp> = fc.oneof(
  fc
    .record({ low: fc.integer({ min: -9, max: 0 }), high: fc.integer({ min: 0, max: 9 }) })
    .map((range): FittedOp => ({ op: 'clip', columns: [{ column: 'cell', ...range }] })),
  fc
    .record({
      shift: numberWithin(5),
      factor: fc.constantFrom(0.1, 1, 7.3),
    })
    .map((scale): FittedOp => ({ op: 'scale', columns: [{ column: 'cell', ...scale }] })),
  fc.constant<FittedOp>({ op: 'log1p', columns: [{ column: 'cell' }] }),
  knots.map(
    (values): FittedOp => ({
      op: 'quantiles',
      columns: [{ column: 'cell', knots: values, output: 'uniform' }],
    }),
  ),
  knots.map(
    (values): FittedOp => ({
      op: 'quantiles',
      columns: [{ column: 'cell', knots: values, output: 'normal' }],
    }),
  ),
  fc.constant<FittedOp>({ op: 'fill', columns: [{ column: 'cell', value: 1.5, flag: null }] }),
);

const textCells = fc.array(
  fc.oneof(
    fc.constantFrom(...CATEGORIES, '', 'NA', ' red ', 'grey', 'RED'),
    fc.string({ maxLength: 5 }),
  ),
  { minLength: 1, maxLength: 12 },
);

describe('a recipe as a graph makes the features that the recipe makes', () => {
  test('of numbers', () =>
    fc.assert(
      fc.asyncProperty(fc.array(numberOps, { maxLength: 4 }), numberCells, (ops, cells) =>
        expectAlike({ inputs: column('number'), ops, features: oneFeature() }, cells),
      ),
      RUNS,
    ));

  test('of where numbers and texts are missing', async () => {
    for (const [type, value] of [
      ['number', 4],
      ['category', 'red'],
    ] as const) {
      const ops: FittedOp[] = [{ op: 'fill', columns: [{ column: 'cell', value, flag: 'gap' }] }];
      if (type === 'category') {
        ops.push({ op: 'ordinal', columns: [{ column: 'cell', categories: CATEGORIES }] });
      }
      const table = { inputs: column(type), ops, features: oneFeature(['cell', 'gap']) };
      await expectAlike(table, type === 'number' ? ['1', '', '3'] : ['blue', '', 'grey', 'N/A']);
    }
  });

  test.each([true, false])('of categories, one feature each; others of their own: %s', (other) =>
    fc.assert(
      fc.asyncProperty(textCells, fc.constantFrom(null, 'blue', 'new'), (cells, value) => {
        const names = [...CATEGORIES, ...(other ? ['…'] : [])];
        const fill: FittedOp[] =
          value === null ? [] : [{ op: 'fill', columns: [{ column: 'cell', value, flag: null }] }];
        const table: FittedTable = {
          inputs: column('category'),
          ops: [
            ...fill,
            { op: 'rename', columns: [{ column: 'cell', to: 'colour' }] },
            { op: 'one-hot', columns: [{ column: 'colour', categories: CATEGORIES, other }] },
          ],
          features: [{ column: 'colour', names }],
        };
        return expectAlike(table, cells);
      }),
      RUNS,
    ),
  );

  test('of categories by the means of their target', () =>
    fc.assert(
      fc.asyncProperty(textCells, (cells) => {
        const means = CATEGORIES.map((_, at) => [at / 3, 1 - at]);
        const entry = {
          column: 'cell',
          outputs: ['a', 'b'],
          categories: CATEGORIES,
          means,
          prior: [0.4, 9],
        };
        const ops: FittedOp[] = [{ op: 'target-means', columns: [entry] }];
        return expectAlike(
          { inputs: column('text'), ops, features: oneFeature(['a', 'b']) },
          cells,
        );
      }),
      RUNS,
    ));

  test.each([true, false])('of dates, as places in a round: %s', (cyclic) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.date({
            min: new Date('0001-01-01'),
            max: new Date('9999-12-31'),
            noInvalidDate: true,
          }),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        (dates) => {
          const names = DATE_PARTS.flatMap((part) =>
            cyclic && part !== 'year' ? [`cell.${part}.sin`, `cell.${part}.cos`] : [`cell.${part}`],
          );
          const ops: FittedOp[] = [
            { op: 'date-parts', columns: [{ column: 'cell', parts: DATE_PARTS, cyclic }] },
          ];
          const cells = [...dates.map((date) => date.toISOString().slice(0, 19)), '', '1970-01-01'];
          return expectAlike(
            { inputs: column('datetime'), ops, features: oneFeature(names) },
            cells,
          );
        },
      ),
      RUNS,
    ),
  );

  test('but not where texts are taken apart', () => {
    const words: FittedOp = {
      op: 'words',
      columns: [{ column: 'cell', vocabulary: null, features: 8, weighting: 'count', idf: null }],
    };
    const table = { inputs: column('text'), ops: [words], features: oneFeature() };
    expect(writeTable(table, ['cell'], new GraphWriter('recipe'))).toBeNull();
  });
});
