import type { TextContinuation } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import { randomStream } from '../../app/random.ts';
import { END, PADDING, START, UNKNOWN } from '../../app/text/tokenizer.ts';
import type { PredictionGraph } from './graphs.ts';
import { likeliest } from './likeliest-tokens.ts';

/** Tokens that are never said. */
export const UNSAID: ReadonlySet<number> = new Set([PADDING, UNKNOWN, START]);

/**
 * Goes on with a text, token by token: each is drawn from the shares that the model gives behind what stands there
 * already. Equal seeds give equal texts.
 * @param window tokens, of which the first `filled` are the text so far; at least one
 * @returns the new tokens; fewer than asked for where the text ends
 */
export async function continueText(
  graph: PredictionGraph,
  window: Int32Array,
  { filled, tokens, temperature, seed }: TextContinuation,
): Promise<Result<Float32Array>> {
  const { length } = window;
  const vocabulary = graph.width / length;
  const random = randomStream(seed, 'continue-text');
  const said: number[] = [];
  const rows = new Int32Array(graph.batchSize * length);
  rows.set(window);
  let end = Math.min(length, filled);
  while (said.length < tokens) {
    const answered = await graph.run({
      dtype: 'int32',
      shape: [graph.batchSize, length],
      data: rows,
    });
    if (!answered.ok) return answered;
    const shares = answered.value.subarray((end - 1) * vocabulary, end * vocabulary);
    const next = drawToken(shares, temperature, random.nextFloat());
    if (next === END) break;
    said.push(next);
    if (end === length) rows.copyWithin(0, 1, length);
    else end += 1;
    rows[end - 1] = next;
  }
  return ok(Float32Array.from(said));
}

/**
 * @param temperature 0 for the likeliest token; the higher, the more often an unlikely one
 * @param drawn       in [0, 1)
 */
export function drawToken(shares: Float32Array, temperature: number, drawn: number): number {
  const allowed = shares.map((share, token) => (UNSAID.has(token) ? 0 : share));
  if (temperature === 0) return likeliest(allowed);
  const weights = Float64Array.from(allowed, (share) => share ** (1 / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = drawn * total;
  for (const [token, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return token;
  }
  // Where all shares vanish at a low temperature, the likeliest is what they tend to.
  return likeliest(allowed);
}
