import type { Value } from '../graph.ts';
import { add, multiply, negate } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { reshape } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import type { BackwardLoop } from './backward-loop.ts';
import { joinedColumns, joinedRows } from './joined-places.ts';
import { stackedValue } from './stack-steps.ts';
import type { StepValues } from './step-values.ts';

/** Reads a result once the loop is finished. */
type Later = () => Value;

/**
 * The sum of a value over all steps: the gradient of what is the same at every step. Sums and
 * products of matrices are taken once, over the rows of all steps, and not step by step.
 */
export function sumOverSteps(value: Value, values: StepValues, loop: BackwardLoop): Later {
  const outside = values.outside(value);
  if (outside !== null) {
    const { value: whole, stacked } = outside;
    return () => (stacked ? sum(whole, [0]) : multiply(whole, values.steps));
  }
  const total = (part: Value) => sumOverSteps(part, values, loop);
  const { node } = value;
  const [left, right] = node.inputs;
  switch (node.op) {
    case 'add': {
      const parts = node.inputs.filter(({ shape }) => shape.length === value.shape.length);
      const whole = parts.every(({ shape }) =>
        shape.every((size, axis) => size === value.shape[axis]),
      );
      if (left === undefined || right === undefined || parts.length < 2 || !whole) break;
      const [one, other] = [total(left), total(right)];
      return () => add(one(), other());
    }
    case 'negate': {
      if (left === undefined) break;
      const positive = total(left);
      return () => negate(positive());
    }
    case 'reshape': {
      if (left === undefined) break;
      const before = total(left);
      return () => reshape(before(), value.shape);
    }
    case 'sum': {
      if (left === undefined) break;
      const rows = atEveryStep(left, values, loop);
      const axes = [0, ...node.attributes.axes.map((axis) => axis + 1)];
      return () => reshape(sum(rows(), axes), value.shape);
    }
    case 'matrixProduct': {
      const { transposeLeft, transposeRight } = node.attributes;
      const known = transposeLeft !== transposeRight && node.inputs.length === 2;
      if (left === undefined || right === undefined || !known) break;
      const [one, other] = [left, right].map((each) => atEveryStep(each, values, loop));
      if (one === undefined || other === undefined) break;
      const joined = transposeLeft ? joinedRows : joinedColumns;
      return () => matrixProduct(joined(one()), joined(other()), { transposeLeft, transposeRight });
    }
  }
  const rows = loop.collect(value);
  return () => sum(rows(), [0]);
}

/** A value with the steps as its first axis. */
export function atEveryStep(value: Value, values: StepValues, loop: BackwardLoop): Later {
  const outside = values.outside(value);
  return outside === null ? loop.collect(value) : () => stackedValue(outside, values.steps);
}
