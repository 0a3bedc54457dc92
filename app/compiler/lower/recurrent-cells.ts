import type { LayerConfig } from '../../architecture/catalogue.ts';
import type { Value } from '../graph.ts';
import { sharedProduct } from '../operators/batched-product.ts';
import { add, multiply, subtract } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { concatenate, reshape, split, transpose } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { activationFunction } from './activations.ts';

/** What a cell is made from. */
export interface CellParts<Config> {
  readonly config: Config;
  /** [time, batch, features] */
  readonly x: Value;
  readonly weight: (name: string) => Value;
  /**
   * What dropout multiplies features [batch, features] and states [units, batch] by, the same at
   * every step: none, one for all gates, or one for each.
   */
  readonly inputMasks: readonly Value[];
  readonly stateMasks: readonly Value[];
}

/**
 * A recurrent layer as a scan has it. States are [units, batch] and gates [gates · units, batch]:
 * a product reads the kernel row by row, as it lies, and runtimes copy its small right operand
 * instead of the kernel. At 128 units and 32 sequences 22 µs instead of 30 (ONNX Runtime 1.30, one
 * thread); gates are then whole rows, too.
 */
export interface Cell {
  readonly states: number;
  readonly scanned: readonly Value[];
  readonly fixed: readonly Value[];
  /** The next states, the first of them the output. */
  step(
    states: readonly Value[],
    scanned: readonly Value[],
    fixed: readonly Value[],
  ): readonly Value[];
}

/** The product of the features of all steps with some columns of the kernel, [time, columns, batch]. */
function projection(
  x: Value,
  kernel: Value,
  bias: Value | undefined,
  masks: readonly Value[],
): Value {
  const product = (part: Value, mask: Value | undefined, own: Value | undefined) =>
    sharedProduct(transpose(part, [1, 0]), mask === undefined ? x : multiply(x, mask), {
      bias: own,
      transposeRight: true,
    });
  if (masks.length <= 1) return product(kernel, masks[0], bias);
  const kernels = inPieces(kernel, 1, masks.length);
  const biases = bias === undefined ? [] : inPieces(bias, 0, masks.length);
  return concatenate(
    kernels.map((part, gate) => product(part, masks[gate], biases[gate])),
    1,
  );
}

function inPieces(value: Value, axis: number, count: number): readonly Value[] {
  const width = (value.shape[axis] ?? 0) / count;
  return split(
    value,
    axis,
    Array.from({ length: count }, () => width),
  );
}

/**
 * The recurrent kernel, transposed, in pieces where each gate drops other states, with what it
 * drops.
 */
function recurrentParts(kernel: Value, masks: readonly Value[]): readonly Value[] {
  const pieces = masks.length <= 1 ? [kernel] : inPieces(kernel, 1, masks.length);
  return [...pieces.map((piece) => transpose(piece, [1, 0])), ...masks];
}

/**
 * The product of what `recurrentParts` made with a state, plus a bias.
 * @param bias [rows, batch] or [rows, 1]
 */
function recurrentProduct(h: Value, parts: readonly Value[], bias: Value | undefined): Value {
  if (parts.length <= 2) {
    const [kernel, mask] = parts;
    if (kernel === undefined) throw new Error('A recurrent kernel is missing');
    return matrixProduct(kernel, mask === undefined ? h : multiply(h, mask), { bias });
  }
  const gates = parts.length / 2;
  const products = parts.slice(0, gates).map((kernel, gate) => {
    const mask = parts[gates + gate];
    return matrixProduct(kernel, mask === undefined ? h : multiply(h, mask));
  });
  const joined = concatenate(products, 0);
  return bias === undefined ? joined : add(joined, bias);
}

function at(values: readonly Value[], place: number): Value {
  const value = values[place];
  if (value === undefined) throw new Error(`A cell has no value ${place}`);
  return value;
}

/** The masks of some gates. */
const masksOf = (masks: readonly Value[], from: number, to: number): readonly Value[] =>
  masks.length <= 1 ? masks : masks.slice(from, to);

export function simpleRnnCell(parts: CellParts<LayerConfig<'SimpleRNN'>>): Cell {
  const { config, x, weight, inputMasks, stateMasks } = parts;
  const activate = activationFunction(config.activation);
  const bias = config.use_bias ? weight('bias') : undefined;
  return {
    states: 1,
    scanned: [projection(x, weight('kernel'), bias, inputMasks)],
    fixed: recurrentParts(weight('recurrent_kernel'), stateMasks),
    step: (states, scanned, fixed) => [
      activate(recurrentProduct(at(states, 0), fixed, at(scanned, 0))),
    ],
  };
}

/** Gates i, f, c, o as Keras has them. */
export function lstmCell(parts: CellParts<LayerConfig<'LSTM'>>): Cell {
  const { config, x, weight, inputMasks, stateMasks } = parts;
  const activate = activationFunction(config.activation);
  const open = activationFunction(config.recurrent_activation);
  const bias = config.use_bias ? weight('bias') : undefined;
  return {
    states: 2,
    scanned: [projection(x, weight('kernel'), bias, inputMasks)],
    fixed: recurrentParts(weight('recurrent_kernel'), stateMasks),
    step: (states, scanned, fixed) => {
      const [h, c] = [at(states, 0), at(states, 1)];
      const gates = inPieces(recurrentProduct(h, fixed, at(scanned, 0)), 0, 4);
      const kept = multiply(open(at(gates, 1)), c);
      const taken = multiply(open(at(gates, 0)), activate(at(gates, 2)));
      const next = add(kept, taken);
      return [multiply(open(at(gates, 3)), activate(next)), next];
    },
  };
}

/** The biases of a GRU's two products: of the features, and, with `reset_after`, of the state. */
function gruBiases({ config, weight }: CellParts<LayerConfig<'GRU'>>) {
  const { units, use_bias, reset_after } = config;
  if (!use_bias) return null;
  const [gates, candidate] = reset_after
    ? split(weight('bias'), 1, [2 * units, units])
    : split(reshape(weight('bias'), [1, 3 * units]), 1, [2 * units, units]);
  if (gates === undefined || candidate === undefined) throw new Error('Two pieces were cut');
  const [own, recurrent] = split(candidate, 0, reset_after ? [1, 1] : [1]);
  return {
    // Nothing comes between the two biases of a gate.
    gates: sum(gates, [0]),
    candidate: own && reshape(own, [units]),
    recurrent: recurrent && reshape(recurrent, [units, 1]),
  };
}

/** Gates z, r and the candidate, which the reset gate works on, as Keras has them. */
export function gruCell(parts: CellParts<LayerConfig<'GRU'>>): Cell {
  const { config, x, weight, inputMasks, stateMasks } = parts;
  const { units, reset_after } = config;
  const activate = activationFunction(config.activation);
  const open = activationFunction(config.recurrent_activation);
  const biases = gruBiases(parts);
  const sizes = [2 * units, units];
  const [gateKernel, candidateKernel] = split(weight('kernel'), 1, sizes);
  const [gateRecurrent, candidateRecurrent] = split(weight('recurrent_kernel'), 1, sizes);
  if (!gateKernel || !candidateKernel || !gateRecurrent || !candidateRecurrent) {
    throw new Error('Two pieces were cut');
  }
  const ofGates = recurrentParts(gateRecurrent, masksOf(stateMasks, 0, 2));
  const ofCandidate = recurrentParts(candidateRecurrent, masksOf(stateMasks, 2, 3));
  const bias = biases?.recurrent;
  return {
    states: 1,
    scanned: [
      projection(x, gateKernel, biases?.gates, masksOf(inputMasks, 0, 2)),
      projection(x, candidateKernel, biases?.candidate, masksOf(inputMasks, 2, 3)),
    ],
    fixed: [...ofGates, ...ofCandidate, ...(bias === undefined ? [] : [bias])],
    step: (states, scanned, fixed) => {
      const h = at(states, 0);
      const gates = recurrentProduct(h, fixed.slice(0, ofGates.length), at(scanned, 0));
      const [z, r] = inPieces(open(gates), 0, 2);
      if (z === undefined || r === undefined) throw new Error('Two pieces were cut');
      const kernel = fixed.slice(ofGates.length, ofGates.length + ofCandidate.length);
      const own = at(scanned, 1);
      const candidate = reset_after
        ? add(
            own,
            multiply(r, recurrentProduct(h, kernel, fixed[ofGates.length + ofCandidate.length])),
          )
        : recurrentProduct(multiply(r, h), kernel, own);
      const next = activate(candidate);
      // z · h + (1 − z) · next, in one product.
      return [add(next, multiply(z, subtract(h, next)))];
    },
  };
}
