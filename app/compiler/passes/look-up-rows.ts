import { elementCount } from '../../shape.ts';
import { BYTES_PER_MIB } from '../../units.ts';
import type { LookedUp } from '../compiled.ts';
import type { AnyNode, Graph, Value } from '../graph.ts';
import { STEP_COUNTER } from '../model-weights.ts';
import { isData, isPlaces, NEXT, PLACES, placesFor } from '../onnx/edges.ts';
import { gather, reshape } from '../operators/movement.ts';
import { bytesOf } from '../peak-memory.ts';
import { rewrite } from './rewrite.ts';
import { type Users, usersOf } from './users.ts';

/** Smaller tables are handed over whole in no time. */
const LEAST_BYTES = 8 * BYTES_PER_MIB;

/** A table that steps only look rows up in, and change rows of. */
interface Table {
  readonly input: AnyNode;
  readonly rows: number;
  /** Row numbers as they are computed, before any reshaping. */
  readonly numbers: ReadonlySet<Value>;
}

/**
 * Takes of large tables only the rows that a call looks up, one after the other: a row's number
 * becomes its place among them, read off an input `[rows of the whole table]`. Copies of tables are
 * what a loop spends its memory on, and an iteration's last step much of its time.
 *
 * This can be done where all that a step does with a table is to look rows up and to add to rows,
 * whose numbers are known before the step: they follow from the batch and the step's number.
 */
export function lookUpRows(graph: Graph): Graph {
  const tables = tablesOf(graph);
  if (tables.length === 0) return graph;
  const byInput = new Map(tables.map((table) => [table.input, table]));
  const places = new Map<string, Value>();
  const placed = new Map<string, Map<Value, Value>>();
  /** Of values made of a table: its places' name. */
  const nameOf = new Map<Value, string>();

  return rewrite(graph, (node, inputs, target) => {
    const table = byInput.get(node);
    if (table !== undefined && node.op === 'input') {
      const name = placesName(table, tables);
      const [{ dtype, shape } = { dtype: 'float32', shape: [] } as const] = node.outputs;
      const taken = target.input(node.attributes.name, dtype, shape, { places: name });
      nameOf.set(taken, name);
      return [taken];
    }
    const of = node.op === 'scatterAdd' ? inputs[2] : inputs[0];
    const name = of === undefined ? undefined : nameOf.get(of);
    const [, numbers] = inputs;
    const isLookup = node.op === 'gather' || node.op === 'scatterAdd';
    if (!isLookup || name === undefined || of === undefined || numbers === undefined) return null;
    const rows = placesOf(numbers, name, of.shape[0] ?? 1, target);
    const changed = [inputs[0], rows, ...inputs.slice(2)].filter((each) => each !== undefined);
    if (node.op === 'gather') return [gather(of, rows)];
    const after = target.append(node.op, changed, node.attributes, node.outputs);
    for (const value of after) nameOf.set(value, name);
    return after;
  });

  function placesOf(numbers: Value, name: string, rows: number, target: Graph): Value {
    const known = placed.get(name)?.get(numbers);
    if (known !== undefined) return known;
    const [flat] = numbers.node.inputs;
    let found: Value;
    if (numbers.node.op === 'reshape' && flat !== undefined) {
      found = reshape(placesOf(flat, name, rows, target), numbers.shape);
    } else {
      const input = places.get(name) ?? target.input(name, 'int32', [rows]);
      places.set(name, input);
      found = gather(input, numbers);
    }
    placed.set(name, (placed.get(name) ?? new Map<Value, Value>()).set(numbers, found));
    return found;
  }
}

/** Tables whose rows are looked up by the same numbers share their places. */
function placesName(table: Table, tables: readonly Table[]): string {
  const first = tables.find(
    ({ rows, numbers }) => rows === table.rows && isSame(numbers, table.numbers),
  );
  const { input } = first ?? table;
  return PLACES + (input.op === 'input' ? input.attributes.name : '');
}

const isSame = (left: ReadonlySet<Value>, right: ReadonlySet<Value>): boolean =>
  left.size === right.size && [...left].every((value) => right.has(value));

function tablesOf(graph: Graph): readonly Table[] {
  const users = usersOf(graph);
  return [...graph.inputs].flatMap(([name, value]) => {
    const { node, shape } = value;
    const isPlain = node.op === 'input' && !node.attributes.axes && !node.attributes.pieces;
    if (!isPlain || bytesOf(value) < LEAST_BYTES || value.dtype !== 'float32') return [];
    const next = graph.outputs.get(name + NEXT);
    if (next === undefined || next === value) return [];
    const numbers = lookups(value, next, users);
    const given = [...graph.outputs.values()].filter((each) => each === next).length;
    if (numbers === null || given !== 1 || ![...numbers].every(isForeseeable)) return [];
    return [{ input: node, rows: shape[0] ?? 1, numbers }];
  });
}

/**
 * All row numbers by which a table, and what it becomes up to its next value, is read and changed;
 * null where anything else is done with it.
 */
function lookups(table: Value, next: Value, users: Users): ReadonlySet<Value> | null {
  const numbers = new Set<Value>();
  let isLast = false;
  for (let value: Value | null = table; value !== null; ) {
    isLast = value === next;
    let after: Value | null = null;
    for (const user of users.get(value) ?? []) {
      const [first, second, third] = user.inputs;
      const isRead = user.op === 'gather' && first === value;
      const isChanged: boolean = user.op === 'scatterAdd' && third === value && first !== value;
      // Changed twice over, it would be there twice.
      if (second === undefined || second === value || !(isRead || (isChanged && after === null)))
        return null;
      numbers.add(beforeReshaping(second));
      if (isChanged) after = user.outputs[0] ?? null;
    }
    value = after;
  }
  return isLast ? numbers : null;
}

function beforeReshaping(value: Value): Value {
  const [before] = value.node.inputs;
  return value.node.op === 'reshape' && before !== undefined ? beforeReshaping(before) : value;
}

/** Whether a value follows from the batch and the step's number alone. */
function isForeseeable(value: Value): boolean {
  const pending = [value.node];
  const seen = new Set<AnyNode>();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.op === 'input' && !isKnown(node.attributes.name)) return false;
    pending.push(...node.inputs.map((input) => input.node));
  }
  return true;
}

const isKnown = (name: string): boolean => isData(name) || name === STEP_COUNTER.name;

/** Of a graph that `lookUpRows` has made, what it takes of which table. */
export function lookedUp(graph: Graph): readonly LookedUp[] {
  return [...graph.inputs].flatMap(([places, { shape }]) => {
    if (!isPlaces(places)) return [];
    const [rows = 1] = shape;
    const tables = [...graph.inputs].filter(([, value]) => placesFor(value) === places);
    const count = numbersOf(graph, places).reduce((sum, each) => sum + elementCount(each.shape), 0);
    const bytes = tables.reduce((sum, [, value]) => sum + (bytesOf(value) / rows) * count, 0);
    return [{ places, tables: tables.map(([name]) => name), rows, count, bytes }];
  });
}

/**
 * What a step looks up, as a graph that takes the batch and the step's number: the numbers of each
 * `LookedUp` are an output by the name of its places, a vector. Without such tables it gives nothing.
 */
export function lookupGraph(graph: Graph): Graph {
  const outputs = new Map<string, Value>();
  for (const { places } of lookedUp(graph)) {
    numbersOf(graph, places).forEach((value, at) => {
      outputs.set(`${places} ${at}`, value);
    });
  }
  const nodes = graph.nodes.filter((node) => node.op !== 'input' || isKnown(node.attributes.name));
  const step = graph.outputs.get(STEP_COUNTER.name + NEXT);
  if (step !== undefined && outputs.size > 0) outputs.set(STEP_COUNTER.name + NEXT, step);
  const found = rewrite({ nodes, outputs }, () => null);
  for (const [name, value] of found.outputs) {
    if (isPlaces(name)) found.outputs.set(name, reshape(value, [elementCount(value.shape)]));
  }
  return found;
}

function numbersOf(graph: Graph, places: string): readonly Value[] {
  const taken = graph.inputs.get(places);
  const lookups = graph.nodes.filter(({ op, inputs: [from] }) => op === 'gather' && from === taken);
  return [...new Set(lookups.flatMap(({ inputs: [, numbers] }) => numbers ?? []))];
}
