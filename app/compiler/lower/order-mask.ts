import type { Graph, Value } from '../graph.ts';
import { absolute, cast, greater, subtract } from '../operators/elementwise.ts';

/**
 * float32 [rows, columns], 1 where the column comes no later than the row: what a step in a row may
 * know of. Worked out in the graph, where small ones are computed ahead and layers share large ones.
 */
export function orderMask(graph: Graph, rows: number, columns: number): Value {
  const { row, column } = places(graph, rows, columns);
  return subtract(1, cast(greater(column, row), 'float32'));
}

/** float32 [rows, columns], 1 where row and column are less than `width` apart. */
export function windowMask(graph: Graph, rows: number, columns: number, width: number): Value {
  const { row, column } = places(graph, rows, columns);
  return subtract(1, cast(greater(absolute(subtract(row, column)), width - 1), 'float32'));
}

function places(graph: Graph, rows: number, columns: number) {
  return {
    row: graph.constant(counted(rows), 'float32', [rows, 1]),
    column: graph.constant(counted(columns), 'float32', [columns]),
  };
}

const counted = (count: number): Float32Array => new Float32Array(count).map((_, at) => at);
