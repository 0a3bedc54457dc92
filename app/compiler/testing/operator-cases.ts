import { elementCount, type Shape } from '../../shape.ts';
import type { Graph, Value } from '../graph.ts';
import type {
  ConvolutionAttributes,
  Padding,
  Pair,
  PoolingAttributes,
} from '../operators/attributes.ts';
import { batchedProduct, sharedProduct } from '../operators/batched-product.ts';
import {
  convolution,
  convolutionFilterGradient,
  convolutionInputGradient,
  maxPool,
} from '../operators/convolution.ts';
import * as elementwise from '../operators/elementwise.ts';
import { layerNormalization } from '../operators/layer-normalization.ts';
import { matrixProduct } from '../operators/linear.ts';
import { lstm } from '../operators/lstm.ts';
import {
  broadcast,
  concatenate,
  gather,
  gatherAlong,
  reshape,
  reverse,
  scatterAdd,
  slice,
  split,
  transpose,
} from '../operators/movement.ts';
import { batchNormalization } from '../operators/normalization.ts';
import { pad } from '../operators/padding.ts';
import { averagePool, upsample } from '../operators/pooling.ts';
import { mean, sum } from '../operators/reduction.ts';
import type { BatchedProductAttributes } from '../operators/vocabulary.ts';
import { type Build, Draw } from './operator-draw.ts';
import { SCANS } from './scan-cases.ts';

function anLstm(draw: Draw, time: number): Value {
  const [batch, features, units] = [draw.between(1, 2), draw.between(1, 3), draw.between(1, 3)];
  return lstm(draw.input([time, batch, features]), {
    kernel: draw.input([features, 4 * units]),
    recurrent: draw.input([units, 4 * units]),
    bias: draw.input([4 * units]),
  });
}

/** One operator on inputs of some shape, as a graph with the output `y`. */
export interface OperatorCase {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Float32Array>>;
}

/** `shape` with some axes of size 1 and perhaps without its first ones: it broadcasts to `shape`. */
function smaller(draw: Draw, shape: Shape): Shape {
  const from = draw.between(0, shape.length);
  return shape.slice(from).map((size) => (draw.between(0, 2) === 0 ? 1 : size));
}

const unary =
  (op: (x: Value) => Value, low?: number, high?: number): Build =>
  (draw) =>
    op(draw.input(draw.shape(), low, high));

const binary =
  (op: (left: Value, right: Value) => Value, low?: number): Build =>
  (draw) => {
    const shape = draw.shape();
    const [left, right] =
      draw.between(0, 1) === 0 ? [shape, smaller(draw, shape)] : [smaller(draw, shape), shape];
    return op(draw.input(left, low), draw.input(right, low));
  };

/** Operands that are nowhere equal: half of the left values lie above the right ones, half below. */
const apart =
  (op: (left: Value, right: Value) => Value): Build =>
  (draw) => {
    const shape = draw.shape();
    return op(draw.input(shape), draw.input(smaller(draw, shape), -0.05, 0.04));
  };

const someAxes = (draw: Draw, x: Value): readonly number[] =>
  x.shape.map((_, axis) => axis).filter(() => draw.between(0, 1) === 0);

function aProduct(draw: Draw, transposeLeft: boolean, transposeRight: boolean): Value {
  const [m, k, n] = [draw.between(1, 4), draw.between(1, 4), draw.between(1, 4)];
  const left = draw.input(transposeLeft ? [k, m] : [m, k]);
  const right = draw.input(transposeRight ? [n, k] : [k, n]);
  const biases = [undefined, () => draw.input([n]), () => draw.input([m, 1])] as const;
  const bias = biases[draw.between(0, 2)]?.();
  return matrixProduct(left, right, { bias, transposeLeft, transposeRight });
}

interface ConvolutionCase {
  readonly x: Value;
  readonly filter: Value;
  readonly attributes: ConvolutionAttributes;
}

function convolutionCase(draw: Draw): ConvolutionCase {
  const window: Pair = [draw.between(1, 3), draw.between(1, 3)];
  const groups = draw.between(1, 2);
  const [perGroup, filters] = [draw.between(1, 2), groups * draw.between(1, 2)];
  const strides: Pair = [draw.between(1, 3), draw.between(1, 3)];
  const dilations: Pair = [draw.between(1, 2), draw.between(1, 2)];
  const padding: Padding = [0, 0, 0, 0].map(() => draw.between(0, 1)) as unknown as Padding;
  const image = window.map(
    (size, axis) => (size - 1) * (dilations[axis] ?? 1) + draw.between(1, 4),
  );
  const x = draw.input([draw.between(1, 2), groups * perGroup, ...image]);
  const filter = draw.input([filters, perGroup, ...window]);
  return { x, filter, attributes: { strides, dilations, padding, groups } };
}

function aBatchedProduct(draw: Draw, options: Partial<BatchedProductAttributes>): Value {
  const batch = draw.shape(draw.between(1, 2));
  const [m, k, n] = [draw.between(1, 4), draw.between(1, 4), draw.between(1, 4)];
  const operand = (rows: number, columns: number, turned = false, lead = false) => {
    const [first, last] = turned ? [columns, rows] : [rows, columns];
    return draw.input(lead ? [first, ...batch, last] : [...batch, first, last]);
  };
  const left = operand(m, k, options.transposeLeft, options.leadLeft);
  const right = operand(k, n, options.transposeRight, options.leadRight);
  return batchedProduct(left, right, options);
}

function aSharedProduct(draw: Draw, transposeRight: boolean): Value {
  const batch = draw.shape(draw.between(1, 2));
  const [m, k, n] = [draw.between(1, 4), draw.between(1, 4), draw.between(1, 4)];
  const right = draw.input([...batch, ...(transposeRight ? [n, k] : [k, n])]);
  const bias = draw.between(0, 1) === 0 ? draw.input([m]) : undefined;
  return sharedProduct(draw.input([m, k]), right, { bias, transposeRight });
}

function aConvolution(draw: Draw): Value {
  const { x, filter, attributes } = convolutionCase(draw);
  const bias = draw.between(0, 1) === 0 ? draw.input(filter.shape.slice(0, 1)) : undefined;
  return convolution(x, filter, bias, attributes);
}

/** An output of the convolution, to go back from. */
function outputLike(draw: Draw, { x, filter, attributes }: ConvolutionCase): Value {
  return draw.input(convolution(x, filter, undefined, attributes).shape);
}

function aPool(draw: Draw): readonly [x: Value, pool: PoolingAttributes] {
  const window: Pair = [draw.between(1, 3), draw.between(1, 3)];
  const strides: Pair = [draw.between(1, 3), draw.between(1, 3)];
  // Padding is smaller than the window, as ONNX demands.
  const padding: Padding = [0, 1, 2, 3].map((side) =>
    draw.between(0, (window[side % 2] ?? 1) - 1),
  ) as unknown as Padding;
  const image = window.map((size) => size + draw.between(0, 3));
  const x = draw.input([draw.between(1, 2), draw.between(1, 2), ...image]);
  return [x, { window, strides, dilations: [1, 1], padding }];
}

/** Windows that cover the image without overlap, as most pools have them. */
function tilesOf(draw: Draw): readonly [x: Value, window: Pair] {
  const window: Pair = [draw.between(1, 3), draw.between(1, 3)];
  const image = window.map((size) => size * draw.between(1, 3));
  return [draw.input([draw.between(1, 2), draw.between(1, 2), ...image]), window];
}

function aBatchNormalization(draw: Draw): Value {
  const shape = draw.shape(draw.between(2, 4));
  const axis = draw.between(0, shape.length - 1);
  const channels = [shape[axis] ?? 1];
  const [x, gamma, beta] = [draw.input(shape), draw.input(channels), draw.input(channels)];
  return batchNormalization(x, gamma, beta, { axis, epsilon: 0.01 }).y;
}

/** Numbers of rows of a table of four; some come more than once. */
function someRows(draw: Draw, shape: Shape): Value {
  const rows = Array.from({ length: elementCount(shape) }, () => draw.between(0, 3));
  return draw.graph.constant(rows, 'int32', shape);
}

/** How to build a case of each differentiable operator. */
export const DIFFERENTIABLE: Readonly<Record<string, Build>> = {
  negate: unary(elementwise.negate),
  exponential: unary(elementwise.exponential),
  logarithm: unary(elementwise.logarithm, 0.3),
  squareRoot: unary(elementwise.squareRoot, 0.3),
  reciprocal: unary(elementwise.reciprocal, 0.3),
  absolute: unary(elementwise.absolute),
  normalProbability: unary(elementwise.normalProbability, -4, 4),
  sine: unary(elementwise.sine),
  cosine: unary(elementwise.cosine),
  relu: unary(elementwise.relu),
  leakyRelu: unary((x) => elementwise.leakyRelu(x, 0.2)),
  elu: unary((x) => elementwise.elu(x, 1.5)),
  sigmoid: unary(elementwise.sigmoid, -6, 6),
  hyperbolicTangent: unary(elementwise.hyperbolicTangent),
  softplus: unary(elementwise.softplus, -6, 6),
  clip: unary((x) => elementwise.clip(x, -0.777, 1.111)),
  add: binary(elementwise.add),
  subtract: binary(elementwise.subtract),
  multiply: binary(elementwise.multiply),
  divide: binary(elementwise.divide, 0.3),
  power: binary(elementwise.power, 0.3),
  maximum: apart(elementwise.maximum),
  minimum: apart(elementwise.minimum),
  select: (draw) => {
    const shape = draw.shape();
    const condition = elementwise.greater(draw.input(smaller(draw, shape)), 0);
    return elementwise.select(condition, draw.input(shape), draw.input(smaller(draw, shape)));
  },
  reshape: (draw) => {
    const x = draw.input(draw.shape());
    return reshape(x, [...x.shape, 1].reverse());
  },
  transpose: (draw) => {
    const x = draw.input(draw.shape(3));
    const [first, ...others] = [0, 1, 2];
    return transpose(x, draw.between(0, 1) === 0 ? [...others, first ?? 0] : [1, 0, 2]);
  },
  broadcast: (draw) => {
    const shape = draw.shape();
    return broadcast(draw.input(smaller(draw, shape)), shape);
  },
  pad: (draw) => {
    const x = draw.input(draw.shape());
    const low = x.shape.map((size) => -Math.floor((size - 1) / 2));
    const ends = () => low.map((least) => draw.between(least, 2));
    return pad(x, ends(), ends());
  },
  concatenate: (draw) => {
    const shape = draw.shape();
    const axis = draw.between(0, shape.length - 1);
    const parts = [0, 1, 2].map(() => draw.input(shape.with(axis, draw.between(1, 3))));
    return concatenate(parts, axis);
  },
  reverse: (draw) => {
    const x = draw.input(draw.shape());
    return reverse(x, draw.between(0, x.shape.length - 1));
  },
  slice: (draw) => {
    const x = draw.input(draw.shape());
    const axis = draw.between(0, x.shape.length - 1);
    const start = draw.between(0, (x.shape[axis] ?? 1) - 1);
    return slice(x, axis, start, draw.between(1, (x.shape[axis] ?? 1) - start));
  },
  split: (draw) => {
    const [first, , last] = split(draw.input([2, 6]), 1, [2, 2, 2]);
    if (first === undefined || last === undefined) throw new Error('split has three outputs');
    return elementwise.multiply(first, last);
  },
  gather: (draw) => gather(draw.input([4, ...draw.shape(1)]), someRows(draw, draw.shape(2))),
  gatherAlong: (draw) => {
    const [batch, count] = [draw.between(1, 3), draw.between(1, 5)];
    const places = Array.from({ length: batch * count }, () => draw.between(0, 3));
    const indices = draw.graph.constant(places, 'int32', [batch, count]);
    return gatherAlong(draw.input([batch, 4]), indices);
  },
  scatterAdd: (draw) => {
    const rows = someRows(draw, draw.shape(2));
    const row = draw.shape(1);
    const x = draw.input([...rows.shape, ...row]);
    const shape = [4, ...row];
    return scatterAdd(x, rows, draw.between(0, 1) === 0 ? shape : draw.input(shape));
  },
  sum: (draw) => {
    const x = draw.input(draw.shape());
    return sum(x, someAxes(draw, x), draw.between(0, 1) === 0);
  },
  mean: (draw) => {
    const x = draw.input(draw.shape());
    return mean(x, someAxes(draw, x), draw.between(0, 1) === 0);
  },
  softmax: unary(elementwise.softmax),
  logSoftmax: unary(elementwise.logSoftmax),
  matrixProduct: (draw) => aProduct(draw, false, false),
  batchedProduct: (draw) => aBatchedProduct(draw, {}),
  'batchedProduct, transposed': (draw) => {
    const [transposeLeft, transposeRight] = [draw.between(0, 1) === 0, draw.between(0, 1) === 0];
    return aBatchedProduct(draw, { transposeLeft, transposeRight, scale: 0.3 });
  },
  'batchedProduct, rows before the batch': (draw) => {
    const drawn = [0, 1, 2, 3].map(() => draw.between(0, 1) === 0);
    const [transposeLeft = false, transposeRight = false, leadLeft = true, leadRight = true] =
      drawn;
    return aBatchedProduct(draw, { transposeLeft, transposeRight, leadLeft, leadRight });
  },
  sharedProduct: (draw) => aSharedProduct(draw, false),
  'sharedProduct, transposed': (draw) => aSharedProduct(draw, true),
  ...SCANS,
  lstm: (draw) => anLstm(draw, draw.between(1, 6)),
  'lstm, of which the last step is read': (draw) => {
    const time = draw.between(2, 6);
    return slice(anLstm(draw, time), 0, time - 1, 1);
  },
  'lstm, longer than is written down': (draw) => anLstm(draw, 130),
  'matrixProduct, left transposed': (draw) => aProduct(draw, true, false),
  'matrixProduct, right transposed': (draw) => aProduct(draw, false, true),
  'matrixProduct, both transposed': (draw) => aProduct(draw, true, true),
  convolution: aConvolution,
  'convolution of so many channels that WebGPU mixes them up': (draw) => {
    const filter = draw.input([4, 3 * draw.between(2, 3), 2, 2], -0.5, 0.5);
    const x = draw.input([draw.between(1, 2), filter.shape[1] ?? 1, 3, 3], -0.5, 0.5);
    return convolution(x, filter, undefined, {
      strides: [1, 1],
      dilations: [1, 1],
      padding: [0, 1, 0, 0],
      groups: 1,
    });
  },
  'convolution of so many images that WebGPU mixes them up': (draw) => {
    const x = draw.input([6, draw.between(1, 2), 3, 3], -0.5, 0.5);
    return convolution(x, draw.input([4, x.shape[1] ?? 1, 2, 2]), undefined, {
      strides: [1, 1],
      dilations: [1, 1],
      padding: [0, 0, 0, 0],
      groups: 1,
    });
  },
  convolutionInputGradient: (draw) => {
    const whole = convolutionCase(draw);
    const dy = outputLike(draw, whole);
    return convolutionInputGradient(dy, whole.filter, whole.x.shape, whole.attributes);
  },
  convolutionFilterGradient: (draw) => {
    const whole = convolutionCase(draw);
    const dy = outputLike(draw, whole);
    return convolutionFilterGradient(whole.x, dy, whole.filter.shape, whole.attributes);
  },
  batchNormalization: aBatchNormalization,
  layerNormalization: (draw) => {
    const [rows, width] = [draw.between(1, 4), draw.between(1, 4)];
    const [x, gamma, beta] = [draw.input([rows, width]), draw.input([width]), draw.input([width])];
    return layerNormalization(x, gamma, beta, 0.01).y;
  },
  maxPool: (draw) => maxPool(...aPool(draw)).largest,
  averagePool: (draw) => {
    const [x, { window, strides, padding }] = aPool(draw);
    return averagePool(x, { window, strides, padding });
  },
  'averagePool of tiles': (draw) => {
    const [x, window] = tilesOf(draw);
    return averagePool(x, { window, strides: window, padding: [0, 0, 0, 0] });
  },
  upsample: (draw) => upsample(draw.input(draw.shape(4)), [draw.between(1, 3), draw.between(1, 3)]),
};

/** The case of an operator that a seed decides; its output is named `y`. */
export function operatorCase(build: Build, seed: number): OperatorCase {
  const draw = new Draw(seed);
  draw.graph.outputs.set('y', build(draw));
  return { graph: draw.graph, feeds: draw.feeds };
}
