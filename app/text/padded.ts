import type { Truncation } from './text-options.ts';
import { PADDING } from './tokenizer.ts';

/** The first `length` tokens, or with `pre` the last ones, filled up with padding behind them. */
export function padded(
  tokens: readonly number[],
  length: number,
  truncating: Truncation = 'post',
): Int32Array {
  const row = new Int32Array(length).fill(PADDING);
  row.set(truncating === 'pre' ? tokens.slice(-length) : tokens.slice(0, length));
  return row;
}
