// A program: `check-tensorflow PACK_FOLDER` loads TensorFlow from a pack, trains the known network,
// and writes one line of JSON: a TensorflowCheck.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { KNOWN_TRAINING } from './known-training.ts';

export interface TensorflowCheck {
  readonly losses: readonly number[];
  readonly isOnGpu: boolean;
}

/** What is used of TensorFlow.js: the check must not depend on the runtime's own code. */
interface Tensor {
  matMul(other: Tensor): Tensor;
  tanh(): Tensor;
  sub(other: Tensor): Tensor;
  square(): Tensor;
  mean(): Tensor;
  dataSync(): Float32Array;
}
interface Tensorflow {
  tensor2d(values: readonly number[], shape: readonly [number, number]): Tensor;
  variable(initial: Tensor): Tensor;
  readonly train: {
    sgd(learningRate: number): { minimize(loss: () => Tensor, returnCost: true): Tensor };
  };
  backend(): { readonly isUsingGpuDevice?: boolean };
}

function check(folder: string): TensorflowCheck {
  // The package still calls what Node 23 has dropped.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
  const tf: Tensorflow = createRequire(join(folder, 'package.json'))('@tensorflow/tfjs-node-gpu');
  const { rows, inputs, hidden, x, y, weights, outputWeights, learningRate, steps } =
    KNOWN_TRAINING;
  const data = tf.tensor2d(x, [rows, inputs]);
  const targets = tf.tensor2d(y, [rows, 1]);
  const w = tf.variable(tf.tensor2d(weights, [inputs, hidden]));
  const v = tf.variable(tf.tensor2d(outputWeights, [hidden, 1]));
  const optimizer = tf.train.sgd(learningRate);
  const losses = Array.from({ length: steps }, () => {
    const loss = optimizer.minimize(
      () => data.matMul(w).tanh().matMul(v).sub(targets).square().mean(),
      true,
    );
    return loss.dataSync()[0] ?? Number.NaN;
  });
  const { isUsingGpuDevice: isOnGpu = false } = tf.backend();
  return { losses, isOnGpu };
}

process.stdout.write(`${JSON.stringify(check(process.argv[2] ?? ''))}\n`);
