import { describe, expect, test } from 'vitest';
import en from './messages/en.json' with { type: 'json' };
import zh from './messages/zh.json' with { type: 'json' };
import { text } from './text.ts';

const names = (message: string) =>
  [...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

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
