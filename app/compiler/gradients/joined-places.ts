import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { leadAxes } from '../operators/batched-product.ts';
import { inverseOrder, reshape, transpose } from '../operators/movement.ts';

/** A matrix at each place, [places…, rows, columns], as one with the rows of all of them. */
export function joinedRows(value: Value): Value {
  const columns = value.shape.at(-1) ?? 1;
  return reshape(value, [elementCount(value.shape) / columns, columns]);
}

/** The same as one with the columns of all of them, side by side. */
export function joinedColumns(value: Value): Value {
  const rows = value.shape.at(-2) ?? 1;
  const rowsFirst = transpose(value, inverseOrder(leadAxes(value.shape.length)));
  return reshape(rowsFirst, [rows, elementCount(value.shape) / rows]);
}
