import { type Measure, weightedMean } from '../measure.ts';
import { compareGrams, type GramCounts } from './n-grams.ts';
import { scoreTokens } from './score-tokens.ts';

/** What a model says of each row, and what was said by people. */
export interface TranslatedTexts {
  readonly hypotheses: readonly string[];
  readonly references: readonly string[];
}

/** Orders of n-grams of tokens. */
const BLEU_ORDERS = [1, 2, 3, 4] as const;
/** Orders of n-grams of characters, and how many times recall counts as precision does. */
const CHRF_ORDERS = [1, 2, 3, 4, 5, 6] as const;
const CHRF_BETA = 2;

/** Numbers that a row is summed up in. */
export const TRANSLATION_WIDTH = 3 * (BLEU_ORDERS.length + CHRF_ORDERS.length);

/**
 * `bleu` and `chrf` of all rows together, and `exact-match`, the share of rows with the same words and signs; each 0–1.
 * @source Papineni et al. 2002, "BLEU: a Method for Automatic Evaluation of Machine Translation", §2.3
 */
export function translationMeasure({ hypotheses, references }: TranslatedTexts): Measure {
  const rows = hypotheses.length;
  const counts = new Float64Array(rows * TRANSLATION_WIDTH);
  const exact = new Float64Array(rows);
  for (const [row, hypothesis] of hypotheses.entries()) {
    const reference = references[row] ?? '';
    const words = [hypothesis, reference].map(scoreTokens);
    const characters = [hypothesis, reference].map((text) => [...text.replace(/\s+/gu, '')]);
    const grams = [
      ...BLEU_ORDERS.map((order) => compareGrams(words[0] ?? [], words[1] ?? [], order)),
      ...CHRF_ORDERS.map((order) => compareGrams(characters[0] ?? [], characters[1] ?? [], order)),
    ];
    counts.set(
      grams.flatMap((gram) => [gram.matches, gram.hypothesis, gram.reference]),
      row * TRANSLATION_WIDTH,
    );
    exact[row] = words[0]?.join(' ') === words[1]?.join(' ') ? 1 : 0;
  }
  return (weights) => {
    const sums = new Float64Array(TRANSLATION_WIDTH);
    for (let row = 0; row < rows; row += 1) {
      const weight = weights[row] ?? 0;
      if (weight === 0) continue;
      for (let at = 0; at < TRANSLATION_WIDTH; at += 1) {
        sums[at] = (sums[at] ?? 0) + weight * (counts[row * TRANSLATION_WIDTH + at] ?? 0);
      }
    }
    const grams = Array.from({ length: TRANSLATION_WIDTH / 3 }, (_, order): GramCounts => {
      const [matches = 0, hypothesis = 0, reference = 0] = sums.subarray(3 * order, 3 * order + 3);
      return { matches, hypothesis, reference };
    });
    return {
      bleu: bleuOf(grams.slice(0, BLEU_ORDERS.length)),
      chrf: chrfOf(grams.slice(BLEU_ORDERS.length)),
      'exact-match': weightedMean(exact, weights),
    };
  };
}

/**
 * The geometric mean of the precisions, made smaller where translations are too short as a whole. Orders that no
 * reference is long enough for say nothing, and are left out.
 */
function bleuOf(orders: readonly GramCounts[]): number {
  const told = orders.filter(({ reference }) => reference > 0);
  const [{ hypothesis, reference } = { hypothesis: 0, reference: 0 }] = told;
  if (told.length === 0 || told.some(({ matches }) => matches === 0)) return 0;
  const brevity = hypothesis >= reference ? 1 : Math.exp(1 - reference / hypothesis);
  const logarithms = told.map((order) => Math.log(order.matches / order.hypothesis));
  return brevity * Math.exp(logarithms.reduce((sum, each) => sum + each, 0) / told.length);
}

/**
 * F over the means of the orders' precisions and recalls.
 * @source Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation", §2; orders as in sacreBLEU 2
 */
function chrfOf(orders: readonly GramCounts[]): number {
  const told = orders.filter(({ hypothesis, reference }) => hypothesis > 0 && reference > 0);
  const sum = (ratio: (order: GramCounts) => number) =>
    told.reduce((total, order) => total + ratio(order), 0);
  const precision = sum(({ matches, hypothesis }) => matches / hypothesis);
  const recall = sum(({ matches, reference }) => matches / reference);
  if (precision + recall === 0) return 0;
  const factor = CHRF_BETA ** 2;
  return ((1 + factor) * precision * recall) / (factor * precision + recall) / told.length;
}
