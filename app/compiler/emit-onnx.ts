import { elementCount, type Shape, sameShape } from '../shape.ts';
import type { StateTensor } from './compiled.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import type { Graph } from './graph.ts';
import {
  batchOf,
  dataInfos,
  encode,
  INDICES,
  inputOf,
  isData,
  NEXT,
  nameIn,
  valueInfo,
} from './onnx/edges.ts';
import { GraphWriter } from './onnx/graph-writer.ts';
import { ELEMENT_TYPES, type OnnxGraph } from './onnx/model.ts';
import { type LoopCarried, writeLoops } from './onnx/training-loop.ts';
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
  const joined = carried.map((tensor) => join(tensor, inputOf(step, tensor.name).shape, writer));
  writeLoops({ step, carried: joined, metrics }, steps, writer);
  carried.forEach(({ parts }, place) => {
    part(joined[place]?.leaving ?? '', parts, writer);
  });
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

/** Makes the carried tensor, of the given shape, of the state tensors, unless one is just that. */
function join({ name, parts }: CarriedTensor, shape: Shape, writer: GraphWriter): LoopCarried {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) {
    return sameShape(first.shape, shape)
      ? { name, entering: first.name, leaving: first.name + NEXT }
      : through(name, writer.node('Reshape', [first.name, writer.integers(shape)]));
  }
  const flat = parts.map((each) => writer.node('Reshape', [each.name, writer.integers([-1])]));
  const joined = writer.node('Concat', flat, { axis: 0 });
  return through(name, writer.node('Reshape', [joined, writer.integers(shape)]));
}

const through = (name: string, entering: string): LoopCarried => ({
  name,
  entering,
  leaving: entering + NEXT,
});

/** Makes the next state tensors of what left the loops, unless one is just that. */
function part(leaving: string, parts: readonly StateTensor[], writer: GraphWriter): void {
  const [first] = parts;
  if (leaving === `${first?.name}${NEXT}`) return;
  const split =
    parts.length === 1
      ? [leaving]
      : writer.nodes(
          'Split',
          [
            writer.node('Reshape', [leaving, writer.integers([-1])]),
            writer.integers(parts.map(({ shape }) => elementCount(shape))),
          ],
          { axis: 0 },
          { outputs: parts.length },
        );
  parts.forEach(({ name, shape }, place) => {
    writer.namedNode('Reshape', [split[place] ?? '', writer.integers(shape)], [name + NEXT]);
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
