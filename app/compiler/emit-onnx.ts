import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import type { Graph } from './graph.ts';
import { type CarriedTensor, enterLoops, leaveLoops } from './onnx/carried-state.ts';
import {
  batchOf,
  carriedInfo,
  dataInfos,
  encode,
  INDICES,
  inputOf,
  isData,
  isPlaces,
  MEASURES,
  NEXT,
  nameIn,
  valueInfo,
} from './onnx/edges.ts';
import { GraphWriter } from './onnx/graph-writer.ts';
import { ELEMENT_TYPES, type OnnxGraph } from './onnx/model.ts';
import { takesOneStep, writeLoops, writeSteps } from './onnx/training-loop.ts';
import { writeGraph } from './onnx/write-graph.ts';
import type { DType } from './operators/vocabulary.ts';

/**
 * Writes a step graph as a model that runs K steps a call, K being the length of `indices`; so many
 * as `written` says where they are written without a loop.
 * ONNX loops carry the state from step to step and gather each step's rows; what is measured of
 * each step is their scan output. State tensors that are carried together are joined before the
 * loops and parted after them. What a step leaves as it was is not given.
 * @param step     takes `features`, `target` and carried tensors by name; gives `<name>:next` and what is measured
 * @param measured names of vectors, which follow each other in `measures` [K · width]
 */
export function emitTraining(
  step: Graph,
  carried: readonly CarriedTensor[],
  measured: readonly string[],
  execution: ExecutionPlan = STANDARD_PLAN,
  written: number | null = takesOneStep(step) ? 1 : null,
): Uint8Array {
  return encode(trainingGraph(step, carried, measured, execution, written));
}

/** What `emitTraining` encodes. */
export function trainingGraph(
  step: Graph,
  carried: readonly CarriedTensor[],
  measured: readonly string[],
  execution: ExecutionPlan,
  written: number | null = takesOneStep(step) ? 1 : null,
): OnnxGraph {
  const writer = new GraphWriter('call', null, execution);
  const entered = carried.map((tensor) => ({
    ...tensor,
    looped: enterLoops(tensor, inputOf(step, tensor.name), writer),
  }));
  const changed = entered.filter(({ name }) => step.outputs.has(name + NEXT));
  const unchanged = entered.filter((each) => !changed.includes(each));
  const places = [...step.inputs].filter(([name]) => isPlaces(name));
  const looped = {
    step,
    carried: changed.map((each) => each.looped),
    lasting: new Map([
      ...unchanged.map(({ looped: { name, entering } }) => [name, entering] as const),
      ...places.map(([name]) => [name, name] as const),
    ]),
    measured,
  };
  if (written === null) writeLoops(looped, writer);
  else writeSteps(looped, written, writer);
  for (const { looped: left, parts, name } of changed) {
    leaveLoops(left, parts, inputOf(step, name), writer);
  }
  const infosOf = (tensors: readonly CarriedTensor[], suffix = '') =>
    tensors.flatMap(({ name, parts }) =>
      parts.map((each) => carriedInfo(each.name + suffix, each, inputOf(step, name))),
    );
  return writer.finish(
    'training',
    [
      ...dataInfos(step, [written ?? 'steps', batchOf(step)]),
      ...infosOf(carried),
      ...places.map(([name, value]) => valueInfo(name, value)),
    ],
    [
      ...infosOf(changed, NEXT),
      {
        name: MEASURES,
        elementType: ELEMENT_TYPES[measuredType(step, measured)],
        dims: ['measures'],
      },
    ],
  );
}

function measuredType({ outputs }: Graph, [first]: readonly string[]): DType {
  return (first === undefined ? undefined : outputs.get(first)?.dtype) ?? 'float32';
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

/** Writes a graph as a model that takes its inputs and gives its outputs as they are. */
export function emitPlain(graph: Graph, execution: ExecutionPlan = STANDARD_PLAN): Uint8Array {
  return encode(plainGraph(graph, execution));
}

/** What `emitPlain` encodes. */
export function plainGraph(graph: Graph, execution: ExecutionPlan): OnnxGraph {
  const writer = new GraphWriter('plain', null, execution);
  const names = writeGraph(graph, writer, (name) => name);
  const outputs = [...graph.outputs].map(([name, value]) => {
    writer.namedNode('Identity', [nameIn(names, name)], [name]);
    return valueInfo(name, value);
  });
  const inputs = [...graph.inputs].map(([name, value]) => valueInfo(name, value));
  return writer.finish('plain', inputs, outputs);
}
