import type { AnyNode, Graph, TensorType, Value } from './graph.ts';
import type { Emitter } from './onnx/emit/emitter.ts';
import { EMITTERS } from './onnx/emit/table.ts';
import { GraphWriter } from './onnx/graph-writer.ts';
import { ELEMENT_TYPES, type OnnxGraph, type OnnxValueInfo } from './onnx/model.ts';
import { encodeModel } from './onnx/protobuf.ts';
import type { Operator } from './operators/vocabulary.ts';

/** ONNX 1.12: the newest version that every provider of ONNX Runtime 1.30 implements throughout. */
const IR_VERSION = 8;
const OPSET_VERSION = 17;

/** Suffix of a state tensor's value after a step or call. */
export const NEXT = ':next';

/** Names by which a graph's inputs for one batch are known. */
export const FEATURES = 'features';
export const TARGET = 'target';
export const INDICES = 'indices';

/**
 * Writes a step graph as a model that runs K steps a call, K being the length of `indices`.
 * One ONNX Loop carries the state from step to step and gathers each step's rows; per-step metrics
 * are its scan outputs.
 * @param step    takes `features`, `target` and the state by name; gives `<state>:next` and metrics
 * @param state   names of the state tensors
 * @param metrics names of the scalar outputs
 */
export function emitTraining(
  step: Graph,
  state: readonly string[],
  metrics: readonly string[],
): Uint8Array {
  const outer = new GraphWriter('call');
  const stateInfos = state.map((name) => valueInfo(name, inputOf(step, name)));
  const steps = outer.node('Gather', [
    outer.node('Shape', [INDICES]),
    outer.constant([0], 'int64', []),
  ]);
  outer.namedNode(
    'Loop',
    [steps, '', ...state],
    [...state.map((name) => name + NEXT), ...metrics],
    {
      body: { kind: 'graph', value: loopBody(step, state, metrics) },
    },
  );
  return encode(
    outer.finish(
      'training',
      [...dataInfos(step, ['steps', batchOf(step)]), ...stateInfos],
      [
        ...stateInfos.map((info) => ({ ...info, name: info.name + NEXT })),
        ...metrics.map((name) => ({
          name,
          elementType: ELEMENT_TYPES.float32,
          dims: ['steps'],
        })),
      ],
    ),
  );
}

function loopBody(step: Graph, state: readonly string[], metrics: readonly string[]): OnnxGraph {
  const writer = new GraphWriter('step');
  const iteration: OnnxValueInfo = {
    name: 'iteration',
    elementType: ELEMENT_TYPES.int64,
    dims: [],
  };
  const condition: OnnxValueInfo = { name: 'condition', elementType: ELEMENT_TYPES.bool, dims: [] };
  const rows = writer.node('Gather', [INDICES, iteration.name]);
  const names = writeGraph(step, writer, (name) => gatheredOr(name, writer, rows, insideLoop));
  const outputs = [...state.map((name) => name + NEXT), ...metrics].map((name) => {
    const value = step.outputs.get(name);
    const written = names.get(name);
    if (value === undefined || written === undefined) throw new Error(`No output ${name}`);
    // A loop's results must be its own: an input handed through or a value used twice is copied.
    return valueInfo(writer.node('Identity', [written]), value);
  });
  const goOn = { ...condition, name: writer.node('Identity', [condition.name]) };
  return writer.finish(
    'step',
    [
      iteration,
      condition,
      ...state.map((name) => valueInfo(insideLoop(name), inputOf(step, name))),
    ],
    [goOn, ...outputs],
  );
}

/** A loop may not reuse the names of the graph around it. */
const insideLoop = (name: string): string => `${name}:now`;

/**
 * Writes a forward graph as a model for one batch whose rows `indices` names.
 * @param forward takes `features`, `target` and weights by name
 */
export function emitInference(forward: Graph): Uint8Array {
  const writer = new GraphWriter('forward');
  const names = writeGraph(forward, writer, (name) =>
    gatheredOr(name, writer, INDICES, (weight) => weight),
  );
  const outputs = [...forward.outputs].map(([name, value]) => {
    writer.namedNode('Identity', [names.get(name) ?? ''], [name]);
    return valueInfo(name, value);
  });
  const weights = [...forward.inputs].filter(([name]) => name !== FEATURES && name !== TARGET);
  return encode(
    writer.finish(
      'inference',
      [
        ...dataInfos(forward, [batchOf(forward)]),
        ...weights.map(([name, value]) => valueInfo(name, value)),
      ],
      outputs,
    ),
  );
}

/** The rows of a batch for a data input; any other input's own name. */
function gatheredOr(
  name: string,
  writer: GraphWriter,
  rows: string,
  other: (name: string) => string,
): string {
  return name === FEATURES || name === TARGET ? writer.node('Gather', [name, rows]) : other(name);
}

/** Writes every node; returns the names of the graph's outputs by output name. */
function writeGraph(
  graph: Graph,
  writer: GraphWriter,
  inputName: (name: string) => string,
): ReadonlyMap<string, string> {
  const names = new Map<Value, string>();
  const nameOf = (value: Value): string => {
    const name = names.get(value);
    if (name === undefined) throw new Error(`${value.node.op} is used before it is written`);
    return name;
  };
  const used = usedValues(graph);
  for (const node of graph.nodes) {
    writer.scope = node.scope;
    const written = writeNode(node, node.inputs.map(nameOf), writer, inputName, used);
    node.outputs.forEach((value, output) => {
      const name = written[output];
      if (name !== undefined) names.set(value, name);
    });
  }
  writer.scope = '';
  return new Map([...graph.outputs].map(([name, value]) => [name, nameOf(value)]));
}

function writeNode(
  node: AnyNode,
  inputs: readonly string[],
  writer: GraphWriter,
  inputName: (name: string) => string,
  used: ReadonlySet<Value>,
): readonly string[] {
  if (node.op === 'input') return [inputName(node.attributes.name)];
  const emit = EMITTERS[node.op] as Emitter<Operator>;
  return emit(node, inputs, writer, (output) => {
    const value = node.outputs[output];
    return value !== undefined && used.has(value);
  });
}

function usedValues(graph: Graph): ReadonlySet<Value> {
  return new Set([...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.values()]);
}

function inputOf(graph: Graph, name: string): Value {
  const value = graph.inputs.get(name);
  if (value === undefined) throw new Error(`The graph has no input ${name}`);
  return value;
}

const batchOf = (graph: Graph): number => inputOf(graph, FEATURES).shape[0] ?? 1;

/** Data handed over whole, and the rows to take from it. */
function dataInfos(graph: Graph, indices: readonly (number | string)[]): readonly OnnxValueInfo[] {
  const whole = (name: string): OnnxValueInfo => {
    const { dtype, shape } = inputOf(graph, name);
    return { name, elementType: ELEMENT_TYPES[dtype], dims: ['rows', ...shape.slice(1)] };
  };
  return [
    whole(FEATURES),
    whole(TARGET),
    { name: INDICES, elementType: ELEMENT_TYPES.int32, dims: indices },
  ];
}

function valueInfo(name: string, { dtype, shape }: TensorType): OnnxValueInfo {
  return { name, elementType: ELEMENT_TYPES[dtype], dims: shape };
}

function encode(graph: OnnxGraph): Uint8Array {
  return encodeModel({
    irVersion: IR_VERSION,
    opsets: [{ domain: '', version: OPSET_VERSION }],
    graph,
  });
}
