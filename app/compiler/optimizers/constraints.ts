import { CONSTRAINTS } from '../../architecture/regularizers.ts';
import { type FunctionCall, listArgument, numberArgument, readCall } from '../../function-text.ts';
import type { Value } from '../graph.ts';
import {
  add,
  divide,
  maximum,
  minimum,
  multiply,
  square,
  squareRoot,
} from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';
import { packBlock, unpackBlock, type WeightBlock } from '../weight-blocks.ts';

/** Keras' `epsilon()`: keeps weights of length 0 from being divided by it. */
const SHORTEST = 1e-7;

type Constraint = (weight: Value, call: FunctionCall) => Value;

/** @source Keras 3 `keras.constraints` */
const RULES: Readonly<Record<keyof typeof CONSTRAINTS, Constraint>> = {
  non_neg: (weight) => maximum(weight, 0),
  unit_norm: (weight, call) => divide(weight, add(norms(weight, call), SHORTEST)),
  max_norm: (weight, call) =>
    toLength(weight, call, (length) => minimum(length, numberArgument(call, 'max_value'))),
  min_max_norm: (weight, call) => {
    const [low, high] = [numberArgument(call, 'min_value'), numberArgument(call, 'max_value')];
    const rate = numberArgument(call, 'rate');
    return toLength(weight, call, (length) =>
      add(multiply(minimum(maximum(length, low), high), rate), multiply(length, 1 - rate)),
    );
  },
};

/** The weights of a block as their constraints leave them. */
export function constrained(block: WeightBlock, value: Value): Value {
  if (block.weights.every(({ constraint }) => constraint === undefined)) return value;
  const parts = unpackBlock(block, value).map((part, place) => {
    const text = block.weights[place]?.constraint;
    if (text === undefined) return part;
    const call = readCall(CONSTRAINTS, text);
    if (call === null) throw new Error(`No constraint ${text}`);
    // A name was found in this very table.
    return RULES[call.name as keyof typeof CONSTRAINTS](part, call);
  });
  return packBlock(block, parts);
}

/** Lengths along the constraint's axes, which stay with size 1. */
function norms(weight: Value, call: FunctionCall): Value {
  const rank = weight.shape.length;
  const axes = listArgument(call, 'axis').map((axis) => (axis < 0 ? axis + rank : axis));
  return squareRoot(sum(square(weight), axes, true));
}

function toLength(weight: Value, call: FunctionCall, wanted: (length: Value) => Value): Value {
  const length = norms(weight, call);
  return multiply(weight, divide(wanted(length), add(length, SHORTEST)));
}
