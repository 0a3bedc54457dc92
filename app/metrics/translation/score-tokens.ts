/** Scripts whose characters are words or nearly so, and the signs that go with them. */
const APART =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u2e80-\u303f\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef]/gu;

/**
 * Tokens that translations are compared by, whatever tokens a model works with: words and signs as the evaluations of the
 * WMT part them, and single characters in scripts without spaces.
 * @source mteval-v13a.pl; Post 2018, "A Call for Clarity in Reporting BLEU Scores", the tokenizers 13a and zh
 */
export function scoreTokens(text: string): readonly string[] {
  return text
    .replace(APART, ' $& ')
    .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
    .replace(/([^0-9])([.,])/g, '$1 $2 ')
    .replace(/([.,])([^0-9])/g, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ')
    .split(/\s+/)
    .filter((token) => token !== '');
}
