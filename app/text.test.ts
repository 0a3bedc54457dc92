import { describe, expect, test } from 'vitest';
import en from './messages/en.json' with { type: 'json' };
import zh from './messages/zh.json' with { type: 'json' };
import { text } from './text.ts';

const names = (message: string) =>
  [...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const counted = (message: string) =>
  [...message.matchAll(/\{(\w+):[^}]*\}/g)].map((match) => match[1]);

describe('messages', () => {
  test('both languages have the same keys', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  test('both languages name the same values in each message', () => {
    const chinese: Readonly<Record<string, string>> = zh;
    for (const [key, message] of Object.entries(en)) {
      expect(names(chinese[key] ?? ''), key).toEqual(names(message));
    }
  });

  test('a word is counted by a value that the message shows, and only where a language inflects', () => {
    for (const [key, message] of Object.entries(en)) {
      for (const name of counted(message)) expect(names(message), key).toContain(name);
    }
    for (const [key, message] of Object.entries(zh)) expect(counted(message), key).toEqual([]);
  });

  test('counts read right for one and for many', () => {
    expect(text('en', 'runs.count', { runs: 1 })).toBe('1 run');
    expect(text('en', 'runs.count', { runs: '1' })).toBe('1 run');
    expect(text('en', 'runs.count', { runs: 0 })).toBe('0 runs');
    expect(text('en', 'runs.count', { runs: '1,200' })).toBe('1,200 runs');
    expect(text('en', 'runs.count')).toBe('{runs} runs');
    expect(text('zh', 'runs.count', { runs: 1 })).toBe('1 个运行');
  });

  test('a count followed by a noun bends the noun', () => {
    const counts =
      /\{\w+\} (more |active )*(runs|rows|columns|epochs|points|checkpoints|classes|features|cores|threads|seeds|images|parameters|inputs|outputs|files|years|axes)\b/;
    for (const [key, message] of Object.entries(en)) expect(message, key).not.toMatch(counts);
  });

  test('Chinese has full-width punctuation and a space between Han and Latin', () => {
    for (const [key, message] of Object.entries(zh)) {
      // These values are Chinese themselves.
      const shown = message
        .replaceAll(
          /\{(metric|mends|split|input|option|other|winner|measure|places|aspect)\}/g,
          '值',
        )
        .replaceAll(/\{\w+\}/g, 'x');
      expect(shown, key).not.toMatch(/\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u);
      expect(shown, key).not.toMatch(/\p{Script=Han}[a-zA-Z0-9]|[a-zA-Z0-9]\p{Script=Han}/u);
    }
  });

  test('no message is empty', () => {
    for (const message of [...Object.values(en), ...Object.values(zh)]) {
      expect(message.trim()).not.toBe('');
    }
  });

  test('a message is found in each language', () => {
    expect(text('en', 'app.name')).toBe('Hearth');
    expect(text('zh', 'app.name')).toBe('炉边');
  });
});
