import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SAMPLES } from '../testing/workspace.ts';
import { sniffLayout } from './sniff.ts';

function sniff(text: string, given = {}) {
  return sniffLayout(new TextEncoder().encode(text), true, given).layout;
}

describe('the delimiter', () => {
  test.each([
    ['a,b\n1,2\n', ','],
    ['a;b\n1,5;2,5\n', ';'],
    ['a\tb\n1\t2\n', '\t'],
    ['a|b\n1|2\n', '|'],
    ['a,b\n"1;2;3",4\n"5;6;7",8\n', ','],
    ['a,b,c\n1,2,3\n4,5\n', ','],
    ['a\n1\n', ','],
  ])('of %j is %j', (text, delimiter) => {
    expect(sniff(text).delimiter).toBe(delimiter);
  });

  test('stays as given', () => {
    expect(sniff('a,b|c\n1,2|3\n', { delimiter: '|' }).delimiter).toBe('|');
  });
});

describe('the quote', () => {
  test.each([
    ['a,b\n"1",2\n', '"'],
    ["a,b\n'1,0',2\n", "'"],
    ["a,b\nit's,2\n", '"'],
    ['a,b\n"1,2\n', '"'],
    ['a\tb\n"1\t2\n', ''],
  ])('of %j is %j', (text, quote) => {
    expect(sniff(text).quote).toBe(quote);
  });
});

describe('a header', () => {
  test.each([
    ['a,b\n1,2\n', true],
    ['1,2\n3,4\n', false],
    ['x,1\ny,2\n', false],
    ['name,town\nann,york\nbob,leeds\n', true],
    ['ann,york\nbob,york\n', false],
    [',b\n0,2\n1,3\n', true],
    ['a,b\n', true],
    ['Go.\tVa !\nHi.\tSalut !\n', false],
    // Pairs whose first row is no sentence, and nothing comes again: only known names make a header.
    ['Hi\tSalut\nRun for it!\tCours !\nWho is there?\tQui est là ?\n', false],
    ['Good morning\t早上好\nHow are you\t你最近过得好吗\nSee you\t明天再见面吧\n', false],
    ['en\tfr\nRun for it!\tCours !\nWho is there?\tQui est là ?\n', true],
    ['left\tright\nRun for it!\tCours vite !\nWho is there?\tQui est là ?\n', true],
    ['Introduction\tEinleitung\nRun for it!\tLauf los!\nWho is there?\tWer ist da?\n', false],
    ['source_text\ttarget_text\nRun for it!\tCours vite\n', true],
    ['原文\t译文\n你最近过得好吗\tHow are you\n', true],
    [
      `Hund\tdog\n${Array.from({ length: 12 }, (_, at) => `Wort${'x'.repeat(at)}\tword${'x'.repeat(at)}\n`).join('')}`,
      false,
    ],
  ])('of %j: %s', (text, header) => {
    expect(sniff(text).header).toBe(header);
  });
});

test('messages with stray quotes are read as they are', async () => {
  const head = await readFile(join(SAMPLES, 'sms.tsv'));
  expect(sniffLayout(head, true, {}).layout).toEqual({
    delimiter: '\t',
    quote: '',
    header: false,
    decimal: 'point',
  });
});
