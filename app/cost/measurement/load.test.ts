import { expect, test } from 'vitest';
import { checkedLoad, DEFAULT_LOAD, parsedLoad } from './load-fields.ts';
import { madeUpPrompt, promptLength, tokenRate } from './made-up-prompt.ts';

test('concurrencies are put in order, each once', () => {
  expect(checkedLoad({ ...DEFAULT_LOAD, concurrencies: [4, 1, 4, 2] })).toEqual({
    ok: true,
    value: { ...DEFAULT_LOAD, concurrencies: [1, 2, 4] },
  });
  expect(checkedLoad(DEFAULT_LOAD)).toEqual({ ok: true, value: DEFAULT_LOAD });
});

test.each([
  [{ concurrencies: '1,zwei' }, 'concurrencies', '1,zwei', '1–16 integers in [1, 512]'],
  [{ concurrencies: '0' }, 'concurrencies', '0', '1–16 integers in [1, 512]'],
  [{ requests: '-1' }, 'requests', '-1', 'integer in [1, 10000]'],
  [{ seconds: '0' }, 'seconds', '0', 'number in (0, 3600]'],
  [{ answerTokens: 'Infinity' }, 'answerTokens', 'Infinity', 'integer in [1, 32768]'],
  [{ promptTokens: '64', sharedTokens: '65' }, 'sharedTokens', '65', 'integer in [0, 64]'],
])('%j is refused at its field', (texts, field, value, expected) => {
  expect(parsedLoad(texts)).toEqual({
    ok: false,
    error: { code: 'meter/load-invalid', field, value, expected },
  });
});

test('options that were written replace defaults', () => {
  expect(parsedLoad({ concurrencies: '8,1', seconds: '2.5' })).toEqual({
    ok: true,
    value: { ...DEFAULT_LOAD, concurrencies: [1, 8], seconds: 2.5 },
  });
});

test('prompts of one measurement share a beginning only where they are to', () => {
  const length = { words: 60, sharedWords: 20 };
  const [one, two] = [madeUpPrompt(7, 0, length), madeUpPrompt(7, 1, length)];
  const words = (prompt: string) => prompt.split(/\s/);
  expect(words(one)).toHaveLength(60);
  expect(words(one).slice(0, 20)).toEqual(words(two).slice(0, 20));
  expect(words(one).slice(20, 50)).not.toEqual(words(two).slice(20, 50));
  expect(madeUpPrompt(7, 0, length)).toBe(one);
  expect(madeUpPrompt(8, 0, length)).not.toBe(one);
  const alone = { words: 60, sharedWords: 0 };
  const beginnings = Array.from({ length: 50 }, (_, index) =>
    words(madeUpPrompt(7, index, alone))
      .slice(0, 4)
      .join(' '),
  );
  expect(new Set(beginnings).size).toBe(50);
});

test('two counts of a server tell its tokens for each word', () => {
  const rate = tokenRate({ words: 12, tokens: 30 }, { words: 60, tokens: 102 });
  expect(rate).toEqual({ perWord: 1.5, around: 12 });
  if (rate === null) return;
  expect(promptLength(rate, 312, 150)).toEqual({ words: 200, sharedWords: 100 });
  expect(promptLength(rate, 1, 0)).toEqual({ words: 11, sharedWords: 0 });
  expect(tokenRate({ words: 12, tokens: 30 }, { words: 60, tokens: 30 })).toBeNull();
});
