import type {
  CarriedOrder,
  ConvolutionAttributes,
  NormalizationAttributes,
  Pair,
  PoolingAttributes,
} from './attributes.ts';
import type { BlockedOperators } from './blocked-vocabulary.ts';

export type DType = 'float32' | 'float16' | 'int64' | 'int32' | 'uint8' | 'bool';

type None = Readonly<Record<never, never>>;

/** How the matrices of a batched product are given. */
export interface BatchedProductAttributes {
  readonly transposeLeft: boolean;
  readonly transposeRight: boolean;
  /** The left operand's first matrix axis stands before the batch axes: [m, …batch, k]. */
  readonly leadLeft: boolean;
  readonly leadRight: boolean;
  /** A factor of the whole product. */
  readonly scale: number;
}

/** Repeating a body along the first axis of what is scanned. */
export interface ScanAttributes {
  /** The body, a graph of its own; `bodyOf` has its type. */
  readonly body: object;
  /** How many states are handed on from step to step: the body's first inputs and outputs. */
  readonly states: number;
  /** How many inputs are scanned; those behind them are the same at every step. */
  readonly scanned: number;
  /** From the last step to the first; what is collected keeps the order of the steps. */
  readonly backwards: boolean;
}

/**
 * Every operator of the tensor graph: its attributes here, its inputs and meaning beside it.
 * An operator is added by naming it here; the compiler then asks for its kernel (`kernels/`),
 * its ONNX form (`onnx/emit/`) and its gradient rule (`gradients/`, or `notDifferentiable`).
 */
export interface Operators extends BlockedOperators {
  // Sources
  /** A tensor handed in from outside, by name. */
  readonly input: { readonly name: string } & CarriedOrder;
  /** Row-major values, as many as the shape holds. */
  readonly constant: { readonly values: ArrayLike<number> };
  /**
   * (pool [n], step int64 scalar) → as many neighbouring numbers of the pool as the output holds,
   * from offset (step × multiplier + increment) modulo the number of places they can start at.
   */
  readonly poolWindow: { readonly multiplier: number; readonly increment: number };

  // Element by element, one input
  readonly negate: None;
  readonly exponential: None;
  readonly logarithm: None;
  readonly squareRoot: None;
  readonly reciprocal: None;
  readonly absolute: None;
  /** −1, 0 or 1. */
  readonly sign: None;
  /** How likely a number of the standard normal distribution lies below x. */
  readonly normalProbability: None;
  readonly sine: None;
  readonly cosine: None;
  /** 1 where x > 0, else 0, in the input's type: the slope of relu, 0 at 0. */
  readonly positive: None;
  readonly relu: None;
  /** x where x > 0, else slope · x. */
  readonly leakyRelu: { readonly slope: number };
  /** x where x > 0, else alpha · (eˣ − 1). */
  readonly elu: { readonly alpha: number };
  readonly sigmoid: None;
  readonly hyperbolicTangent: None;
  /** log(1 + eˣ), without overflow. */
  readonly softplus: None;
  /** x within low … high, else the nearer of the two. */
  readonly clip: { readonly low: number; readonly high: number };
  readonly cast: { readonly to: DType };
  /** Bytes → float32, each times the scale; made by passes only. */
  readonly scaledCast: { readonly scale: number };

  // Element by element, two inputs, broadcasting from the last axis as NumPy does
  readonly add: None;
  readonly subtract: None;
  readonly multiply: None;
  readonly divide: None;
  /** base ^ exponent, base above 0. */
  readonly power: None;
  /** (x, factor of one element, addend of x's shape) → x · factor + addend; made by passes only. */
  readonly multiplyAdd: None;
  /** The left one of two equal values, so that the gradient goes there. */
  readonly maximum: None;
  readonly minimum: None;
  /** What is left of a whole number ≥ 0 after whole parts of the right one's size; int64. */
  readonly remainder: None;
  readonly greater: None;
  readonly equal: None;
  /** (condition bool, left, right) → left where the condition holds, else right. */
  readonly select: None;

  // Moving values
  readonly reshape: None;
  /** Output axis i is input axis `axes[i]`. */
  readonly transpose: { readonly axes: readonly number[] };
  readonly broadcast: None;
  /** Zeros before and after each axis; negative numbers cut off as many values instead. */
  readonly pad: { readonly before: readonly number[]; readonly after: readonly number[] };
  /** Inputs of any number, one after the other along an axis. */
  readonly concatenate: { readonly axis: number };
  /** Cuts an axis into pieces of these sizes, one output each. */
  readonly split: { readonly axis: number; readonly sizes: readonly number[] };
  /** Values along an axis in the opposite order. */
  readonly reverse: { readonly axis: number };
  /** (table [rows, …row], indices [n, …], whole numbers below `rows`) → [n, …, …row]. */
  readonly gather: None;
  /** (table [batch, n], indices [batch, m], whole numbers below n) → [batch, m], each from its own row. */
  readonly gatherAlong: None;
  /**
   * (x [n, …, …row], indices [n, …], table [rows, …row]?) → the table, or zeros, with each row of x
   * added to the row that its index says.
   */
  readonly scatterAdd: None;

  // Reductions
  readonly sum: { readonly axes: readonly number[]; readonly keepAxes: boolean };
  readonly mean: { readonly axes: readonly number[]; readonly keepAxes: boolean };
  /** Position of the largest value along the last axis, the first one if several; int32. */
  readonly argMax: None;
  /** Over the last axis. */
  readonly softmax: None;
  /** Over the last axis. */
  readonly logSoftmax: None;
  /** Labels [n] → [n, depth] with a 1 at each label. */
  readonly oneHot: { readonly depth: number };

  // Repetition
  /**
   * (first states…, scanned [steps, …]…, fixed…) → (last states…, collected [steps, …]…). The body
   * makes of the states, a step of what is scanned, and what is fixed the next states and a step of
   * what is collected.
   */
  readonly scan: ScanAttributes;
  /**
   * (condition bool, …) → what the body makes of the others where the condition holds; where it does
   * not, those of them that its outputs are named after. See `conditional`.
   */
  readonly conditional: { readonly body: object };

  /**
   * (x [time, batch, features], kernel [features, 4 · units], recurrent kernel [units, 4 · units],
   * bias [4 · units]) → outputs of an LSTM at every step, [time, batch, units]; gates i, f, c, o.
   */
  readonly lstm: None;

  // Linear maps
  /**
   * (left [m, k], right [k, n], bias [n], [m, 1] or [m, n]?) → [m, n]; a transposed operand is given
   * the other way round.
   */
  readonly matrixProduct: { readonly transposeLeft: boolean; readonly transposeRight: boolean };
  /**
   * (left [batch…, m, k], right [batch…, k, n]) → [batch…, m, n], a product for each place in the
   * batch; a transposed operand is given the other way round.
   */
  readonly batchedProduct: BatchedProductAttributes;
  /**
   * (matrix [m, k], right [batch…, k, n], bias [m]?) → [batch…, m, n], the matrix and the bias being
   * the same at every place in the batch.
   */
  readonly sharedProduct: { readonly transposeRight: boolean };
  /** (x [batch, in, h, w], filter [out, in / groups, kh, kw], bias [out]?) → [batch, out, h', w']. */
  readonly convolution: ConvolutionAttributes;
  /** (dy, filter) → gradient of x; the output shape is x's. */
  readonly convolutionInputGradient: ConvolutionAttributes;
  /** (x, dy) → gradient of the filter; the output shape is the filter's. */
  readonly convolutionFilterGradient: ConvolutionAttributes;
  /**
   * x → (largest value of each window, its position in x counted row-major over all axes, int64).
   * Padding never wins; of several equal values the first in row-major order wins. What is no number
   * is passed over beside numbers, as ONNX Runtime does.
   */
  readonly maxPool: PoolingAttributes;
  /** (dy, positions) → gradient of x: each dy goes to its winner, overlapping windows add up. */
  readonly maxPoolGradient: PoolingAttributes;
  /** x → mean of each window's cells; padding is no cell. */
  readonly averagePool: Omit<PoolingAttributes, 'dilations'>;
  /** x [batch, channels, h, w] → every row and column repeated so many times. */
  readonly upsample: { readonly factors: Pair };

  // Normalisation
  /**
   * (x, gamma [c], beta [c]) → (gamma · centred / √(variance + epsilon) + beta, mean [c],
   * variance [c], centred = x − mean), the variance divided by the count.
   */
  readonly batchNormalization: NormalizationAttributes;
  /** (dy, centred, variance, gamma) → gradients of (x, gamma, beta). */
  readonly batchNormalizationGradient: NormalizationAttributes;
  /**
   * (x [rows, n], gamma [n], beta [n]) → (gamma · (x − mean) · inverse + beta, mean [rows, 1],
   * inverse = 1 / √(variance + epsilon) [rows, 1]), statistics of each row.
   */
  readonly layerNormalization: { readonly epsilon: number };
  /** (dy, x, gamma, mean, inverse) → gradients of (x, gamma, beta). */
  readonly layerNormalizationGradient: { readonly epsilon: number };
}

export type Operator = keyof Operators;
