import { elementCount } from '../shape.ts';
import type { StateTensor } from './compiled.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import type { Graph } from './graph.ts';
import {
  batchOf,
  dataInfos,
  encode,
  INDICES,
  isData,
  NEXT,
  nameIn,
  valueInfo,
} from './onnx/edges.ts';
import { GraphWriter } from './onnx/graph-writer.ts';
import { ELEMENT_TYPES, type OnnxGraph } from './onnx/model.ts';
import { writeLoops } from './onnx/training-loop.ts';
import { writeGraph } from './onnx/write-graph.ts';

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
 * ONNX loops carry the state from step to step and gather each step's rows; per-step metrics are
 * their scan outputs. State tensors that are carried together are joined before the
 * loops and parted after them.
 * @param step    takes `features`, `target` and carried tensors by name; gives `<name>:next` and metrics
 * @param metrics names of the outputs of shape [1]
 */
export function emitTraining(
  step: Graph,
  carried: readonly CarriedTensor[],
  metrics: readonly string[],
  execution: ExecutionPlan = STANDARD_PLAN,
): Uint8Array {
  return encode(trainingGraph(step, carried, metrics, execution));
}

/** What `emitTraining` encodes. */
export function trainingGraph(
  step: Graph,
  carried: readonly CarriedTensor[],
  metrics: readonly string[],
  execution: ExecutionPlan,
): OnnxGraph {
  const writer = new GraphWriter('call', null, execution);
  const shape = writer.node('Shape', [INDICES]);
  const steps = writer.node('Gather', [shape, writer.constant([0], 'int64', [])]);
  for (const tensor of carried) join(tensor, writer);
  writeLoops({ step, carried: carried.map(({ name }) => name), metrics }, steps, writer);
  for (const tensor of carried) part(tensor, writer);
  const stateInfos = carried.flatMap(({ parts }) =>
    parts.map((each) => valueInfo(each.name, each)),
  );
  return writer.finish(
    'training',
    [...dataInfos(step, ['steps', batchOf(step)]), ...stateInfos],
    [
      ...stateInfos.map((info) => ({ ...info, name: info.name + NEXT })),
      ...metrics.map((name) => ({ name, elementType: ELEMENT_TYPES.float32, dims: ['steps'] })),
    ],
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

/**
 * Writes a forward graph as a model for one batch, whose rows `indices` names.
 * @param forward takes `features`, `target` and weights by name
 */
export function emitInference(
  forward: Graph,
  execution: ExecutionPlan = STANDARD_PLAN,
): Uint8Array {
  const writer = new GraphWriter('forward', null, execution);
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
