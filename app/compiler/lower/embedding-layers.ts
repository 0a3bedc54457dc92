import type { Value } from '../graph.ts';
import { cast, clip, equal, multiply, positive, subtract } from '../operators/elementwise.ts';
import { gather, reshape, transpose } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { channelsLast, type LayerTensor } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';

/** Layers pass on float32; whole numbers that became so are taken as they were. */
function wholeNumbers(x: Value): Value {
  const [before] = x.node.inputs;
  return x.node.op === 'cast' && before?.dtype === 'int32' ? before : cast(x, 'int32');
}

/** Numbers of rows, within the table: runtimes read past its end or fail. */
export function rowNumbers(x: Value, rows: number): Value {
  return clip(wholeNumbers(x), 0, rows - 1);
}

/** Rows for numbers [batch, …]; of a sequence with its time first, which costs nothing here. */
export function lookedUp(table: Value, rows: Value): LayerTensor {
  if (rows.shape.length !== 2) return { value: gather(table, rows), layout: 'channels-last' };
  return { value: gather(table, transpose(rows, [1, 0])), layout: 'time-first' };
}

/** float32, 1 where the number is not 0. */
export function maskOfTokens(x: Value): Value {
  return subtract(1, cast(equal(wholeNumbers(x), 0), 'float32'));
}

export const embeddingLayers = {
  Embedding: ({ config }, input, context) => {
    const x = channelsLast(input);
    const mask = config.mask_zero ? maskOfTokens(x) : undefined;
    return { ...lookedUp(context.weight('embeddings'), rowNumbers(x, config.input_dim)), mask };
  },
  Masking: ({ config }, input) => {
    const x = channelsLast(input);
    const differs = subtract(1, cast(equal(x, config.mask_value), 'float32'));
    const mask = positive(sum(differs, [2]));
    const value = multiply(x, reshape(mask, [...mask.shape, 1]));
    return { value, layout: 'channels-last', mask };
  },
} satisfies Partial<LoweringTable>;
