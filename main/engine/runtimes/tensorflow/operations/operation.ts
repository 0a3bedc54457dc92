import type { Graph, Node } from '../../../../../app/compiler/graph.ts';
import type { BlockedOperators } from '../../../../../app/compiler/operators/blocked-vocabulary.ts';
import type { Operator } from '../../../../../app/compiler/operators/vocabulary.ts';
import type { TensorFlow, TfTensor } from '../tensorflow-types.ts';

/** A number that is known without computing on the device, or a tensor there. */
export type Held = number | TfTensor;

/** What an operation may ask for besides its inputs. */
export interface Surroundings {
  readonly tf: TensorFlow;
  /** Runs the graph inside a node. @returns its outputs, in order */
  readonly run: (body: Graph, inputs: readonly Held[]) => readonly Held[];
}

/** A node's outputs from its inputs, by operators of TensorFlow that it can differentiate. */
export type Operation<Op extends Operator> = (
  node: Node<Op>,
  inputs: readonly TfTensor[],
  surroundings: Surroundings,
) => TfTensor | readonly TfTensor[];

/** Run by `GraphProgram` itself. */
type OwnOperator = 'input' | 'constant' | 'poolWindow' | 'conditional';
/** TensorFlow's own business, or made by passes for ONNX Runtime alone. */
type UnneededOperator =
  | keyof BlockedOperators
  | 'convolutionFilterGradient'
  | 'maxPoolGradient'
  | 'batchNormalizationGradient'
  | 'layerNormalizationGradient'
  | 'lstm'
  | 'scaledCast'
  | 'multiplyAdd';

/** What layers, losses and optimisers are made of. */
export type NeededOperator = Exclude<Operator, OwnOperator | UnneededOperator>;

export type OperationTable = { readonly [Op in NeededOperator]: Operation<Op> };

/** The input in this place; an operation is never called without it. */
export function inputAt(inputs: readonly TfTensor[], place: number): TfTensor {
  const tensor = inputs[place];
  if (tensor === undefined) throw new Error(`Input ${place} is missing`);
  return tensor;
}

/** Shape of the node's first output. */
export function outputShape({ outputs: [value], op }: Node<Operator>): number[] {
  if (value === undefined) throw new Error(`${op} has no output`);
  return [...value.shape];
}

/**
 * What is computed so has no slope, as whole numbers and yes or no have none. TensorFlow.js refuses to
 * differentiate most such operators instead.
 */
export function withoutSlope(
  tf: TensorFlow,
  inputs: readonly TfTensor[],
  compute: (inputs: readonly TfTensor[]) => TfTensor,
): TfTensor {
  const flat = tf.customGrad((...given) => ({
    value: compute(given.slice(0, inputs.length) as TfTensor[]),
    gradFunc: () => inputs.map((each) => tf.zeros(each.shape)),
  }));
  return flat(...inputs);
}
