import { type RandomStream, randomStream } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph, type Value } from '../graph.ts';
import type { Padding, Pair } from '../operators/attributes.ts';
import { convolution, maxPool } from '../operators/convolution.ts';
import { add, multiply, relu, sigmoid } from '../operators/elementwise.ts';
import { broadcast, concatenate, reshape, split, transpose } from '../operators/movement.ts';
import { batchNormalization } from '../operators/normalization.ts';
import { pad } from '../operators/padding.ts';
import { averagePool, upsample } from '../operators/pooling.ts';
import { mean, sum } from '../operators/reduction.ts';
import { scatteredValues } from './scattered-values.ts';

/** A graph that the blocked kernels can take at least in part: some values and all their gradients. */
export interface BlockedCase {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Float32Array>>;
}

/** Draws sizes and values of a case. */
export class BlockedDraw {
  readonly graph = new Graph();
  readonly feeds: Record<string, Float32Array> = {};
  readonly size: number;
  readonly #numbers: RandomStream;

  constructor(seed: number, size: number) {
    this.#numbers = randomStream(seed, 'blocked case');
    this.size = size;
  }

  between(low: number, high: number): number {
    return low + this.#numbers.nextBelow(high - low + 1);
  }

  one<T>(of: readonly T[]): T {
    return of[this.#numbers.nextBelow(of.length)] as T;
  }

  pair(low: number, high: number): Pair {
    return [this.between(low, high), this.between(low, high)];
  }

  input(shape: Shape, low = -1, high = 1): Value {
    const name = `x${Object.keys(this.feeds).length}`;
    this.feeds[name] = scatteredValues(this.#numbers, elementCount(shape), low, high);
    return this.graph.input(name, 'float32', shape);
  }

  /** A filter in Keras' order, as layers have it, turned to [out, in / groups, kh, kw]. */
  filter(out: number, perGroup: number, [height, width]: Pair): Value {
    const kernel = this.input([height, width, perGroup, out]);
    return transpose(kernel, [3, 2, 0, 1]);
  }

  /** An image, sometimes turned from channels last. */
  image([batch = 1, channels = 1, height = 1, width = 1]: Shape): Value {
    if (this.between(0, 1) === 0) return this.input([batch, channels, height, width]);
    return transpose(this.input([batch, height, width, channels]), [0, 3, 1, 2]);
  }
}

type Build = (draw: BlockedDraw) => Value;

interface Convolved {
  readonly batch: number;
  readonly channels: number;
  readonly out: number;
  readonly groups: number;
  readonly window: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
}

function convolved(draw: BlockedDraw, problem: Convolved): Value {
  const { batch, channels, out, groups, window, strides, dilations } = problem;
  const reach: Pair = [(window[0] - 1) * dilations[0] + 1, (window[1] - 1) * dilations[1] + 1];
  const padding: Padding = [
    draw.between(0, reach[0] - 1),
    draw.between(0, reach[1] - 1),
    draw.between(0, reach[0] - 1),
    draw.between(0, reach[1] - 1),
  ];
  const image = [reach[0] + draw.between(0, 5), reach[1] + draw.between(0, 5)];
  const x = draw.image([batch, channels, ...image]);
  const filter = draw.filter(out, channels / groups, window);
  const bias = draw.between(0, 1) === 0 ? draw.input([out]) : undefined;
  return convolution(x, filter, bias, { strides, dilations, padding, groups });
}

const BATCHES = (size: number) => [1, size / 2 - 1, size / 2, size - 1, size, size + 2, 2 * size];

const plain: Build = (draw) => {
  const { size } = draw;
  const channels = draw.one([1, 3, size - 1, size, 2 * size]);
  return convolved(draw, {
    batch: draw.one(BATCHES(size)),
    channels,
    out: draw.one([size, 2 * size]),
    groups: 1,
    window: draw.pair(1, 3),
    strides: [1, 1],
    dilations: [1, 1],
  });
};

const strided: Build = (draw) => {
  const { size } = draw;
  return convolved(draw, {
    batch: draw.one([1, size, size + 1]),
    channels: draw.one([3, size, 2 * size]),
    out: size,
    groups: 1,
    window: draw.pair(1, 4),
    strides: draw.pair(1, 3),
    dilations: [1, 1],
  });
};

const dilated: Build = (draw) => {
  const { size } = draw;
  return convolved(draw, {
    batch: draw.between(1, 2),
    channels: draw.one([2, size]),
    out: size,
    groups: 1,
    window: draw.pair(1, 3),
    strides: draw.one([
      [1, 1],
      [2, 2],
      [1, 2],
    ] as const),
    dilations: draw.pair(1, 2),
  });
};

const depthwise: Build = (draw) => {
  const channels = draw.size * draw.between(1, 2);
  return convolved(draw, {
    batch: draw.one([1, 2, draw.size]),
    channels,
    out: channels,
    groups: channels,
    window: draw.pair(1, 4),
    strides: draw.pair(1, 3),
    dilations: draw.one([
      [1, 1],
      [2, 1],
    ] as const),
  });
};

const grouped: Build = (draw) => {
  const { size } = draw;
  const groups = 2;
  return convolved(draw, {
    batch: draw.one([1, 2]),
    channels: groups * draw.one([size / 4, size]),
    out: groups * size,
    groups,
    window: draw.pair(1, 3),
    strides: draw.pair(1, 2),
    dilations: [1, 1],
  });
};

/** Channels that do not fill blocks: what does not fit stays as it is. */
const unfit: Build = (draw) =>
  convolved(draw, {
    batch: 2,
    channels: draw.one([1, draw.size + 1, draw.size]),
    out: draw.one([5, draw.size + 4, draw.size]),
    groups: 1,
    window: draw.pair(1, 3),
    strides: draw.pair(1, 2),
    dilations: [1, 1],
  });

/** A blocked image to go on from. */
function entry(
  draw: BlockedDraw,
  [height, width] = draw.pair(1, 7),
  channels = draw.size * draw.between(1, 2),
): Value {
  const batch = 2;
  const x = draw.input([batch, 1, height, width]);
  const attributes = { strides: [1, 1], dilations: [1, 1], padding: [0, 0, 0, 0] } as const;
  const filter = draw.filter(channels, 1, [1, 1]);
  return convolution(x, filter, undefined, { ...attributes, groups: 1 });
}

const pooled: Build = (draw) => {
  const window = draw.pair(1, 3);
  const strides = draw.between(0, 2) === 0 ? draw.pair(1, 3) : window;
  const padding: Padding = [
    draw.between(0, 3) === 0 ? window[0] - 1 : 0,
    0,
    draw.between(0, window[0] - 1),
    draw.between(0, window[1] - 1),
  ];
  const x = entry(draw, [window[0] + draw.between(0, 5), window[1] + draw.between(0, 5)]);
  return maxPool(x, { window, strides, dilations: [1, 1], padding }).largest;
};

function normalized(draw: BlockedDraw, x: Value): Value {
  const channels = [x.shape[1] ?? 1];
  const [gamma, beta] = [draw.input(channels), draw.input(channels)];
  return batchNormalization(x, gamma, beta, { axis: 1, epsilon: 0.01 }).y;
}

const residual: Build = (draw) => {
  const channels = draw.size;
  const x = entry(draw, draw.pair(1, 4), channels);
  const attributes = { strides: [1, 1], dilations: [1, 1], padding: [1, 1, 1, 1] } as const;
  const deeper = (from: Value) =>
    convolution(from, draw.filter(channels, channels, [3, 3]), undefined, {
      ...attributes,
      groups: 1,
    });
  const first = relu(normalized(draw, x));
  const second = deeper(relu(normalized(draw, deeper(first))));
  return relu(draw.between(0, 1) === 0 ? add(second, first) : add(first, normalized(draw, second)));
};

const perImage: Build = (draw) => {
  const x = entry(draw);
  const [batch = 1, channels = 1] = x.shape;
  const gate = sigmoid(mean(x, [2, 3], draw.between(0, 1) === 0));
  return multiply(x, broadcast(reshape(gate, [batch, channels, 1, 1]), x.shape));
};

const perChannel: Build = (draw) => {
  const x = entry(draw);
  const vector = draw.input([x.shape[1] ?? 1, 1, 1]);
  return add(multiply(x, vector), draw.input([1, x.shape[1] ?? 1, 1, 1]));
};

const joined: Build = (draw) => {
  const x = entry(draw);
  const [, channels = 1] = x.shape;
  const whole = concatenate([x, sigmoid(x)], 1);
  const [left, right] = split(whole, 1, [channels, channels]);
  return left && right ? concatenate([multiply(left, right), x], draw.between(0, 1)) : whole;
};

const resized: Build = (draw) => {
  const x = entry(draw, [draw.between(4, 7), draw.between(4, 7)]);
  const window = draw.pair(1, 3);
  const padding: Padding = [0, 0, draw.between(0, window[0] - 1), draw.between(0, window[1] - 1)];
  const means = averagePool(x, { window, strides: draw.pair(1, 3), padding });
  return upsample(means, draw.pair(1, 3));
};

const surrounded: Build = (draw) => {
  const x = entry(draw, [draw.between(3, 6), draw.between(3, 6)]);
  const sizes = () =>
    draw.one([
      [0, 0],
      [1, 2],
      [2, 0],
    ] as const);
  const sign = draw.one([1, -1]);
  const edges = () => [0, 0, ...sizes().map((size) => sign * Math.min(size, 1))];
  return multiply(pad(x, edges(), edges()), 2);
};

/** By the operators that they are about. */
export const BLOCKED_CASES: Readonly<Record<string, Build>> = {
  convolution: plain,
  'convolution with strides': strided,
  'convolution with dilations': dilated,
  'depthwise convolution': depthwise,
  'convolution in groups': grouped,
  'convolution of other channels': unfit,
  maxPool: pooled,
  'batchNormalization, relu and addition': residual,
  'means over images': perImage,
  'numbers for each channel': perChannel,
  'averagePool and upsample': resized,
  pad: surrounded,
  'concatenate and split': joined,
};

/** The case that a seed decides: `y` and the gradients of a loss of it. */
export function blockedCase(build: Build, seed: number, size: number): BlockedCase {
  const draw = new BlockedDraw(seed, size);
  const { graph } = draw;
  const y = build(draw);
  const shares = scatteredValues(randomStream(seed, 'shares'), elementCount(y.shape), -1, 1);
  const weight = graph.constant(shares, 'float32', y.shape);
  graph.outputs.set('y', y);
  const sources = [...graph.inputs.values()];
  differentiate(sum(multiply(y, weight)), sources).forEach((gradient, place) => {
    graph.outputs.set(`gradient ${place}`, gradient);
  });
  return { graph, feeds: draw.feeds };
}
