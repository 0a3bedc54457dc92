/*
 * How fast TensorFlow.js trains one of the benchmark's models on the native TensorFlow.
 *
 *   node tfjs_bench.mjs FOLDER CASE        FOLDER has tfjs-node-gpu in its node_modules, as a pack has
 *
 * Asked and answering as pytorch_bench.py; the one mode is `eager`. Batches lie ready as tensors.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import util from 'node:util';

const BATCHES = 16;
const WARM_STEPS = 3;
const LEARNING_RATE = 1e-3;

// Its library is talkative.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
process.noDeprecation = true;
// The package still calls what Node has dropped since.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

const [folder, name] = process.argv.slice(2);
const tf = createRequire(join(folder, 'package.json'))('@tensorflow/tfjs-node-gpu');
const { layers } = tf;

const relu = () => layers.activation({ activation: 'relu' });
const classes = () => layers.dense({ units: 10, activation: 'softmax' });
const padded = { padding: 'same', useBias: false };

/** A padded convolution, normalised. */
function convolution(x, filters, kernelSize, strides = 1) {
  const convolved = layers.conv2d({ filters, kernelSize, strides, ...padded }).apply(x);
  return layers.batchNormalization().apply(convolved);
}

function mlp() {
  const hidden = () => layers.dense({ units: 512, activation: 'relu' });
  const first = layers.dense({ units: 512, activation: 'relu', inputShape: [784] });
  return tf.sequential({ layers: [first, hidden(), classes()] });
}

function cnn() {
  const conv = (filters, rest = {}) =>
    layers.conv2d({ filters, kernelSize: 3, activation: 'relu', ...rest });
  const pool = () => layers.maxPooling2d({ poolSize: 2 });
  return tf.sequential({
    layers: [
      conv(16, { inputShape: [28, 28, 1] }),
      pool(),
      conv(32),
      layers.batchNormalization(),
      pool(),
      layers.flatten(),
      classes(),
    ],
  });
}

function pooledClasses(input, x) {
  const pooled = layers.globalAveragePooling2d({}).apply(x);
  return tf.model({ inputs: input, outputs: classes().apply(pooled) });
}

function resnet20() {
  const input = tf.input({ shape: [32, 32, 3] });
  let x = relu().apply(convolution(input, 16, 3));
  for (const filters of [16, 32, 64]) {
    for (const place of [0, 1, 2]) {
      const shrinks = filters > 16 && place === 0;
      const inner = relu().apply(convolution(x, filters, 3, shrinks ? 2 : 1));
      const shortcut = shrinks ? convolution(x, filters, 1, 2) : x;
      x = relu().apply(layers.add().apply([convolution(inner, filters, 3), shortcut]));
    }
  }
  return pooledClasses(input, x);
}

function mobile() {
  const input = tf.input({ shape: [32, 32, 3] });
  let x = relu().apply(convolution(input, 32, 3, 2));
  for (const [filters, strides] of [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
  ]) {
    const depthwise = layers.depthwiseConv2d({ kernelSize: 3, strides, ...padded }).apply(x);
    const normalised = relu().apply(layers.batchNormalization().apply(depthwise));
    x = relu().apply(convolution(normalised, filters, 1));
  }
  return pooledClasses(input, x);
}

function lstm() {
  return tf.sequential({
    layers: [
      layers.embedding({ inputDim: 5000, outputDim: 64, inputLength: 64 }),
      layers.lstm({ units: 128 }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
}

/** Self-attention that hides what comes later, which TensorFlow.js has no layer for. */
class CausalAttention extends layers.Layer {
  static className = 'CausalAttention';

  constructor({ heads }) {
    super({});
    this.heads = heads;
  }

  build([, length, width]) {
    const weight = (weightName, shape, initializer = 'glorotUniform') =>
      this.addWeight(weightName, shape, 'float32', tf.initializers[initializer]({}));
    this.mixKernel = weight('mixKernel', [width, 3 * width]);
    this.mixBias = weight('mixBias', [3 * width], 'zeros');
    this.outKernel = weight('outKernel', [width, width]);
    this.outBias = weight('outBias', [width], 'zeros');
    const allowed = tf.linalg.bandPart(tf.ones([length, length]), -1, 0);
    this.later = tf.keep(tf.mul(tf.sub(allowed, 1), 1e9));
    super.build([null, length, width]);
  }

  call(inputs) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const [batch, length, width] = x.shape;
    const project = (from, kernel, bias) =>
      tf.add(tf.matMul(from.reshape([-1, width]), kernel.read()), bias.read());
    const mixed = tf.split(project(x, this.mixKernel, this.mixBias), 3, 1);
    const [queries, keys, values] = mixed.map((part) =>
      part.reshape([batch, length, this.heads, -1]).transpose([0, 2, 1, 3]),
    );
    const scores = tf.mul(tf.matMul(queries, keys, false, true), (width / this.heads) ** -0.5);
    const seen = tf.matMul(tf.softmax(tf.add(scores, this.later)), values);
    const joined = seen.transpose([0, 2, 1, 3]).reshape([-1, width]);
    return project(joined, this.outKernel, this.outBias).reshape(x.shape);
  }

  computeOutputShape(shape) {
    return shape;
  }
}

/** Adds a learnt vector to each step. */
class Positions extends layers.Layer {
  static className = 'Positions';

  build([, length, width]) {
    const initializer = tf.initializers.randomUniform({ minval: -0.05, maxval: 0.05 });
    this.vectors = this.addWeight('vectors', [length, width], 'float32', initializer);
    super.build([null, length, width]);
  }

  call(inputs) {
    return tf.add(Array.isArray(inputs) ? inputs[0] : inputs, this.vectors.read());
  }

  computeOutputShape(shape) {
    return shape;
  }
}

function gpt() {
  const width = 128;
  const normalised = (x) => layers.layerNormalization({ epsilon: 1e-5 }).apply(x);
  const input = tf.input({ shape: [64], dtype: 'int32' });
  const embedded = layers.embedding({ inputDim: 65, outputDim: width }).apply(input);
  let x = new Positions({}).apply(embedded);
  for (let block = 0; block < 4; block += 1) {
    const attended = new CausalAttention({ heads: 4 }).apply(normalised(x));
    x = layers.add().apply([x, attended]);
    const wide = layers.dense({ units: 4 * width, activation: 'gelu' }).apply(normalised(x));
    x = layers.add().apply([x, layers.dense({ units: width }).apply(wide)]);
  }
  const head = layers.dense({ units: 65, useBias: false, activation: 'softmax' });
  return tf.model({ inputs: input, outputs: head.apply(normalised(x)) });
}

function mf() {
  const entries = [1000, 1700].map((inputDim) => {
    const input = tf.input({ shape: [1], dtype: 'int32' });
    const vector = layers.embedding({ inputDim, outputDim: 32 }).apply(input);
    return { input, vector: layers.flatten().apply(vector) };
  });
  const product = layers.dot({ axes: 1 }).apply(entries.map(({ vector }) => vector));
  return tf.model({ inputs: entries.map(({ input }) => input), outputs: product });
}

const images = (model, ...shape) => ({
  model,
  batchSize: 64,
  loss: 'categoricalCrossentropy',
  batch: () => [tf.randomUniform([64, ...shape]), tf.oneHot(labels(64, 10), 10)],
});
const labels = (length, below) => tf.randomUniform([length], 0, below, 'int32');

const CASES = {
  mlp: images(mlp, 784),
  cnn: images(cnn, 28, 28, 1),
  resnet20: images(resnet20, 32, 32, 3),
  mobile: images(mobile, 32, 32, 3),
  lstm: {
    model: lstm,
    batchSize: 32,
    loss: 'binaryCrossentropy',
    batch: () => [tf.randomUniform([32, 64], 0, 5000, 'int32'), labels(32, 2).expandDims(1)],
  },
  gpt: {
    model: gpt,
    batchSize: 12,
    loss: 'categoricalCrossentropy',
    batch: () => [
      tf.randomUniform([12, 64], 0, 65, 'int32'),
      tf.oneHot(labels(12 * 64, 65), 65).reshape([12, 64, 65]),
    ],
  },
  mf: {
    model: mf,
    batchSize: 256,
    loss: 'meanSquaredError',
    batch: () => [
      [1000, 1700].map((below) => labels(256, below).expandDims(1)),
      tf.randomUniform([256, 1]),
    ],
  },
};

function prepare({ model: build, batch, loss }) {
  const model = build();
  model.compile({ optimizer: tf.train.adam(LEARNING_RATE), loss });
  const batches = Array.from({ length: BATCHES }, batch);
  let steps = 0;
  return async () => {
    const [x, y] = batches[steps % BATCHES];
    steps += 1;
    await model.trainOnBatch(x, y);
  };
}

const compared = CASES[name];
console.log(JSON.stringify({ modes: ['eager'] }));
let step = null;
for await (const line of createInterface({ input: process.stdin })) {
  const { seconds } = JSON.parse(line);
  if (step === null) {
    step = prepare(compared);
    for (let warm = 0; warm < WARM_STEPS; warm += 1) await step();
  }
  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  let steps = 0;
  for (; passed() < seconds; steps += 1) await step();
  console.log(JSON.stringify({ samplesPerSecond: (steps * compared.batchSize) / passed() }));
}
