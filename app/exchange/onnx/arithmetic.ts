import type { ConstantType, GraphWriter } from '../../compiler/onnx/graph-writer.ts';
import { ELEMENT_TYPES } from '../../compiler/onnx/model.ts';

/** The name of a float64 value [batch, 1], or a number. */
export type Operand = string | number;

/** Sums as one writes them down, as float64 nodes of a graph; NaN stands for a missing value throughout. */
export class Arithmetic {
  readonly writer: GraphWriter;

  constructor(writer: GraphWriter) {
    this.writer = writer;
  }

  add = (left: Operand, right: Operand): string => this.#binary('Add', left, right);
  subtract = (left: Operand, right: Operand): string => this.#binary('Sub', left, right);
  multiply = (left: Operand, right: Operand): string => this.#binary('Mul', left, right);
  divide = (left: Operand, right: Operand): string => this.#binary('Div', left, right);
  isLess = (left: Operand, right: Operand): string => this.#binary('Less', left, right);
  isMissing = (value: string): string => this.writer.node('IsNaN', [value]);
  floor = (value: string): string => this.writer.node('Floor', [value]);
  magnitude = (value: string): string => this.writer.node('Abs', [value]);
  sign = (value: string): string => this.writer.node('Sign', [value]);
  logarithm = (value: string): string => this.writer.node('Log', [value]);
  root = (value: string): string => this.writer.node('Sqrt', [value]);

  /** One of two values, row by row. */
  choose(condition: string, yes: Operand, no: Operand): string {
    return this.writer.node('Where', [condition, this.#operand(yes), this.#operand(no)]);
  }

  /**
   * ln(1 + x) for x ≥ 0, as exact as x is where 1 + x is not.
   * @source Goldberg 1991, "What Every Computer Scientist Should Know About Floating-Point Arithmetic", §4
   */
  logarithmOfMore(value: string): string {
    const more = this.add(value, 1);
    const taken = this.subtract(more, 1);
    const exact = this.divide(this.multiply(value, this.logarithm(more)), taken);
    return this.choose(this.isLess(0, taken), exact, value);
  }

  /** @param coefficients from the highest power down */
  polynomial(coefficients: readonly number[], x: string): string {
    return coefficients.reduce(
      (sum, coefficient) => this.add(this.multiply(sum, x), coefficient),
      this.constant([0], []),
    );
  }

  /** What is left of a division, never below 0. */
  remainder(value: string, divisor: number): string {
    return this.subtract(value, this.multiply(this.floor(this.divide(value, divisor)), divisor));
  }

  constant(values: readonly number[], shape: readonly number[]): string {
    return this.writer.constant(values, 'float64', shape);
  }

  /** A wave of an angle; in float32, in which every provider has it. */
  wave(op: 'Sin' | 'Cos', angle: string): string {
    return this.cast(this.writer.node(op, [this.cast(angle, 'float32')]), 'float64');
  }

  cast(value: string, type: ConstantType): string {
    return this.writer.node('Cast', [value], { to: ELEMENT_TYPES[type] });
  }

  /** As float32, missing values as 0: how features are read. */
  feature(value: string): string {
    const present = this.choose(this.isMissing(value), 0, value);
    return this.cast(present, 'float32');
  }

  #binary(op: string, left: Operand, right: Operand): string {
    return this.writer.node(op, [this.#operand(left), this.#operand(right)]);
  }

  #operand(value: Operand): string {
    return typeof value === 'string' ? value : this.constant([value], []);
  }
}
