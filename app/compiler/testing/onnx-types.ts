import { elementCount, type Shape } from '../../shape.ts';
import { ELEMENT_TYPES, type OnnxGraph, type OnnxNode, type OnnxTensor } from '../onnx/model.ts';

/** What a value of a written graph is: how much of it there is and what of. */
export interface OnnxType {
  /** A number of `TensorProto.DataType`. */
  readonly elementType: number;
  readonly dims: Shape;
}

const { int64, bool, float32 } = ELEMENT_TYPES;

/** Bytes of one element, by the numbers of `ELEMENT_TYPES`. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = {
  [ELEMENT_TYPES.float32]: 4,
  [ELEMENT_TYPES.float16]: 2,
  [ELEMENT_TYPES.float64]: 8,
  [ELEMENT_TYPES.int32]: 4,
  [ELEMENT_TYPES.int64]: 8,
  [ELEMENT_TYPES.uint8]: 1,
  [ELEMENT_TYPES.bool]: 1,
};

export const typeBytes = ({ elementType, dims }: OnnxType): number =>
  elementCount(dims) * (ELEMENT_BYTES[elementType] ?? Number.NaN);

/** Types by the names of values, and the whole numbers of those constants that shapes are read from. */
export interface TypeScope {
  readonly types: Map<string, OnnxType>;
  readonly constants: Map<string, readonly number[]>;
}

/** Adds what a graph is given: its constants and inputs; a size by name counts as `symbols` say. */
export function enterGraph(
  { initializers, inputs }: OnnxGraph,
  { types, constants }: TypeScope,
  symbols: Readonly<Record<string, number>>,
): void {
  for (const { name, elementType, dims } of inputs) {
    const sizes = dims.map((size) => (typeof size === 'number' ? size : (symbols[size] ?? 1)));
    types.set(name, { elementType, dims: sizes });
  }
  for (const tensor of initializers) {
    types.set(tensor.name, tensor);
    const numbers = wholeNumbers(tensor);
    if (numbers !== null) constants.set(tensor.name, numbers);
  }
}

function wholeNumbers({ elementType, bytes }: OnnxTensor): readonly number[] | null {
  const { buffer } = bytes.slice();
  if (elementType === int64) return Array.from(new BigInt64Array(buffer), Number);
  return elementType === ELEMENT_TYPES.int32 ? Array.from(new Int32Array(buffer)) : null;
}

/** Adds the types of what a node gives. */
export function enterOutputs(node: OnnxNode, scope: TypeScope): void {
  const rule = RULES[node.op] ?? RULES[node.op.replace(/^Reduce.*/, 'Reduce')];
  if (rule === undefined) throw new Error(`Nobody knows what ${node.op} gives`);
  const given = rule(reading(node, scope));
  node.outputs.forEach((name, place) => {
    const type = given[place];
    if (type === undefined) throw new Error(`Nobody knows output ${place} of ${node.op}`);
    scope.types.set(name, type);
  });
}

/** A node as the rules read it. */
function reading({ op, inputs, attributes }: OnnxNode, { types, constants }: TypeScope) {
  const missing = (what: string): never => {
    throw new Error(`${op} has no ${what}: ${inputs.join(', ')}`);
  };
  const at = (place: number): OnnxType =>
    types.get(inputs[place] ?? '') ?? missing(`input ${place}`);
  return {
    at,
    /** Inputs that are there. */
    all: inputs.filter((name) => name !== '').map((name) => types.get(name) ?? missing(name)),
    /** A constant list of whole numbers; undefined where it is none. */
    known: (place: number) => constants.get(inputs[place] ?? ''),
    numbers: (place: number) => constants.get(inputs[place] ?? '') ?? missing(`list ${place}`),
    integer: (name: string, otherwise = 0): number => {
      const attribute = attributes[name];
      return attribute?.kind === 'int' ? attribute.value : otherwise;
    },
    integers: (name: string): readonly number[] | undefined => {
      const attribute = attributes[name];
      return attribute?.kind === 'ints' ? attribute.value : undefined;
    },
  };
}

type Reading = ReturnType<typeof reading>;
type Rule = (node: Reading) => readonly OnnxType[];

function broadcastDims(shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}

const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
const like: Rule = ({ at }) => [at(0)];
const elementwise: Rule = ({ at, all }) => [
  { ...at(0), dims: broadcastDims(all.map(({ dims }) => dims)) },
];
const compared: Rule = (node) => elementwise(node).map((type) => ({ ...type, elementType: bool }));

/** The matrices' sizes at the end; what is before them broadcasts. */
const product: Rule = ({ at, integer }) => {
  const operand = (place: number, letter: 'A' | 'B'): Shape => {
    const { dims } = at(place);
    const [lead = 1, ...behind] = dims;
    const turned = integer(`transBatch${letter}`) === 1;
    const led = turned ? [...behind.slice(0, -1), lead, ...behind.slice(-1)] : dims;
    const matrix = led.slice(-2);
    return [...led.slice(0, -2), ...(integer(`trans${letter}`) === 1 ? matrix.reverse() : matrix)];
  };
  const [left, right] = [operand(0, 'A'), operand(1, 'B')];
  const batch = broadcastDims([left.slice(0, -2), right.slice(0, -2)]);
  const rows = left.length > 1 ? left.slice(-2, -1) : [];
  const columns = right.length > 1 ? right.slice(-1) : [];
  return [{ ...at(0), dims: [...batch, ...rows, ...columns] }];
};

/** Sizes of a window's places along the axes behind the channels. */
function places({ at, integers }: Reading, kernel: Shape): Shape {
  const { dims } = at(0);
  const [strides, dilations] = [integers('strides'), integers('dilations')];
  const pads = integers('pads');
  return kernel.map((size, axis) => {
    const padding = (pads?.[axis] ?? 0) + (pads?.[axis + kernel.length] ?? 0);
    const reach = (size - 1) * (dilations?.[axis] ?? 1) + 1;
    return Math.floor(((dims[axis + 2] ?? 1) + padding - reach) / (strides?.[axis] ?? 1)) + 1;
  });
}

const pooled: Rule = (node) => {
  const type = node.at(0);
  const dims = [...type.dims.slice(0, 2), ...places(node, node.integers('kernel_shape') ?? [])];
  return [
    { ...type, dims },
    { elementType: int64, dims },
  ];
};

const reduced: Rule = ({ at, known, integer, integers }) => {
  const { dims } = at(0);
  const axes = (known(1) ?? integers('axes') ?? [...dims.keys()]).map((axis) =>
    axisOf(axis, dims.length),
  );
  const kept = integer('keepdims', 1) === 1;
  const sizes = dims.flatMap((size, axis) => (axes.includes(axis) ? (kept ? [1] : []) : [size]));
  return [{ ...at(0), dims: sizes }];
};

const RULES: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    [
      ...['Abs', 'Cos', 'Elu', 'Erf', 'Exp', 'Gelu', 'HardSigmoid', 'Identity', 'LeakyRelu', 'Log'],
      ...['LogSoftmax', 'Neg', 'Reciprocal', 'Relu', 'ScatterElements', 'ScatterND', 'Sigmoid'],
      ...['Sign', 'Sin', 'Softmax', 'Softplus', 'Sqrt', 'Tanh', 'Clip', 'BatchNormalization'],
    ].map((op) => [op, like]),
  ),
  ...Object.fromEntries(
    ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Mod', 'Sum'].map((op) => [op, elementwise]),
  ),
  Greater: compared,
  Equal: compared,
  Where: ({ at, all }) => [{ ...at(1), dims: broadcastDims(all.map(({ dims }) => dims)) }],
  Cast: ({ at, integer }) => [{ ...at(0), elementType: integer('to') }],
  DequantizeLinear: ({ at }) => [{ ...at(0), elementType: at(1).elementType }],
  MatMul: product,
  FusedMatMul: product,
  Gemm: product,
  Reduce: reduced,
  ArgMax: ({ at, integer }) => {
    const { dims } = at(0);
    const kept = integer('keepdims', 1) === 1 ? [1] : [];
    const axis = axisOf(integer('axis'), dims.length);
    return [
      { elementType: int64, dims: [...dims.slice(0, axis), ...kept, ...dims.slice(axis + 1)] },
    ];
  },
  OneHot: ({ at, numbers }) => [
    { elementType: at(2).elementType, dims: [...at(0).dims, ...numbers(1)] },
  ],
  LayerNormalization: ({ at }) => {
    const { dims } = at(0);
    const statistic = { elementType: float32, dims: [...dims.slice(0, -1), 1] };
    return [at(0), statistic, statistic];
  },
  Conv: (node) => {
    const [out = 1, , ...kernel] = node.at(1).dims;
    const [batch = 1] = node.at(0).dims;
    return [{ ...node.at(0), dims: [batch, out, ...places(node, kernel)] }];
  },
  ConvTranspose: ({ at, integer, integers }) => {
    const [batch = 1, , ...sizes] = at(0).dims;
    const [, out = 1, ...kernel] = at(1).dims;
    const pads = integers('pads') ?? [];
    const spatial = sizes.map((size, axis) => {
      const padding = (pads[axis] ?? 0) + (pads[axis + sizes.length] ?? 0);
      const reach = ((kernel[axis] ?? 1) - 1) * (integers('dilations')?.[axis] ?? 1) + 1;
      const spare = integers('output_padding')?.[axis] ?? 0;
      return (size - 1) * (integers('strides')?.[axis] ?? 1) + reach - padding + spare;
    });
    return [{ ...at(0), dims: [batch, out * integer('group', 1), ...spatial] }];
  },
  MaxPool: pooled,
  AveragePool: pooled,
  LSTM: ({ at }) => {
    const [steps = 1, batch = 1] = at(0).dims;
    const [directions = 1, , units = 1] = at(2).dims;
    const last = { ...at(0), dims: [directions, batch, units] };
    return [{ ...at(0), dims: [steps, directions, batch, units] }, last, last];
  },
  Shape: ({ at }) => [{ elementType: int64, dims: [at(0).dims.length] }],
  Reshape: ({ at, numbers }) => {
    const { dims } = at(0);
    const wanted = numbers(1).map((size, axis) => (size === 0 ? (dims[axis] ?? 1) : size));
    const known = elementCount(wanted.filter((size) => size !== -1));
    return [
      { ...at(0), dims: wanted.map((size) => (size === -1 ? elementCount(dims) / known : size)) },
    ];
  },
  Squeeze: ({ at, numbers }) => [
    {
      ...at(0),
      dims: at(0).dims.filter(
        (_, axis) => !numbers(1).some((each) => axisOf(each, at(0).dims.length) === axis),
      ),
    },
  ],
  Unsqueeze: ({ at, numbers }) => {
    const rank = at(0).dims.length + numbers(1).length;
    const added = new Set(numbers(1).map((axis) => axisOf(axis, rank)));
    const left = [...at(0).dims];
    const dims = Array.from({ length: rank }, (_, axis) =>
      added.has(axis) ? 1 : (left.shift() ?? 1),
    );
    return [{ ...at(0), dims }];
  },
  Transpose: ({ at, integers }) => [
    { ...at(0), dims: (integers('perm') ?? []).map((axis) => at(0).dims[axis] ?? 1) },
  ],
  Expand: ({ at, numbers }) => [{ ...at(0), dims: broadcastDims([at(0).dims, numbers(1)]) }],
  ConstantOfShape: ({ numbers }) => [{ elementType: float32, dims: numbers(0) }],
  Pad: ({ at, numbers }) => {
    const { dims } = at(0);
    const pads = numbers(1);
    const padded = dims.map(
      (size, axis) => size + (pads[axis] ?? 0) + (pads[axis + dims.length] ?? 0),
    );
    return [{ ...at(0), dims: padded }];
  },
  Concat: ({ at, all, integer }) => {
    const axis = axisOf(integer('axis'), at(0).dims.length);
    const total = all.reduce((sum, { dims }) => sum + (dims[axis] ?? 0), 0);
    return [{ ...at(0), dims: at(0).dims.with(axis, total) }];
  },
  Split: ({ at, numbers, integer }) => {
    const axis = axisOf(integer('axis'), at(0).dims.length);
    return numbers(1).map((size) => ({ ...at(0), dims: at(0).dims.with(axis, size) }));
  },
  Slice: sliced,
  Gather: ({ at, integer }) => {
    const { dims } = at(0);
    const axis = axisOf(integer('axis'), dims.length);
    return [{ ...at(0), dims: [...dims.slice(0, axis), ...at(1).dims, ...dims.slice(axis + 1)] }];
  },
};

/** Bounds that are not known before, as those of a batch's rows, are one step's. */
function sliced({ at, known }: Reading): readonly OnnxType[] {
  const { dims } = at(0);
  const [starts, ends] = [known(1), known(2)];
  const axes = known(3) ?? [...dims.keys()];
  const steps = known(4) ?? axes.map(() => 1);
  const sizes = [...dims];
  axes.forEach((each, place) => {
    const axis = axisOf(each, dims.length);
    const size = dims[axis] ?? 1;
    const bound = (value: number) => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
    if (starts === undefined || ends === undefined) return;
    const step = steps[place] ?? 1;
    const [from, to] = [bound(starts[place] ?? 0), bound(ends[place] ?? size)];
    sizes[axis] = step > 0 ? Math.ceil((to - from) / step) : size;
  });
  return [{ ...at(0), dims: sizes }];
}
