import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learnMerges } from './byte-pairs.ts';
import { TokenizerFit, type TokenizerSettings } from './fit-tokenizer.ts';
import { openTokenizer, SPECIAL_TOKENS, UNKNOWN } from './tokenizer.ts';
import { piecesOf, wordsOf } from './words.ts';

function fitted(texts: readonly string[], settings: Partial<TokenizerSettings> = {}) {
  const fit = new TokenizerFit({ kind: 'word', lower: true, vocabulary: 1000, ...settings });
  for (const text of texts) fit.add(text);
  return fit.finish();
}

describe('words', () => {
  test('are found between spaces and signs', () => {
    expect(wordsOf("Don't panic: it's 42!")).toEqual(["Don't", 'panic', ':', "it's", '42', '!']);
  });

  test('are found in Chinese, which has no spaces', () => {
    expect(wordsOf('今天天气很好。')).toEqual(expect.arrayContaining(['今天', '天气']));
  });
});

test('pieces joined are the text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => piecesOf(text).join('') === text));
});

test('the most frequent words get tokens, equally frequent ones in order; others are unknown', () => {
  const tokenizer = fitted(['b a c', 'a b', 'A'], { vocabulary: SPECIAL_TOKENS.length + 2 });
  expect(tokenizer.vocabulary).toEqual(['a', 'b']);
  const { encode, size } = openTokenizer(tokenizer);
  expect(size).toBe(SPECIAL_TOKENS.length + 2);
  expect(encode('B, a')).toEqual([5, UNKNOWN, 4]);
});

test('pairs are merged by how often they come', () => {
  const counts = new Map([
    ['low', 5],
    ['lower', 2],
    ['newest', 6],
    ['widest', 3],
  ]);
  // The worked example of Sennrich et al. 2016, without its signs for the end of a word.
  expect(learnMerges(counts, 4)).toEqual([
    ['e', 's'],
    ['es', 't'],
    ['l', 'o'],
    ['lo', 'w'],
  ]);
});

const alphabet = fc.constantFrom('a', 'b', 'c', ' ', '\n', '.', '7', '天', '气');

test.each(['character', 'bpe'] as const)(
  '%s tokens of known characters decode to the text',
  (kind) => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: alphabet }), { minLength: 1 }), (texts) => {
        const { encode, decode, size } = openTokenizer(
          fitted(texts, { kind, lower: false, vocabulary: 40 }),
        );
        for (const text of texts) {
          const tokens = encode(text);
          expect(tokens.every((token) => token > UNKNOWN && token < size)).toBe(true);
          expect(decode(tokens)).toBe(text);
        }
      }),
    );
  },
);

test('merged pairs make texts shorter than characters do', () => {
  const texts = ['the cat and the hat and the bat', 'the rat and the mat'];
  const lengths = (['character', 'bpe'] as const).map((kind) => {
    const { encode } = openTokenizer(fitted(texts, { kind, vocabulary: 60 }));
    return encode(texts[0] ?? '').length;
  });
  expect(lengths[1]).toBeLessThan((lengths[0] ?? 0) / 2);
});

test('words come back with spaces where a reader expects them', () => {
  const { encode, decode } = openTokenizer(fitted(['Hello, world! 你好，世界。']));
  expect(decode(encode('Hello, world! 你好，世界。'))).toBe('hello, world! 你好, 世界。');
});
