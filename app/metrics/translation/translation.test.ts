import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalWeights } from '../measure.ts';
import { compareGrams } from './n-grams.ts';
import { scoreTokens } from './score-tokens.ts';
import { translationMeasure } from './translation.ts';

const scored = (hypotheses: readonly string[], references: readonly string[]) =>
  translationMeasure({ hypotheses, references })(equalWeights(hypotheses.length));

test('texts are parted as by the tokenizers 13a and zh', () => {
  const mixed = '他说 1,000元太贵了！ok-3 "hi" 3-4 U.S. e.g., don\'t';
  expect(scoreTokens(mixed).join(' ')).toBe(
    '他 说 1,000 元 太 贵 了 ！ ok-3 " hi " 3 - 4 U . S . e . g . , don\'t',
  );
  expect(scoreTokens('Hello (world): a/b 2.5% & <x> [y] {z} ~`').join(' ')).toBe(
    'Hello ( world ) : a / b 2.5 % & < x > [ y ] { z } ~ `',
  );
});

test('a word matches no more often than the reference has it: 2 of 7, as in Papineni et al. 2002, §2.1', () => {
  const hypothesis = scoreTokens('the the the the the the the');
  const reference = scoreTokens('the cat is on the mat');
  expect(compareGrams(hypothesis, reference, 1)).toEqual({
    matches: 2,
    hypothesis: 7,
    reference: 6,
  });
});

describe('scores', () => {
  // Worked out by sacreBLEU 2.6, without smoothing; the third with its tokenizer zh.
  test.each([
    [
      ['the cat sat on the mat .', 'there is a cat on the mat today'],
      ['the cat sat on the red mat .', 'a cat is on the mat today'],
      0.5593684915933074,
      0.7175313174664981,
    ],
    [
      [
        'It is a guide to action which ensures that the military always obeys the commands of the party.',
      ],
      ['It is a guide to action that ensures that the military will forever heed Party commands.'],
      0.3967088290836578,
      0.6239771662829483,
    ],
    [
      ['今天天气很好，我们去公园。', '他说1,000元太贵了！'],
      ['今天天气真好，我们去公园玩。', '他说 1,000 元太贵。'],
      0.6832702854192149,
      0.6674252981131431,
    ],
    [['a b c'], ['d e f g h'], 0, 0],
  ])('are those of sacreBLEU for %j', (hypotheses, references, bleu, chrf) => {
    const found = scored(hypotheses, references);
    expect(found.bleu).toBeCloseTo(bleu, 12);
    expect(found.chrf).toBeCloseTo(chrf, 12);
  });

  test('are made smaller by what is left out: e^(1 − 8/4) for half of it', () => {
    const { bleu } = scored(['a b c d'], ['a b c d e f g h']);
    expect(bleu).toBeCloseTo(Math.exp(1 - 8 / 4), 12);
  });

  test('of texts of one word each are of one order', () => {
    expect(scored(['7', '8', '9', '1'], ['7', '8', '9', '0'])).toEqual({
      bleu: 0.75,
      chrf: 0.75,
      'exact-match': 0.75,
    });
  });

  test('count a row twice that comes twice', () => {
    const [hypotheses, references] = [
      ['a b c d e', 'f g h', 'a x b y'],
      ['a b c d', 'f g h i', 'a b x y'],
    ];
    const twice = translationMeasure({ hypotheses, references })(Uint32Array.of(2, 0, 1));
    const [first = '', , last = ''] = hypotheses;
    const [one = '', , other = ''] = references;
    expect(twice).toEqual(scored([first, first, last], [one, one, other]));
  });

  test('lie between 0 and 1, and are 1 for the references themselves', () => {
    const word = fc.constantFrom('a', 'b', '猫', '.', '12');
    const texts = fc.array(
      fc.array(word, { minLength: 1 }).map((words) => words.join(' ')),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(texts, texts, (hypotheses, other) => {
        const references = hypotheses.map((_, row) => other[row] ?? 'a');
        for (const value of Object.values(scored(hypotheses, references))) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
        for (const value of Object.values(scored(references, references))) {
          expect(value).toBeCloseTo(1, 12);
        }
      }),
    );
  });
});
