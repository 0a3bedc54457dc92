import { elementCount, type Shape, sameShape } from '../../shape.ts';
import { only, typeText, type Value } from '../graph.ts';

/** Same values in the same order under another shape; of several in a row only the last counts. */
export function reshape(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const [before] = x.node.inputs;
  if (x.node.op === 'reshape' && before !== undefined) return reshape(before, shape);
  if (elementCount(shape) !== elementCount(x.shape)) {
    throw new Error(`${typeText(x)} cannot take the shape [${shape.join(', ')}]`);
  }
  return only(x.graph.append('reshape', [x], {}, [{ dtype: x.dtype, shape }]));
}

/** Output axis i is input axis `axes[i]`; of several in a row one is made, and it becomes a reshape where only axes of size 1 move. */
export function transpose(x: Value, axes: readonly number[]): Value {
  const shape = axes.map((axis) => {
    const size = x.shape[axis];
    if (size === undefined) throw new Error(`${typeText(x)} has no axis ${axis}`);
    return size;
  });
  if (axes.length !== x.shape.length || new Set(axes).size !== axes.length) {
    throw new Error(`[${axes.join(', ')}] does not order the axes of ${typeText(x)}`);
  }
  const [before] = x.node.inputs;
  if (x.node.op === 'transpose' && before !== undefined) {
    const { axes: first } = x.node.attributes;
    return transpose(
      before,
      axes.map((axis) => first[axis] ?? axis),
    );
  }
  const long = axes.filter((axis) => x.shape[axis] !== 1);
  const inOrder = long.every((axis, at) => at === 0 || axis > (long[at - 1] ?? -1));
  if (inOrder) return reshape(x, shape);
  const reordered = reorderedGather(x, axes);
  if (reordered !== null) return reordered;
  return only(x.graph.append('transpose', [x], { axes }, [{ dtype: x.dtype, shape }]));
}

/** Reordering the indices moves far fewer values than reordering the rows they stand for. */
function reorderedGather(x: Value, axes: readonly number[]): Value | null {
  const [table, indices] = x.node.inputs;
  if (x.node.op !== 'gather' || table === undefined || indices === undefined) return null;
  const { length: rank } = indices.shape;
  const rowsStay = axes.every((axis, at) => at < rank || axis === at);
  return rowsStay ? gather(table, transpose(indices, axes.slice(0, rank))) : null;
}

/** The order that undoes `axes`. */
export function inverseOrder(axes: readonly number[]): readonly number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}

/** Repeats axes of size 1 up to `shape`. */
export function broadcast(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  return only(x.graph.append('broadcast', [x], {}, [{ dtype: x.dtype, shape }]));
}

/** Values one after the other along an axis; they agree on all others. */
export function concatenate(parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  if (first === undefined) throw new Error('Nothing to concatenate');
  if (parts.length === 1) return first;
  const length = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  const shape = first.shape.with(axis, length);
  for (const part of parts) {
    if (!sameShape(part.shape.with(axis, length), shape)) {
      throw new Error(`${typeText(part)} does not continue ${typeText(first)}`);
    }
  }
  return only(first.graph.append('concatenate', parts, { axis }, [{ dtype: first.dtype, shape }]));
}

/** Pieces of a value along an axis; the sizes add up to the axis. */
export function split(x: Value, axis: number, sizes: readonly number[]): readonly Value[] {
  if (sizes.length === 1) return [x];
  if (sizes.reduce((sum, size) => sum + size, 0) !== x.shape[axis]) {
    throw new Error(`[${sizes.join(', ')}] does not cut up axis ${axis} of ${typeText(x)}`);
  }
  const types = sizes.map((size) => ({ dtype: x.dtype, shape: x.shape.with(axis, size) }));
  return x.graph.append('split', [x], { axis, sizes }, types);
}

/** A piece of a value along an axis. */
export function slice(x: Value, axis: number, start: number, size: number): Value {
  const length = x.shape[axis] ?? 0;
  const sizes = [start, size, length - start - size];
  const kept = sizes.filter((each) => each > 0);
  const piece = split(x, axis, kept)[start > 0 ? 1 : 0];
  if (piece === undefined) throw new Error(`${typeText(x)} has no ${size} values from ${start} on`);
  return piece;
}

export function reverse(x: Value, axis: number): Value {
  if (x.shape[axis] === 1) return x;
  return only(x.graph.append('reverse', [x], { axis }, [x]));
}

/** Rows of a table by their numbers, which must be whole and below the number of rows. */
export function gather(table: Value, indices: Value): Value {
  const shape = [...indices.shape, ...table.shape.slice(1)];
  return only(table.graph.append('gather', [table, indices], {}, [{ dtype: table.dtype, shape }]));
}

/** Numbers of each row of a table by their places in it. */
export function gatherAlong(table: Value, indices: Value): Value {
  const [batch, size] = table.shape;
  if (size === undefined || indices.shape.length !== 2 || indices.shape[0] !== batch) {
    throw new Error(`${typeText(table)} has no row for each of ${typeText(indices)}`);
  }
  const type = { dtype: table.dtype, shape: indices.shape };
  return only(table.graph.append('gatherAlong', [table, indices], {}, [type]));
}

/** The table, or zeros of `shape`, with each row of x added to the row that its index says. */
export function scatterAdd(x: Value, indices: Value, table: Shape | Value): Value {
  const shape = 'node' in table ? table.shape : table;
  if (!sameShape(x.shape, [...indices.shape, ...shape.slice(1)])) {
    throw new Error(`${typeText(x)} has no row for each of ${typeText(indices)}`);
  }
  const inputs = 'node' in table ? [x, indices, table] : [x, indices];
  return only(x.graph.append('scatterAdd', inputs, {}, [{ dtype: x.dtype, shape }]));
}
