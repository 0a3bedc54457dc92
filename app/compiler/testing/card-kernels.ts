import { ELEMENT_TYPES, type OnnxGraph, type OnnxNode } from '../onnx/model.ts';

type Type = 'float32' | 'float16' | 'int32' | 'int64' | 'uint8' | 'bool';

const FLOATS: readonly Type[] = ['float32', 'float16'];
const SIGNED: readonly Type[] = [...FLOATS, 'int32', 'int64'];
const NUMBERS: readonly Type[] = [...SIGNED, 'uint8'];
const ANY: readonly Type[] = [...NUMBERS, 'bool'];
const PLACES: readonly Type[] = ['int32', 'int64'];
const LIST: readonly Type[] = ['int64'];

/** The same types for several operators, input by input; the last ones for all inputs that follow. */
const each = (operators: string, ...inputs: readonly (readonly Type[])[]) =>
  Object.fromEntries(operators.split(' ').map((op) => [op, inputs]));

/**
 * Types that the operators of ONNX 1.12, and the runtime's own, have kernels for on CUDA: of what is
 * written here, `double` and 8 bits apart. What is missing the runtime has the processor compute, in
 * the middle of a step and without a word.
 * @source microsoft/onnxruntime, docs/OperatorKernels.md at 001d12d2623fd411ce0f83d05abb5e82304a3389,
 *   CUDAExecutionProvider: the rows whose versions include 17
 */
const CUDA_KERNELS: Readonly<Record<string, readonly (readonly Type[])[]>> = {
  ...each('ArgMax AveragePool BatchNormalization Conv ConvTranspose Cos Elu Erf Exp', FLOATS),
  ...each('FusedMatMul Gelu Gemm HardSigmoid LayerNormalization LeakyRelu Log LogSoftmax', FLOATS),
  ...each('MatMul Reciprocal Relu Sigmoid Sin Softmax Softplus Sqrt Sum Tanh', FLOATS),
  ...each('Abs Add Div Mul Sign Sub', NUMBERS),
  ...each('Greater Max Min Mod Neg Pow', SIGNED),
  ...each('Cast Concat Identity Scan Shape Transpose', ANY),
  ...each('Expand Reshape Split Squeeze Unsqueeze', ANY, LIST),
  ...each('Gather GatherElements Slice', ANY, PLACES),
  // Indices of 32 bits are clipped by Max and Min: there is no Clip of them.
  Clip: [[...FLOATS, 'int64', 'uint8']],
  ConstantOfShape: [LIST],
  DequantizeLinear: [['uint8'], ['float32'], ['uint8']],
  Equal: [[...SIGNED, 'bool']],
  If: [['bool']],
  LSTM: [FLOATS, FLOATS, FLOATS, FLOATS, ['int32'], FLOATS],
  Loop: [LIST, ['bool'], ANY],
  MaxPool: [[...FLOATS, 'uint8']],
  // The document lists both types for indices and depth; there are kernels only where they are alike.
  OneHot: [['int32'], ['int32'], FLOATS],
  Pad: [[...FLOATS, 'bool'], LIST, [...FLOATS, 'bool']],
  ReduceMax: [SIGNED],
  ReduceMean: [[...FLOATS, 'int32']],
  ReduceSum: [SIGNED, LIST],
  Resize: [[...FLOATS, 'int32', 'uint8'], FLOATS, ['float32'], LIST],
  ScatterElements: [ANY, PLACES, ANY],
  ScatterND: [ANY, LIST, ANY],
  Where: [['bool'], NUMBERS],
};

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(ELEMENT_TYPES).map(([name, number]) => [number, name]),
);

/** Nodes of a graph, and of those inside it, that CUDA has no kernel for: `Clip of int32`. */
export function withoutKernel(graph: OnnxGraph): readonly string[] {
  const types = new Map<string, string>();
  const missing = new Set<string>();
  const walk = ({ inputs, initializers, nodes }: OnnxGraph): void => {
    for (const { name, elementType } of [...inputs, ...initializers]) {
      types.set(name, NAMES.get(elementType) ?? '');
    }
    for (const node of nodes) {
      const bodies = Object.values(node.attributes).flatMap((attribute) =>
        attribute.kind === 'graph' ? [attribute.value] : [],
      );
      bodies.forEach(walk);
      const given = node.inputs.map((name) => types.get(name));
      if (!hasKernel(node, given)) missing.add(`${node.op} of ${given.join(', ')}`);
      const own = typesOf(node, given);
      const [body] = bodies;
      // The first output of a loop's body says whether to go on.
      const inner = body?.outputs
        .slice(node.op === 'Loop' ? 1 : 0)
        .map(({ elementType }) => NAMES.get(elementType) ?? '');
      node.outputs.forEach((name, place) => {
        types.set(name, inner?.[place] ?? own[place] ?? own[0] ?? '');
      });
    }
  };
  walk(graph);
  return [...missing].sort();
}

function hasKernel({ op, inputs }: OnnxNode, given: readonly (string | undefined)[]): boolean {
  const kernel = CUDA_KERNELS[op];
  if (kernel === undefined) return false;
  return given.every((type, place) => {
    const allowed: readonly string[] = kernel[place] ?? kernel.at(-1) ?? [];
    return inputs[place] === '' || allowed.includes(type ?? '');
  });
}

/** Types of a node's outputs, the first one also for those that are not listed. */
function typesOf({ op, attributes }: OnnxNode, given: readonly (string | undefined)[]) {
  const [first, second, third] = given;
  if (op === 'Cast') {
    const { to } = attributes;
    return [to?.kind === 'int' ? NAMES.get(to.value) : undefined];
  }
  if (op === 'MaxPool') return [first, 'int64'];
  if (op === 'OneHot') return [third];
  if (op === 'Where' || op === 'DequantizeLinear') return [second];
  if (op === 'Greater' || op === 'Equal') return ['bool'];
  if (op === 'Shape' || op === 'ArgMax') return ['int64'];
  return [op === 'ConstantOfShape' ? 'float32' : first];
}
