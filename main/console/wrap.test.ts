import { expect, test } from 'vitest';
import { textWidth } from './text-width.ts';
import { hanging, wrapped } from './wrap.ts';

test('lines break between words and stay within the width', () => {
  const text = 'one two three four five six seven eight nine ten';
  const lines = wrapped(text, 24);
  expect(lines.join(' ')).toBe(text);
  expect(lines.every((line) => line.length <= 24)).toBe(true);
  expect(lines).toHaveLength(2);
});

test('Chinese breaks between any characters, but no line begins with its punctuation', () => {
  const text = '租用数字为估算值，按峰值性能折算此运行的用时，并计入启动时间和计费粒度。';
  const lines = wrapped(text, 24);
  expect(lines.join('')).toBe(text);
  for (const line of lines) {
    expect(textWidth(line)).toBeLessThanOrEqual(26);
    expect(line).not.toMatch(/^[，。]/);
  }
});

test('nor after a word in Latin letters', () => {
  for (let width = 24; width < 40; width += 1) {
    for (const line of wrapped(
      '放不下模型：需要 452 GB，显卡只能提供 21.6 GB。租用：太慢。',
      width,
    )) {
      expect(line).not.toMatch(/^[，。：]/);
    }
  }
});

test('nor does one end with a bracket that opens', () => {
  for (let width = 24; width < 40; width += 1) {
    for (const line of wrapped(
      '图像：IDX（MNIST）、NumPy 数组（NPY、NPZ）、COCO（JSON）。',
      width,
    )) {
      expect(line).not.toMatch(/（$|^[，。：、）]/);
    }
  }
});

test('a longer word stands on a line of its own; lines that are there stay', () => {
  const address = 'https://example.org/a/very/long/address';
  expect(wrapped(`see ${address} now\nend`, 24)).toEqual(['see', address, 'now', 'end']);
  expect(wrapped('', 24)).toEqual(['']);
});

test('further lines stand below the first', () => {
  const words = Array.from({ length: 30 }, () => 'word').join(' ');
  const lines = hanging('Plan', 6, words).split('\n');
  expect(lines[0]).toMatch(/^Plan {2}word/);
  expect(lines[1]).toMatch(/^ {6}word/);
});
