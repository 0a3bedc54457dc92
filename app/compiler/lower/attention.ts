import type { Value } from '../graph.ts';
import { batchedProduct } from '../operators/batched-product.ts';
import { add, multiply, sigmoid, softmax, subtract } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { broadcast, reshape, transpose } from '../operators/movement.ts';
import { dropoutMask } from './dropout-mask.ts';
import type { LoweringContext } from './lowering.ts';
import { orderMask, windowMask } from './order-mask.ts';
import { rotated } from './positions.ts';

/** Added to the scores of what must not be looked at: e to this power is 0. */
const HIDDEN = -1e9;

/** What may be looked at: masks are float32 [batch, time], 1 for steps that are there. */
export interface Visibility {
  /** Whether a query sees only what comes no later than itself. */
  readonly causal: boolean;
  /** A query sees what is less than so many steps away from it; all where left out or null. */
  readonly window?: number | null;
  readonly queryMask?: Value | undefined;
  readonly keyMasks: readonly Value[];
}

/**
 * Shares that add up to 1 along the keys, of those that a query may see; zeros where it sees none.
 * @param scores [batch, …heads, queries, keys]
 */
function visibleShares(scores: Value, visibility: Visibility): Value {
  const { causal, window = null, queryMask, keyMasks } = visibility;
  const { graph, shape } = scores;
  const [queries = 1, keys = 1] = shape.slice(-2);
  const between = shape.slice(1, -2).map(() => 1);
  const [batch = 1] = shape;
  const masks = [
    ...(queryMask === undefined ? [] : [reshape(queryMask, [batch, ...between, queries, 1])]),
    ...keyMasks.map((mask) => reshape(mask, [batch, ...between, 1, keys])),
  ];
  const all = [
    ...masks,
    ...(causal ? [orderMask(graph, queries, keys)] : []),
    ...(window === null ? [] : [windowMask(graph, queries, keys, window)]),
  ];
  if (all.length === 0) return softmax(scores);
  const seen = all.reduce(multiply);
  const shares = softmax(add(scores, multiply(subtract(seen, 1), -HIDDEN)));
  // By order alone every query sees the first key, and by a window the one at its place, if there is one.
  const seesSome = masks.length === 0 && (window === null || queries < keys + window);
  return seesSome ? shares : multiply(shares, seen);
}

/** Means of values, weighed by scores [batch, …heads, queries, keys]; values lead with their time. */
export function weighedValues(
  scores: Value,
  values: Value,
  visibility: Visibility,
  dropout: number,
  context: LoweringContext,
): Value {
  const shares = visibleShares(scores, visibility);
  const mask = dropoutMask(shares.shape, dropout, context, 'attention');
  const kept = mask === null ? shares : multiply(shares, mask);
  return batchedProduct(kept, values, { leadRight: true });
}

/** A weight by its name, as in Keras; undefined for a bias that is not used. */
export type WeightOf = (name: string) => Value | undefined;

/** Rows of all steps and samples with another matrix applied to each. */
function project(rows: Value, kernel: Value | undefined, bias: Value | undefined): Value {
  const [, features = 1] = rows.shape;
  if (kernel === undefined) throw new Error('A projection has a kernel');
  const matrix = reshape(kernel, [features, kernel.shape.reduce((a, b) => a * b, 1) / features]);
  const vector = bias && reshape(bias, [matrix.shape[1] ?? 1]);
  return matrixProduct(rows, matrix, { bias: vector });
}

export interface Heads {
  readonly count: number;
  /** Those of keys and values, each for as many of the queries' in turn; as many where left out. */
  readonly keyValueCount?: number;
  /** Whether a sigmoid of the query says how far each number of a head is let through. */
  readonly gated: boolean;
  readonly dropout: number;
  readonly rotaryMaxWavelength: number | null;
}

/** What attention reads, each [time, batch, features]; one value may stand for several. */
export interface Sequences {
  readonly query: Value;
  readonly value: Value;
  readonly key: Value;
}

/**
 * Attention in several heads between projections. Time leads throughout, so that heads need not be
 * brought to the front: the products read them where they lie.
 * @returns [time, batch, features that the last projection gives]
 */
export function multiHeadAttention(
  { query, value, key }: Sequences,
  heads: Heads,
  weight: WeightOf,
  visibility: Visibility,
  context: LoweringContext,
): Value {
  const [time = 1, batch = 1] = query.shape;
  const rowsOf = sharedRows();
  const projection = (x: Value, name: string): Value =>
    project(rowsOf(x), weight(`${name}/kernel`), weight(`${name}/bias`));
  const toHeads = (x: Value, name: string, among = heads.count): Value => {
    const projected = projection(x, name);
    const width = (projected.shape[1] ?? 1) / among;
    count(projected, x.shape[0] ?? 1);
    return inTurn(reshape(projected, [x.shape[0] ?? 1, batch, among, width]), heads.count / among);
  };
  const count = (rows: Value, steps: number) =>
    context.countActivity({
      value: reshape(rows, [steps, batch, rows.shape[1] ?? 1]),
      layout: 'time-first',
    });
  const turn = (x: Value): Value =>
    heads.rotaryMaxWavelength === null
      ? x
      : rotated(x, { maxWavelength: heads.rotaryMaxWavelength, scale: 1, timeAxis: 0 });
  const queries = turn(toHeads(query, 'query'));
  const keys = turn(toHeads(key, 'key', heads.keyValueCount));
  const scores = batchedProduct(queries, keys, {
    transposeRight: true,
    leadLeft: true,
    leadRight: true,
    scale: 1 / Math.sqrt(queries.shape[3] ?? 1),
  });
  const gate = heads.gated ? sigmoid(projection(query, 'gate')) : null;
  if (gate !== null) count(gate, time);
  const values = toHeads(value, 'value', heads.keyValueCount);
  const found = weighedValues(scores, values, visibility, heads.dropout, context);
  const width = found.shape[3] ?? 1;
  const joined = reshape(transpose(found, [2, 0, 1, 3]), [time * batch, heads.count * width]);
  const output = project(
    gate === null ? joined : multiply(joined, gate),
    weight('attention_output/kernel'),
    weight('attention_output/bias'),
  );
  count(output, time);
  return reshape(output, [time, batch, output.shape[1] ?? 1]);
}

/** Heads [time, batch, heads, width], each so many times one behind the other. */
function inTurn(x: Value, times: number): Value {
  if (times === 1) return x;
  const [time = 1, batch = 1, heads = 1, width = 1] = x.shape;
  const each = reshape(x, [time * batch * heads, 1, width]);
  const several = broadcast(each, [time * batch * heads, times, width]);
  return reshape(several, [time, batch, heads * times, width]);
}

/** Rows of a sequence, the same ones for the same sequence, so that its gradients meet early. */
function sharedRows(): (x: Value) => Value {
  const known = new Map<Value, Value>();
  return (x) => {
    const [time = 1, batch = 1, features = 1] = x.shape;
    const rows = known.get(x) ?? reshape(x, [time * batch, features]);
    known.set(x, rows);
    return rows;
  };
}
