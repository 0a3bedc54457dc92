import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { FittedText } from '../../app/dataset/recipe.ts';
import type { TextUse } from '../../app/exchange/tokenizers/text-use.ts';
import { tokenizerJson, unlikeCharacters } from '../../app/exchange/tokenizers/tokenizer-json.ts';
import { TokenizerFit, type TokenizerSettings } from '../../app/text/fit-tokenizer.ts';
import { padded } from '../../app/text/padded.ts';
import { openTokenizer, START } from '../../app/text/tokenizer.ts';
import { ExportedPeer } from './exported-peer.ts';

const python = inject('tokenizersPython');
const LENGTH = 9;
const STRINGS = 800;

/** What people write, and what they do not. */
const TEXTS = [
  '',
  ' ',
  '\n',
  'The quick brown fox; the lazy dog, and 42 others!',
  "It\u2019s Don't panic --- well-known\tand\u00a0so on\r\n\r\n  then   more",
  '天气很好，我们去公园吧。今天2月3日',
  'カタカナ ｶﾀｶﾅ ひらがな ไทย ລາວ ខ្មែរ မြန်မာ',
  '😀👩‍👩‍👧‍👦🇨🇳 ok 🤷🏽‍♀️',
  'Ünïcödé e\u0301 ﬁ ﬃ ½ ² Å K ㎏ ㌀ ㈠ ﷺ İstanbul ẞ ſ',
  "ΟΔΥΣΣΕΥΣ ΣΑΣ. Σ ΑΣ' Σ1",
  '\u0000<pad>\u0000 <unk> <start> and <end> \u0001\u0007\u001b[0m\u0085\ufeff\u200b\u2028',
  'مرحبا بالعالم ١٢٣ שלום हिन्दी १२३ 한국어 ＦＵＬＬ１２',
  'aaaaaaaabababaabbaabab '.repeat(20),
  'x'.repeat(300),
];

let folder: string;
let peer: ExportedPeer;
beforeAll(() => {
  if (python === null) return;
  folder = mkdtempSync(join(tmpdir(), 'hearth-tokenizers-'));
  peer = new ExportedPeer(python);
});
afterAll(async () => {
  if (python === null) return;
  await peer.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A file for a tokenizer that is fitted to the texts, and the strings that it is to cut alike. */
function written(settings: Partial<TokenizerSettings>, use: TextUse, text: Partial<FittedText>) {
  const fit = new TokenizerFit({ kind: 'word', lower: true, vocabulary: 200, ...settings });
  const learnt = settings.kind === undefined || settings.kind === 'word' ? isSpaced : () => true;
  for (const each of TEXTS.filter(learnt)) fit.add(each);
  const fitted: FittedText = { column: 'text', tokenizer: fit.finish(), length: LENGTH, ...text };
  const content = tokenizerJson(fitted, use);
  if (content === null) throw new Error('The file can hold this tokenizer');
  const path = join(folder, 'tokenizer.json');
  writeFileSync(path, JSON.stringify(content));
  const unlike = new RegExp(`[${unlikeCharacters(fitted.tokenizer)}]`, 'u');
  const strings = [...TEXTS, ...fc.sample(madeUp, { numRuns: STRINGS, seed: 7 })];
  return { fitted, path, strings: strings.filter((each) => !unlike.test(each)) };
}

const isSpaced = (text: string) =>
  !/[\p{Script=Han}\p{Script=Thai}\p{Script=Katakana}\u32d0-\u33ff㈠]/u.test(text);
const madeUp = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'grapheme-ascii' }),
  fc
    .array(fc.constantFrom(...TEXTS.flatMap((text) => [...text].slice(0, 60))))
    .map((all) => all.join('')),
  fc
    .array(fc.constantFrom('the', ' ', '\n', '.', 'Σ', 'é', 'e\u0301', 'ab'))
    .map((all) => all.join('')),
);

const KINDS: readonly Partial<TokenizerSettings>[] = [
  { kind: 'word' },
  { kind: 'word', lower: false, form: 'NFC', vocabulary: 30 },
  { kind: 'character', lower: false },
  { kind: 'character', vocabulary: 20 },
  { kind: 'bpe' },
  { kind: 'bpe', lower: false, form: 'NFC', vocabulary: 1000 },
  { kind: 'bpe', vocabulary: 12 },
];

describe.runIf(python !== null)("Hugging Face's tokenizers", () => {
  test.each(KINDS)(
    'make the same tokens of texts by the file of $kind (lower: $lower)',
    async (settings) => {
      for (const truncating of [undefined, 'pre'] as const) {
        const { fitted, path, strings } = written(settings, 'text', { truncating });
        const { encode } = openTokenizer(fitted.tokenizer);
        const { tokens, filled } = await peer.read([path], [strings]);
        expect(strings.length).toBeGreaterThan(STRINGS / 2);
        for (const [at, text] of strings.entries()) {
          const wanted = encode(text);
          expect([text, tokens[at]]).toEqual([text, [...padded(wanted, LENGTH, truncating)]]);
          expect(filled[at]).toBe(Math.min(wanted.length, LENGTH));
        }
      }
    },
  );

  test.each(KINDS)(
    'read what has been written so far by lines, its end, by the file of $kind',
    async (settings) => {
      const { fitted, path, strings } = written(settings, 'beginning', { column: null });
      const { encode } = openTokenizer(fitted.tokenizer);
      const { tokens } = await peer.read([path], [strings]);
      for (const [at, text] of strings.entries()) {
        const wanted = text.split(/(?<=\n)/).flatMap((line) => encode(line));
        expect([text, tokens[at]]).toEqual([text, [...padded(wanted.slice(-LENGTH), LENGTH)]]);
      }
    },
  );

  test.each(KINDS)('cut a source and begin its translation by files of $kind', async (settings) => {
    const source = written(settings, 'source', {});
    const { encode } = openTokenizer(source.fitted.tokenizer);
    const from = await peer.read([source.path], [source.strings]);
    for (const [at, text] of source.strings.entries()) {
      expect([text, from.tokens[at]]).toEqual([text, [...padded(encode(text.trim()), LENGTH)]]);
    }
    const target = written(settings, 'target', {});
    const to = await peer.read([target.path], [target.strings]);
    for (const [at, text] of target.strings.entries()) {
      expect([text, to.tokens[at]]).toEqual([text, [...padded([START, ...encode(text)], LENGTH)]]);
    }
  });

  test.each(KINDS)('write what tokens say, by the file of $kind', async (settings) => {
    const { fitted, path } = written(settings, 'text', {});
    const { decode, size } = openTokenizer(fitted.tokenizer);
    const rows = fc.sample(fc.array(fc.nat(size - 1)), { numRuns: 500, seed: 3 });
    const texts = await peer.write(path, rows);
    expect(texts).toEqual(rows.map(decode));
  });
});
