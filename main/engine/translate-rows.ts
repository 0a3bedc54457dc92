import type { TextTranslation } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import { END, PADDING } from '../../app/text/tokenizer.ts';
import { UNSAID } from './continue-text.ts';
import type { PredictionGraph } from './graphs.ts';
import { likeliest } from './likeliest-tokens.ts';

/**
 * Translates rows, taking the likeliest token at each place. The graph tells all places at once, each by what stands
 * before it: what it says is given to it as what stands there until that changes nothing more. A place is right at the
 * latest when all before it are, so that this is what token by token would say, mostly in far fewer passes.
 * @param features [rows, length] tokens: the source's, then one that begins the translation
 * @returns [rows, length − from] tokens, padding behind each end
 * @source Santilli et al. 2023, "Accelerating Transformer Inference for Translation via Parallel Decoding", §3.2
 */
export async function translateRows(
  graph: PredictionGraph,
  features: Int32Array,
  length: number,
  { from }: TextTranslation,
): Promise<Result<Float32Array>> {
  const { batchSize } = graph;
  const places = length - from;
  const rows = features.length / length;
  const told = new Float32Array(rows * places);
  for (let first = 0; first < rows; first += batchSize) {
    const count = Math.min(batchSize, rows - first);
    const data = new Int32Array(batchSize * length);
    data.set(features.subarray(first * length, (first + count) * length));
    const said = new Int32Array(count * places);
    for (let pass = 0; pass < places; pass += 1) {
      const answered = await graph.run({ dtype: 'int32', shape: [batchSize, length], data });
      if (!answered.ok) return answered;
      const next = likeliestTexts(answered.value, count, places, graph.width / places);
      if (next.every((token, at) => token === said[at])) break;
      said.set(next);
      for (let row = 0; row < count; row += 1) {
        const written = said.subarray(row * places, (row + 1) * places - 1);
        // No end is ever read, in training either.
        data.set(
          written.map((token) => (token === END ? PADDING : token)),
          row * length + from + 1,
        );
      }
    }
    told.set(said, first * places);
  }
  return ok(told);
}

/** The likeliest token at every place up to each row's end, [rows, places]. */
function likeliestTexts(
  shares: Float32Array,
  rows: number,
  places: number,
  vocabulary: number,
): Int32Array {
  const tokens = new Int32Array(rows * places).fill(PADDING);
  for (let row = 0; row < rows; row += 1) {
    for (let at = row * places; at < (row + 1) * places; at += 1) {
      const own = shares.subarray(at * vocabulary, (at + 1) * vocabulary);
      for (const token of UNSAID) own[token] = 0;
      const token = likeliest(own);
      tokens[at] = token;
      if (token === END) break;
    }
  }
  return tokens;
}
