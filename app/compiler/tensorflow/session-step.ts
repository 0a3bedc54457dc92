import type { Shape } from '../../shape.ts';
import { PRESENT } from '../forward-pass.ts';
import type { Graph, Value } from '../graph.ts';
import { STEP_COUNTER } from '../model-weights.ts';
import { batchOf, isData, MEASURES, NEXT } from '../onnx/edges.ts';
import type { DType } from '../operators/vocabulary.ts';
import { type Edge, edgeOf } from './edge.ts';
import { encodeSavedModel } from './graph-def.ts';
import { dimensions, int, NodeWriter, text, type } from './node-writer.ts';
import { isUnwritten, type Unwritten, writeGraph } from './write-graph.ts';
/** A variable of a session: how it is set, and read, by names of nodes. */
export interface SessionVariable {
  readonly name: string;
  readonly shape: Shape;
  /** Takes its values. */
  readonly feed: string;
  /** Has them set, when it is asked for. */
  readonly set: string;
  readonly read: string;
}

/** Data handed over whole, of which a step takes rows. */
export interface SessionData {
  readonly name: string;
  readonly feed: string;
  readonly dtype: DType;
}

/** A step as a session of TensorFlow runs it, by names of nodes. */
export interface SessionStep {
  /** `saved_model.pb` */
  readonly bytes: Uint8Array;
  readonly nodes: number;
  readonly variables: readonly SessionVariable[];
  readonly data: readonly SessionData[];
  /** int32 [batch]: rows of the data. */
  readonly indices: string;
  /** int32 scalar: steps done before. */
  readonly step: string;
  /** float32 vectors that are fed besides. */
  readonly extra: readonly string[];
  /** What is asked for, by the graph's own names. */
  readonly results: ReadonlyMap<string, string>;
}

/** Rows are taken where data lies, so that only they go to a card. */
const HOST = '/device:CPU:0';

/**
 * Writes a graph as a model whose state are variables of its session: a step is one call, which
 * takes row numbers and gives what was asked for; what goes by `<name>:next` stays with TensorFlow.
 * @param measured vectors, which follow each other in `measures`
 */
export function sessionStep(graph: Graph, measured: readonly string[]): SessionStep | Unwritten {
  const writer = new NodeWriter();
  const indices = placeholder(writer, 'int32', [batchOf(graph)], 'indices');
  const step = placeholder(writer, 'int32', [], 'step');
  const counter = writer.cast(step, 'int32', 'int64');
  const variables: SessionVariable[] = [];
  const data: SessionData[] = [];
  const extra: string[] = [];
  const handles = new Map<string, string>();
  const reads: string[] = [];
  const given = new Map<string, Edge>();
  for (const [name, value] of graph.inputs) {
    const { dtype, shape } = value;
    const edge = (own: string): Edge => edgeOf(own, value);
    if (name === STEP_COUNTER.name) given.set(name, edge(counter));
    else if (isData(name)) {
      const feed = placeholder(writer, dtype, [-1, ...shape.slice(1)], name);
      const rows = writer.node(
        'GatherV2',
        [feed, indices, writer.node('Const', [], zero(), { device: HOST })],
        { Tparams: type(dtype), Tindices: type('int32'), Taxis: type('int32') },
        { device: HOST },
      );
      data.push({ name, feed, dtype });
      given.set(name, edge(writer.reshape(rows, dtype, shape)));
    } else if (name === PRESENT) {
      const fed = placeholder(writer, dtype, shape, name);
      extra.push(fed);
      given.set(name, edge(fed));
    } else {
      const variable = addVariable(writer, `v${variables.length}`, value);
      handles.set(name, variable.handle);
      reads.push(variable.value);
      variables.push({ ...variable, name, shape });
      given.set(name, edge(variable.value));
    }
  }
  const outputs = writeGraph(graph, writer, (name) => {
    const edge = given.get(name);
    if (edge === undefined) throw new Error(`There is no ${name}`);
    return edge;
  });
  if (isUnwritten(outputs)) return outputs;
  const after = reads.map((name) => `^${name}`);
  const done = [...outputs].flatMap(([output, edge]) => {
    if (!output.endsWith(NEXT)) return [];
    const name = output.slice(0, -NEXT.length);
    const handle = handles.get(name);
    if (handle === undefined || graph.outputs.get(output) === graph.inputs.get(name)) return [];
    const assign = writer.node('AssignVariableOp', [handle, writer.plain(edge), ...after], {
      dtype: type(edge.dtype),
    });
    return [`^${assign}`];
  });
  const results = new Map<string, string>();
  const give = (name: string, from: string) => {
    const own = `r${results.size}`;
    results.set(
      name,
      writer.node('Identity', [from, ...done], { T: type('float32') }, { name: own }),
    );
  };
  const others = [...outputs].filter(([name]) => !name.endsWith(NEXT) && !measured.includes(name));
  for (const [name, edge] of others) give(name, asFloats(writer, edge));
  if (measured.length > 0) {
    const vectors = measured.map((name) => asFloats(writer, edgeIn(outputs, name)));
    give(MEASURES, joined(writer, vectors));
  }
  return {
    bytes: encodeSavedModel(writer.nodes),
    nodes: writer.nodes.length,
    variables,
    data,
    indices,
    step,
    extra,
    results,
  };
}

const zero = () =>
  ({
    dtype: type('int32'),
    value: { kind: 'tensor', dtype: 'int32', shape: [], bytes: new Uint8Array(4) },
  }) as const;

function placeholder(writer: NodeWriter, dtype: DType, shape: Shape, name: string): string {
  return writer.node('Placeholder', [], { dtype: type(dtype), shape: dimensions(shape) }, { name });
}

function addVariable(writer: NodeWriter, name: string, { dtype, shape }: Value) {
  const attributes = { dtype: type(dtype), shape: dimensions(shape) };
  const handle = writer.node(
    'VarHandleOp',
    [],
    { ...attributes, shared_name: text(name) },
    { name },
  );
  const feed = placeholder(writer, dtype, shape, `${name}_feed`);
  // A copy: what is fed lies in an array of the caller's, who may give it back.
  const copy = writer.node('DeepCopy', [feed], { T: type(dtype) });
  const assign = writer.node('AssignVariableOp', [handle, copy], { dtype: type(dtype) });
  const none = writer.number(0, 'int32');
  const set = writer.node(
    'Identity',
    [none, `^${assign}`],
    { T: type('int32') },
    { name: `${name}_set` },
  );
  const value = writer.node('ReadVariableOp', [handle], { dtype: type(dtype) });
  const read = writer.node('Identity', [value], { T: type(dtype) }, { name: `${name}_read` });
  return { handle, feed, set, value, read };
}

function asFloats(writer: NodeWriter, edge: Edge): string {
  return writer.cast(writer.plain(edge), edge.dtype, 'float32');
}

function joined(writer: NodeWriter, vectors: readonly string[]): string {
  const [only = ''] = vectors;
  if (vectors.length === 1) return only;
  return writer.node('ConcatV2', [...vectors, writer.number(0, 'int32')], {
    T: type('float32'),
    Tidx: type('int32'),
    N: int(vectors.length),
  });
}

function edgeIn(edges: ReadonlyMap<string, Edge>, name: string): Edge {
  const edge = edges.get(name);
  if (edge === undefined) throw new Error(`There is no ${name}`);
  return edge;
}
