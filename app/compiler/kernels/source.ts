import { elementCount } from '../../shape.ts';
import { at, inputAt, type KernelTable, outputShape } from './tensor.ts';

/** Constants as float64, each array once: pools of random numbers are long. */
const converted = new WeakMap<ArrayLike<number>, Float64Array>();

function constantData(values: ArrayLike<number>): Float64Array {
  const known = converted.get(values) ?? new Float64Array(values);
  converted.set(values, known);
  return known;
}

export const sourceKernels = {
  input: ({ attributes }) => {
    throw new Error(`Input ${attributes.name} was not fed`);
  },
  constant: (node) => [{ shape: outputShape(node), data: constantData(node.attributes.values) }],
  poolWindow: (node, inputs) => {
    const pool = inputAt(inputs, 0);
    const step = at(inputAt(inputs, 1), 0);
    const shape = outputShape(node);
    const count = elementCount(shape);
    const { multiplier, increment } = node.attributes;
    const offset = (step * multiplier + increment) % (pool.data.length - count + 1);
    return [{ shape, data: pool.data.slice(offset, offset + count) }];
  },
} satisfies Partial<KernelTable>;
