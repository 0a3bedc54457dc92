import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FittedTokenizer, normalized, SPECIAL_TOKENS } from '../../text/tokenizer.ts';
import { piecesOf, UNSPACED, wordsOf } from '../../text/words.ts';
import { tokenizerFiles } from './tokenizer-files.ts';
import { tokenizerJson, unlikeCharacters } from './tokenizer-json.ts';

const word: FittedTokenizer = { kind: 'word', lower: true, vocabulary: ['the', '42', '__proto__'] };
const bpe: FittedTokenizer = {
  kind: 'bpe',
  lower: false,
  form: 'NFC',
  vocabulary: ['a', 'b', ' ', 'ab'],
  merges: [['a', 'b']],
};

function fileOf(tokenizer: FittedTokenizer, use: Parameters<typeof tokenizerJson>[1] = 'text') {
  const file = tokenizerJson({ column: 'text', tokenizer, length: 8 }, use);
  if (file === null) throw new Error('The file can hold this tokenizer');
  return file;
}

/** What the file's pattern finds, by an engine that has never heard of Unicode's properties. */
function cut(file: ReturnType<typeof fileOf>, text: string): readonly string[] {
  return text.match(new RegExp(file.pre_tokenizer.pattern.Regex, 'gu')) ?? [];
}

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom("Don't", ' ', '\n', '\r\n', '--', 'É', '٣', '_', '\ufeff'))
    .map((all) => all.join('')),
);

describe('tokenizer.json', () => {
  test('finds words as they are found here, where no dictionary is asked', () => {
    const file = fileOf(word);
    fc.assert(
      fc.property(
        texts.filter((text) => !UNSPACED.test(text)),
        (text) => {
          expect(cut(file, text)).toEqual(wordsOf(text));
        },
      ),
    );
  });

  test('finds pieces as they are found here; in what has been written so far, line by line', () => {
    const [whole, lines] = [fileOf(bpe), fileOf(bpe, 'beginning')];
    fc.assert(
      fc.property(texts, (text) => {
        expect(cut(whole, text)).toEqual(piecesOf(text));
        expect(cut(lines, text)).toEqual(text.split(/(?<=\n)/).flatMap(piecesOf));
      }),
    );
  });

  test('has the one letter end a word in its own form', () => {
    const lowered = fileOf(word).normalizer.normalizers.find(
      (each) => 'content' in each && each.content === 'ς',
    );
    if (lowered === undefined || !('pattern' in lowered) || !('Regex' in lowered.pattern)) {
      throw new Error('There is no rule of the last letter');
    }
    const final = new RegExp(lowered.pattern.Regex, 'gu');
    const greek = fc.array(fc.constantFrom('Σ', 'Α', 'ς', "'", '.', ' ', '\u0301', '-', '1'));
    fc.assert(
      fc.property(
        fc.oneof(
          greek.map((all) => all.join('')),
          texts,
        ),
        (text) => {
          const alone = [...text.replace(final, 'ς')].map((each) => each.toLowerCase()).join('');
          expect(alone).toBe(text.toLowerCase());
        },
      ),
    );
  });

  test('gives every piece its number, whatever it is called', () => {
    const { vocab } = JSON.parse(JSON.stringify(fileOf(word).model));
    expect(Object.entries(vocab).sort(([, some], [, more]) => Number(some) - Number(more))).toEqual(
      [...SPECIAL_TOKENS, 'the', '42', '__proto__'].map((piece, token) => [piece, token]),
    );
  });

  test('is made of a source and of its translation, each under a name of its own', () => {
    const side = (tokenizer: FittedTokenizer) => ({ column: 'text', tokenizer, length: 8 });
    const { parts, tokenizers } = tokenizerFiles({
      version: 2,
      recipe: null,
      table: null,
      translation: { source: side(word), target: side(bpe) },
      target: { kind: 'tokens', column: null },
    });
    expect(parts.map(({ suffix }) => suffix)).toEqual([
      '.tokenizer.json',
      '.target-tokenizer.json',
    ]);
    expect(tokenizers).toMatchObject([
      { of: 'source', kind: 'word', suffix: '.tokenizer.json', length: 8 },
      { of: 'target', kind: 'bpe', suffix: '.target-tokenizer.json', length: 8 },
    ]);
    expect(JSON.parse(String(parts[1]?.content))).toMatchObject({
      post_processor: { special_tokens: { '<start>': { ids: [2] } } },
      model: { type: 'BPE', merges: [['a', 'b']] },
    });
  });

  test('is not made where a dictionary parts words', () => {
    const chinese: FittedTokenizer = { ...word, vocabulary: ['天气', 'the'] };
    expect(tokenizerJson({ column: 'text', tokenizer: chinese, length: 8 }, 'text')).toBe(null);
    const characters: FittedTokenizer = { ...chinese, kind: 'character', vocabulary: ['天', '气'] };
    expect(fileOf(characters).model).toMatchObject({ type: 'WordLevel' });
  });

  test('tells of characters that only a dictionary parts, also where they hide in a sign', () => {
    const unlike = new RegExp(`[${unlikeCharacters(word)}]`, 'u');
    for (const text of ['天', 'カ', 'ｶ', '㈠', 'ไทย', 'ລາວ']) {
      expect(unlike.test(text)).toBe(true);
      expect(UNSPACED.test(normalized(text, true))).toBe(true);
    }
    for (const text of ['Straße', 'Ελλάς', 'ﬁ', '😀', '한국어', "don't"]) {
      expect(unlike.test(text)).toBe(false);
    }
    expect(new RegExp(`[${unlikeCharacters(bpe)}]`, 'u').test('天')).toBe(false);
  });
});
