import { elementCount } from '../../shape.ts';
import type { AnyNode, Graph, Value } from '../graph.ts';
import {
  add,
  cast,
  divide,
  equal,
  multiply,
  negate,
  square,
  squareRoot,
} from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { gather, reshape, scatterAdd } from '../operators/movement.ts';
import { argMax } from '../operators/reduction.ts';
import { rewrite } from './rewrite.ts';
import { scaled, useCounts } from './scaled-values.ts';

/** Which rows are the same is a square of this side at most: 4 MB. */
const MOST_ROWS = 1024;

/** What an accumulator has been given, in the rows that a batch has looked up. */
interface GivenRows {
  readonly indices: Value;
  /** Of each place, all that its row is given, [places, …row]. */
  readonly sums: Value;
  /** Of each place, 1 where its row comes first, 0 where it comes again, [places, 1]. */
  readonly first: Value;
}

/**
 * Updates by Adagrad only the rows of a table that a batch has looked up: `a + g²` and
 * `w − η · g / √(a + ε)`, where the gradient is rows scattered into zeros. A row that the batch looks
 * up several times is given the square of the sum: its parts are added up at each of its places, and
 * the first of them alone counts. Rows that nobody looks up are given 0 by the dense rule too.
 */
export function accumulateRows(graph: Graph): Graph {
  const uses = useCounts(graph);
  const given = new Map<Value, GivenRows>();
  return rewrite(graph, (node, inputs) => accumulated(node, inputs) ?? moved(node, inputs));

  function accumulated(node: AnyNode, [before, squares]: readonly Value[]) {
    const gradient = squareOf(squares);
    // It is read twice by its square and once more by the update.
    const isOnlyAdagrad = uses.get(squareOf(node.inputs[1]) ?? undefined) === 3;
    if (node.op !== 'add' || before === undefined || gradient === null || !isOnlyAdagrad)
      return null;
    const [x, rowNumbers, base] = gradient.node.inputs;
    if (gradient.node.op !== 'scatterAdd' || base !== undefined) return null;
    if (x === undefined || rowNumbers === undefined) return null;
    const rows = rowsOf(x, rowNumbers);
    if (rows === null || elementCount(before.shape) < MOST_ROWS * MOST_ROWS) return null;
    const after = scatterAdd(multiply(square(rows.sums), rows.first), rows.indices, before);
    given.set(after, rows);
    return [after];
  }

  function moved(node: AnyNode, [table, step]: readonly Value[]) {
    if (node.op !== 'subtract' || table === undefined || step === undefined) return null;
    if (uses.get(node.inputs[1]) !== 1) return null;
    const move = scaled(step);
    const [, root] = move?.x.node.op === 'divide' ? move.x.node.inputs : [];
    const [shifted] = root?.node.op === 'squareRoot' ? root.node.inputs : [];
    const [after, epsilon] = shifted?.node.op === 'add' ? shifted.node.inputs : [];
    const rows = after === undefined ? undefined : given.get(after);
    if (move === null || rows === undefined || after === undefined || epsilon === undefined)
      return null;
    const { indices, sums, first } = rows;
    const direction = divide(sums, squareRoot(add(gather(after, indices), epsilon)));
    return [scatterAdd(multiply(direction, multiply(first, negate(move.factor))), indices, table)];
  }
}

/** x of x · x. */
function squareOf(value: Value | undefined): Value | null {
  if (value?.node.op !== 'multiply') return null;
  const [left, right] = value.node.inputs;
  return left !== undefined && left === right ? left : null;
}

/** @param x [...places, width] @param rowNumbers [...places] */
function rowsOf(x: Value, rowNumbers: Value): GivenRows | null {
  const places = elementCount(rowNumbers.shape);
  const width = elementCount(x.shape) / places;
  if (places > MOST_ROWS || x.shape.length !== rowNumbers.shape.length + 1) return null;
  const indices = reshape(rowNumbers, [places]);
  const alike = cast(
    equal(reshape(indices, [places, 1]), reshape(indices, [1, places])),
    'float32',
  );
  const order = Int32Array.from({ length: places }, (_, place) => place);
  const own = x.graph.constant(order, 'int32', [places]);
  const isFirst = equal(argMax(alike), own);
  const first = reshape(cast(isFirst, 'float32'), [places, 1]);
  return { indices, sums: matrixProduct(alike, reshape(x, [places, width])), first };
}
