import { expect, test } from 'vitest';
import { targetTextChoices, textChoices } from './text-options.ts';

test('what is said of texts becomes choices, and nothing where nothing is said', () => {
  expect(textChoices({})).toEqual({ ok: true, value: null });
  expect(targetTextChoices({ tokenizer: 'word' })).toEqual({ ok: true, value: null });
  expect(
    textChoices({ text: 'said', unicode: 'NFC', lower: false, truncating: 'pre', length: '7' }),
  ).toEqual({
    ok: true,
    value: { column: 'said', form: 'NFC', lower: false, truncating: 'pre', length: 7 },
  });
  expect(targetTextChoices({ targetUnicode: 'NFKC', targetLower: true })).toEqual({
    ok: true,
    value: { form: 'NFKC', lower: true },
  });
});

test.each([
  [textChoices({ unicode: 'NFD' }), '--unicode NFD'],
  [textChoices({ truncating: 'middle' }), '--truncating middle'],
  [targetTextChoices({ targetUnicode: 'nfc' }), '--target-unicode nfc'],
])('what is none of the choices is refused', (said, subject) => {
  expect(said).toMatchObject({
    ok: false,
    error: { code: 'usage/invalid', problem: 'value-invalid', subject },
  });
});
