/** A network of one hidden layer, its data and its first weights: small, fixed, and not symmetric. */
export interface KnownTraining {
  readonly rows: number;
  readonly inputs: number;
  readonly hidden: number;
  /** Row-major: rows × inputs, rows × 1, inputs × hidden, hidden × 1. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly weights: readonly number[];
  readonly outputWeights: readonly number[];
  readonly learningRate: number;
  readonly steps: number;
}

export const KNOWN_TRAINING: KnownTraining = {
  rows: 8,
  inputs: 4,
  hidden: 5,
  x: waves(8 * 4, 1.7),
  y: waves(8, 0.9),
  weights: waves(4 * 5, 2.3),
  outputWeights: waves(5, 0.6),
  learningRate: 0.1,
  steps: 20,
};

/**
 * The mean squared errors before each step of gradient descent on `tanh(x·W)·v`, in float64 and
 * written out: what any right runtime finds, to its own precision.
 */
export function knownLosses(training: KnownTraining = KNOWN_TRAINING): readonly number[] {
  const { rows, inputs, hidden, x, y, learningRate, steps } = training;
  const w = [...training.weights];
  const v = [...training.outputWeights];
  const at = (values: readonly number[], index: number) => values[index] ?? Number.NaN;
  const losses: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    const dw = w.map(() => 0);
    const dv = v.map(() => 0);
    let loss = 0;
    for (let row = 0; row < rows; row += 1) {
      const activations = v.map((_, unit) => {
        let sum = 0;
        for (let input = 0; input < inputs; input += 1) {
          sum += at(x, row * inputs + input) * at(w, input * hidden + unit);
        }
        return Math.tanh(sum);
      });
      const output = activations.reduce((sum, a, unit) => sum + a * at(v, unit), 0);
      const error = output - at(y, row);
      loss += error ** 2 / rows;
      const slope = (2 * error) / rows;
      activations.forEach((a, unit) => {
        dv[unit] = at(dv, unit) + slope * a;
        const inner = slope * at(v, unit) * (1 - a ** 2);
        for (let input = 0; input < inputs; input += 1) {
          const index = input * hidden + unit;
          dw[index] = at(dw, index) + inner * at(x, row * inputs + input);
        }
      });
    }
    losses.push(loss);
    for (const [index, slope] of dw.entries()) w[index] = at(w, index) - learningRate * slope;
    for (const [index, slope] of dv.entries()) v[index] = at(v, index) - learningRate * slope;
  }
  return losses;
}

function waves(count: number, pace: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Math.sin(pace * (index + 1)));
}
