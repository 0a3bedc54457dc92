import type { OptimizerName, OptimizerSettings } from '../optimizers/settings.ts';

/** What a formula may read and change; `slots` start at the values named in `slot`. */
interface Step {
  readonly settings: OptimizerSettings;
  readonly rate: number;
  /** Counted from 1. */
  readonly t: number;
  slot(name: string, initial?: number): number[];
}

/** The new values of a weight. */
type Formula = (weight: readonly number[], gradient: readonly number[], step: Step) => number[];

/** A weight of a model, row-major. */
export interface ReferenceWeight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Number by number; `slots` are arrays as long as the weight, changed in place. */
const eachNumber =
  (move: (g: number, at: number, step: Step, weight: number) => number): Formula =>
  (weight, gradient, step) =>
    weight.map((value, at) => value - move(gradient[at] ?? Number.NaN, at, step, value));

const read = (slot: readonly number[], at: number): number => slot[at] ?? Number.NaN;

function update(slot: number[], at: number, next: number): number {
  slot[at] = next;
  return next;
}

const adam = eachNumber((g, at, { settings, rate, t, slot }) => {
  const { beta1, beta2, epsilon } = settings;
  // Muon's Adam has no such thing.
  const amsgrad = settings.amsgrad && settings.optimizer !== 'muon';
  const [ms, vs, hats] = [slot('m'), slot('v'), slot('v_hat')];
  const m = update(ms, at, read(ms, at) + (g - read(ms, at)) * (1 - beta1));
  const v = update(vs, at, read(vs, at) + (g * g - read(vs, at)) * (1 - beta2));
  const hat = update(hats, at, Math.max(read(hats, at), v));
  const alpha = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
  return (m * alpha) / (Math.sqrt(amsgrad ? hat : v) + epsilon);
});

const nadam: Formula = (weight, gradient, step) => {
  const { settings, rate, t, slot } = step;
  const { beta1, beta2, epsilon } = settings;
  const u = beta1 * (1 - 0.5 * 0.96 ** t);
  const next = beta1 * (1 - 0.5 * 0.96 ** (t + 1));
  const product = update(slot('u_product', 1), 0, read(slot('u_product', 1), 0) * u);
  return eachNumber((g, at) => {
    const [ms, vs] = [slot('m'), slot('v')];
    const m = update(ms, at, read(ms, at) + (g - read(ms, at)) * (1 - beta1));
    const v = update(vs, at, read(vs, at) + (g * g - read(vs, at)) * (1 - beta2));
    const mHat = (next * m) / (1 - product * next) + ((1 - u) * g) / (1 - product);
    return (mHat * rate) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
  })(weight, gradient, step);
};

const adamax = eachNumber((g, at, { settings, rate, t, slot }) => {
  const { beta1, beta2, epsilon } = settings;
  const [ms, us] = [slot('m'), slot('u')];
  const m = update(ms, at, read(ms, at) + (g - read(ms, at)) * (1 - beta1));
  const u = update(us, at, Math.max(beta2 * read(us, at), Math.abs(g)));
  return (rate * m) / ((1 - beta1 ** t) * (u + epsilon));
});

const sgd = eachNumber((g, at, { settings, rate, slot }) => {
  const { momentum, nesterov } = settings;
  const ms = slot('m');
  const m = update(ms, at, read(ms, at) * momentum - g * rate);
  return nesterov && momentum > 0 ? -(m * momentum - g * rate) : -m;
});

const rmsprop = eachNumber((g, at, { settings, rate, slot }) => {
  const { rho, momentum, epsilon, centered } = settings;
  const [vs, averages, ms] = [slot('v'), slot('average'), slot('m')];
  const v = update(vs, at, rho * read(vs, at) + (1 - rho) * g * g);
  const average = update(averages, at, rho * read(averages, at) + (1 - rho) * g);
  const root = Math.sqrt((centered ? v - average * average : v) + epsilon);
  return update(ms, at, momentum * read(ms, at) + (rate * g) / root);
});

const adagrad = eachNumber((g, at, { settings, rate, slot }) => {
  const sums = slot('accumulator', settings.initialAccumulatorValue);
  const sum = update(sums, at, read(sums, at) + g * g);
  return (rate * g) / Math.sqrt(sum + settings.epsilon);
});

const adadelta = eachNumber((g, at, { settings, rate, slot }) => {
  const { rho, epsilon } = settings;
  const [gs, deltas] = [slot('gradients'), slot('deltas')];
  const sum = update(gs, at, rho * read(gs, at) + (1 - rho) * g * g);
  const delta = (Math.sqrt(read(deltas, at) + epsilon) * g) / Math.sqrt(sum + epsilon);
  update(deltas, at, rho * read(deltas, at) + (1 - rho) * delta * delta);
  return rate * delta;
});

const lion = eachNumber((g, at, { settings, rate, slot }) => {
  const { beta1, beta2 } = settings;
  const ms = slot('m');
  const m = read(ms, at);
  update(ms, at, m * beta2 + g * (1 - beta2));
  return rate * Math.sign(m * beta1 + g * (1 - beta1));
});

type Matrix = readonly (readonly number[])[];

const turned = (x: Matrix): Matrix =>
  (x[0] ?? []).map((_, at) => x.map((row) => read([...row], at)));

const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    turned(b).map((column) => row.reduce((sum, x, at) => sum + x * read([...column], at), 0)),
  );

const combined = (p: number, a: Matrix, q: number, b: Matrix): Matrix =>
  a.map((row, r) => row.map((x, c) => p * x + q * read([...(b[r] ?? [])], c)));

function muonMatrix(rows: number, columns: number): Formula {
  return (weight, gradient, { settings, rate, slot }) => {
    const { momentum, nesterov, nsSteps, muonA, muonB, muonC, rmsRate } = settings;
    const ms = slot('momentum');
    const direction = gradient.map((g, at) => {
      const m = update(ms, at, read(ms, at) + g + read(ms, at) * (momentum - 1));
      return nesterov ? g + momentum * m : m;
    });
    const matrix = Array.from({ length: rows }, (_, row) =>
      direction.slice(row * columns, (row + 1) * columns),
    );
    let x: Matrix = rows > columns ? turned(matrix) : matrix;
    const norm = Math.sqrt(x.flat().reduce((sum, value) => sum + value * value, 0)) + 1e-7;
    x = x.map((row) => row.map((value) => value / norm));
    for (let step = 0; step < nsSteps; step += 1) {
      const a = times(x, turned(x));
      const b = combined(muonB, a, muonC, times(a, a));
      x = combined(muonA, x, 1, times(b, x));
    }
    const flat = (rows > columns ? turned(x) : x).flat();
    const scale = rmsRate === null ? 1 : Math.sqrt(Math.max(rows, columns)) * rmsRate;
    return weight.map((value, at) => value - rate * scale * read(flat, at));
  };
}

const FORMULAS: Readonly<Record<Exclude<OptimizerName, 'muon'>, Formula>> = {
  adam,
  adamw: adam,
  nadam,
  adamax,
  sgd,
  rmsprop,
  adagrad,
  adadelta,
  lion,
};

type Values = Record<string, number[]>;

/**
 * Keras 3's optimisers, number by number and as Keras writes them: what the compiled updates are
 * checked against. Weights are changed in place.
 */
export class ReferenceOptimizer {
  /** Averages of the weights by name, where the settings ask for them. */
  readonly averages: Values = {};
  readonly #settings: OptimizerSettings;
  readonly #weights: readonly ReferenceWeight[];
  readonly #slots = new Map<string, number[]>();
  #accumulated: Values = {};
  /** Steps so far: Keras' `_iterations`. */
  #steps = 0;

  constructor(settings: OptimizerSettings, weights: readonly ReferenceWeight[]) {
    this.#settings = settings;
    this.#weights = weights;
  }

  /** Takes one step of the training in: Keras' `apply`. */
  apply(
    values: Values,
    gradients: Readonly<Record<string, readonly number[]>>,
    rate: number = this.#settings.learningRate,
  ): void {
    const { accumulationSteps, useEma, emaMomentum } = this.#settings;
    const updates = Math.floor(this.#steps / accumulationSteps);
    for (const { name } of this.#weights) {
      const known = this.#accumulated[name];
      this.#accumulated[name] = (gradients[name] ?? []).map((g, at) => g + (known?.[at] ?? 0));
    }
    this.#steps += 1;
    if (this.#steps % accumulationSteps === 0) {
      const means = this.#weights.map(({ name }) =>
        (this.#accumulated[name] ?? []).map((sum) => sum / accumulationSteps),
      );
      this.#accumulated = {};
      this.#update(values, clipped(means, this.#settings), rate, updates + 1);
    }
    if (!useEma) return;
    const momentum = updates === 0 ? 0 : emaMomentum;
    for (const { name } of this.#weights) {
      this.averages[name] = (values[name] ?? []).map(
        (value, at) => momentum * (this.averages[name]?.[at] ?? 0) + (1 - momentum) * value,
      );
    }
  }

  #update(
    values: Values,
    gradients: readonly (readonly number[])[],
    rate: number,
    t: number,
  ): void {
    this.#weights.forEach((weight, place) => {
      const { formula, decay, ratio } = this.#treatment(weight);
      const decayed = (values[weight.name] ?? []).map((value) => value - value * decay * rate);
      values[weight.name] = formula(decayed, gradients[place] ?? [], {
        settings: this.#settings,
        rate: rate * ratio,
        t,
        slot: (name, initial = 0) => this.#slot(`${weight.name}@${name}`, decayed.length, initial),
      });
    });
  }

  #treatment({ name, shape }: ReferenceWeight): {
    readonly formula: Formula;
    readonly decay: number;
    readonly ratio: number;
  } {
    const { optimizer, weightDecay, adamWeightDecay, adamLrRatio } = this.#settings;
    if (optimizer !== 'muon') {
      return { formula: FORMULAS[optimizer], decay: weightDecay ?? 0, ratio: 1 };
    }
    const [rows = 1, columns = 1] = shape;
    return shape.length === 2 && !name.includes('embedding')
      ? { formula: muonMatrix(rows, columns), decay: weightDecay ?? 0, ratio: 1 }
      : { formula: adam, decay: adamWeightDecay ?? 0, ratio: adamLrRatio };
  }

  #slot(name: string, length: number, initial: number): number[] {
    const known = this.#slots.get(name) ?? Array.from({ length }, () => initial);
    this.#slots.set(name, known);
    return known;
  }
}

const normOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

function clipped(
  gradients: readonly (readonly number[])[],
  { clipNorm, globalClipNorm, clipValue }: OptimizerSettings,
): readonly (readonly number[])[] {
  if (clipNorm !== null) {
    return gradients.map((each) =>
      each.map((g) => (g * clipNorm) / Math.max(normOf(each), clipNorm)),
    );
  }
  if (globalClipNorm !== null) {
    const scale = globalClipNorm * Math.min(1 / normOf(gradients.flat()), 1 / globalClipNorm);
    return gradients.map((each) => each.map((g) => g * scale));
  }
  if (clipValue === null) return gradients;
  return gradients.map((each) => each.map((g) => Math.min(Math.max(g, -clipValue), clipValue)));
}
