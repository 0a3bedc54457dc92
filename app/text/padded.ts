import { PADDING } from './tokenizer.ts';

/** The first `length` tokens, filled up with padding. */
export function padded(tokens: readonly number[], length: number): Int32Array {
  const row = new Int32Array(length).fill(PADDING);
  row.set(tokens.slice(0, length));
  return row;
}
