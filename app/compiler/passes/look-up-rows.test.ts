import { describe, expect, test } from 'vitest';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { add, cast, clip, multiply, remainder } from '../operators/elementwise.ts';
import { gather, reshape, scatterAdd } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { lookedUp, lookUpRows, lookupGraph } from './look-up-rows.ts';

const ROWS = 80_000;
const WIDTH = 32;

/**
 * Doubles the rows that a batch of two asks for, and adds 1 to one whose number follows from the
 * step's.
 */
function step(changes: (table: Value, rows: Value, graph: Graph) => Value | null = () => null) {
  const graph = new Graph();
  const features = graph.input('features', 'int32', [2, 1]);
  const counter = graph.input('@step', 'int64', []);
  const table = graph.input('table', 'float32', [ROWS, WIDTH]);
  const rows = reshape(clip(features, 0, ROWS - 1), [2]);
  const other = cast(reshape(remainder(counter, 7), [1]), 'int32');
  const one = graph.constant(new Float32Array(WIDTH).fill(1), 'float32', [1, WIDTH]);
  const moved = scatterAdd(one, other, scatterAdd(gather(table, rows), rows, table));
  graph.outputs.set('table:next', changes(table, rows, graph) ?? moved);
  graph.outputs.set('@step:next', add(counter, 1));
  graph.outputs.set('read', sum(gather(moved, rows)));
  return graph;
}

describe('a table whose rows are known before the step', () => {
  test('is taken in part, with the same result', () => {
    const taken = lookUpRows(step());
    expect(lookedUp(taken)).toEqual([
      { places: '@places:table', tables: ['table'], rows: ROWS, count: 3, bytes: 3 * WIDTH * 4 },
    ]);
    const numbers = interpret(lookupGraph(taken), { features: [79_999, 5], '@step': [10] });
    const looked = [0, 1].flatMap((at) => [...(numbers.get(`@places:table ${at}`)?.data ?? [])]);
    expect(looked.sort()).toEqual([3, 5, 79_999]);

    const whole = Float32Array.from({ length: ROWS * WIDTH }, (_, at) => at % 1000);
    const expected = interpret(step(), { features: [79_999, 5], '@step': [10], table: whole });
    // The interpreter takes tables of the shape that is written down: the others lie behind.
    const rows = [79_999, 3, 5];
    const places = new Int32Array(ROWS);
    const part = new Float32Array(ROWS * WIDTH);
    rows.forEach((row, place) => {
      places[row] = place;
      part.set(whole.subarray(row * WIDTH, (row + 1) * WIDTH), place * WIDTH);
    });
    const feeds = { features: [79_999, 5], '@step': [10], table: part, '@places:table': places };
    const found = interpret(taken, feeds);
    expect(found.get('read')).toEqual(expected.get('read'));
    const [before, after] = [expected, found].map((each) => each.get('table:next')?.data ?? []);
    rows.forEach((row, place) => {
      expect(after?.slice(place * WIDTH, (place + 1) * WIDTH)).toEqual(
        before?.slice(row * WIDTH, (row + 1) * WIDTH),
      );
    });
  });

  test('shares its places with tables that are looked up alike', () => {
    const graph = step();
    const [features] = graph.inputs.values();
    if (features === undefined) throw new Error('No features');
    const second = graph.input('second', 'float32', [ROWS, WIDTH]);
    const first = lookUpRows(graph);
    expect(lookedUp(first).map(({ tables }) => tables)).toEqual([['table']]);
    const rows = clip(features, 0, ROWS - 1);
    const read = gather(second, reshape(rows, [2]));
    graph.outputs.set('second:next', scatterAdd(read, reshape(rows, [2]), second));
    const third = graph.input('third', 'float32', [ROWS, WIDTH]);
    graph.outputs.set('third:next', scatterAdd(read, reshape(rows, [2]), third));
    expect(lookedUp(lookUpRows(graph)).map(({ tables }) => tables)).toEqual([
      ['table'],
      ['second', 'third'],
    ]);
  });
});

describe('a table is taken whole', () => {
  test.each<[string, (table: Value, rows: Value, graph: Graph) => Value]>([
    ['where all of it changes', (table) => multiply(table, 0.5)],
    ['where it stays as it is', (table) => table],
    [
      'where its rows follow from what is learned',
      (table, _rows, graph) => {
        const learned = graph.input('learned', 'float32', [1]);
        graph.outputs.set('learned:next', add(learned, 1));
        const row = cast(learned, 'int32');
        return scatterAdd(gather(table, row), row, table);
      },
    ],
    [
      'where it is given twice',
      (table, rows, graph) => {
        const next = scatterAdd(gather(table, rows), rows, table);
        graph.outputs.set('copy', next);
        return next;
      },
    ],
  ])('%s', (_, changes) => {
    const graph = step(changes);
    expect(lookedUp(lookUpRows(graph))).toEqual([]);
  });
});
