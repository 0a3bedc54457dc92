import { elementCount } from '../shape.ts';
import type { StateTensor } from './compiled.ts';
import type { Graph, TensorType, Value } from './graph.ts';
import { GraphWriter } from './onnx/graph-writer.ts';
import { ELEMENT_TYPES, type OnnxGraph, type OnnxValueInfo } from './onnx/model.ts';
import { encodeModel } from './onnx/protobuf.ts';
import { writeGraph } from './onnx/write-graph.ts';

/** ONNX 1.12: old enough for every provider of ONNX Runtime, new enough for adding scatters. */
const IR_VERSION = 8;
const OPSET_VERSION = 17;

/** Suffix of a state tensor's value after a step or call. */
export const NEXT = ':next';

/** Names by which a graph's inputs for one batch are known. */
export const FEATURES = 'features';
export const TARGET = 'target';
const INDICES = 'indices';

/**
 * What the loop carries from step to step under one name: a state tensor as it is, or several,
 * flattened and one after the other.
 */
export interface CarriedTensor {
  readonly name: string;
  readonly parts: readonly StateTensor[];
}

/**
 * Writes a step graph as a model that runs K steps a call, K being the length of `indices`.
 * One ONNX Loop carries the state from step to step and gathers each step's rows; per-step metrics
 * are its scan outputs. State tensors that are carried together are joined before the loop and
 * parted after it.
 * @param step    takes `features`, `target` and carried tensors by name; gives `<name>:next` and metrics
 * @param metrics names of the scalar outputs
 */
export function emitTraining(
  step: Graph,
  carried: readonly CarriedTensor[],
  metrics: readonly string[],
): Uint8Array {
  const writer = new GraphWriter('call');
  const shape = writer.node('Shape', [INDICES]);
  const steps = writer.node('Gather', [shape, writer.constant([0], 'int64', [])]);
  const names = carried.map(({ name }) => name);
  const next = names.map((name) => name + NEXT);
  for (const tensor of carried) join(tensor, writer);
  writer.namedNode('Loop', [steps, '', ...names], [...next, ...metrics], {
    body: { kind: 'graph', value: loopBody(step, names, [...next, ...metrics]) },
  });
  for (const tensor of carried) part(tensor, writer);
  const stateInfos = carried.flatMap(({ parts }) =>
    parts.map((each) => valueInfo(each.name, each)),
  );
  return encode(
    writer.finish(
      'training',
      [...dataInfos(step, ['steps', batchOf(step)]), ...stateInfos],
      [
        ...stateInfos.map((info) => ({ ...info, name: info.name + NEXT })),
        ...metrics.map((name) => ({ name, elementType: ELEMENT_TYPES.float32, dims: ['steps'] })),
      ],
    ),
  );
}

const isJoined = ({ name, parts }: CarriedTensor): boolean =>
  parts.length > 1 || parts[0]?.name !== name;

/** Makes the carried tensor of the state tensors. */
function join(tensor: CarriedTensor, writer: GraphWriter): void {
  if (!isJoined(tensor)) return;
  const flat = tensor.parts.map(({ name }) =>
    writer.node('Reshape', [name, writer.integers([-1])]),
  );
  writer.namedNode('Concat', flat, [tensor.name], { axis: 0 });
}

/** Makes the next state tensors of the next carried tensor. */
function part(tensor: CarriedTensor, writer: GraphWriter): void {
  if (!isJoined(tensor)) return;
  const sizes = writer.integers(tensor.parts.map(({ shape }) => elementCount(shape)));
  const flat = writer.nodes(
    'Split',
    [tensor.name + NEXT, sizes],
    { axis: 0 },
    { outputs: tensor.parts.length },
  );
  tensor.parts.forEach(({ name, shape }, place) => {
    writer.namedNode('Reshape', [flat[place] ?? '', writer.integers(shape)], [name + NEXT]);
  });
}

function loopBody(step: Graph, carried: readonly string[], results: readonly string[]): OnnxGraph {
  const writer = new GraphWriter('step');
  const iteration = valueInfo('iteration', { dtype: 'int64', shape: [] });
  const condition = valueInfo('condition', { dtype: 'bool', shape: [] });
  // A graph inside another may not reuse its names.
  const inside = (name: string): string => `${name}:now`;
  const rows = writer.node('Gather', [INDICES, iteration.name]);
  const names = writeGraph(step, writer, (name) =>
    isData(name) ? writer.node('Gather', [name, rows]) : inside(name),
  );
  return writer.finish(
    'step',
    [iteration, condition, ...carried.map((name) => valueInfo(inside(name), inputOf(step, name)))],
    [
      { ...condition, name: writer.node('Identity', [condition.name]) },
      ...results.map((name) => valueInfo(nameIn(names, name), outputOf(step, name))),
    ],
  );
}

/**
 * Writes a forward graph as a model for one batch, whose rows `indices` names.
 * @param forward takes `features`, `target` and weights by name
 */
export function emitInference(forward: Graph): Uint8Array {
  const writer = new GraphWriter('forward');
  const names = writeGraph(forward, writer, (name) =>
    isData(name) ? writer.node('Gather', [name, INDICES]) : name,
  );
  const outputs = [...forward.outputs].map(([name, value]) => {
    writer.namedNode('Identity', [nameIn(names, name)], [name]);
    return valueInfo(name, value);
  });
  const weights = [...forward.inputs].filter(([name]) => !isData(name));
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

/** Whether an input is handed over whole and gathered, rather than taken as it is. */
const isData = (name: string): boolean => name === FEATURES || name === TARGET;

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

const batchOf = (graph: Graph): number => inputOf(graph, FEATURES).shape[0] ?? 1;

function inputOf(graph: Graph, name: string): Value {
  const value = graph.inputs.get(name);
  if (value === undefined) throw new Error(`The graph has no input ${name}`);
  return value;
}

function outputOf(graph: Graph, name: string): Value {
  const value = graph.outputs.get(name);
  if (value === undefined) throw new Error(`The graph has no output ${name}`);
  return value;
}

function nameIn(names: ReadonlyMap<string, string>, output: string): string {
  const name = names.get(output);
  if (name === undefined) throw new Error(`Output ${output} was not written`);
  return name;
}

/** A value as ONNX declares it at the edge of a graph. */
export function valueInfo(name: string, { dtype, shape }: TensorType): OnnxValueInfo {
  return { name, elementType: ELEMENT_TYPES[dtype], dims: shape };
}

/** A graph as the bytes of a model of Hearth's ONNX version. */
export function encode(graph: OnnxGraph): Uint8Array {
  return encodeModel({
    irVersion: IR_VERSION,
    opsets: [{ domain: '', version: OPSET_VERSION }],
    graph,
  });
}
