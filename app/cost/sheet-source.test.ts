import { expect, test } from 'vitest';
import { sheetSource } from './sheet-source.ts';
import { sourceName } from './source-name.ts';

const place = {
  sheet: 'gpus',
  row: 'L4',
  own: {
    msrp_usd: { note: 'an offer', setOn: '2026-03-01' },
    tdp_w: { note: '', setOn: '2026-04-01' },
  },
} as const;
const L4 = { source: 'data sheet', as_of: '2023-03', confidence: 'read', place };

test('a figure is the user’s where it rests on a column that they set', () => {
  const at = { place: { sheet: 'gpus', row: 'L4' } };
  expect(sheetSource(L4, 'memory_gb')).toEqual({
    source: 'data sheet',
    asOf: '2023-03',
    kind: 'sheet',
    ...at,
  });
  expect(sheetSource(L4, 'memory_gb', 'msrp_usd')).toEqual({
    source: 'an offer',
    asOf: '2026-03-01',
    kind: 'user',
    ...at,
  });
});

test('of several own figures the newest is named', () => {
  expect(sheetSource(L4, 'msrp_usd', 'tdp_w')).toMatchObject({ asOf: '2026-04-01' });
});

test('the user is named with their note, in the language of the reader', () => {
  expect(sourceName(sheetSource(L4, 'msrp_usd'), 'en')).toBe('Your own figure: an offer');
  expect(sourceName(sheetSource(L4, 'msrp_usd'), 'zh')).toBe('你自己的数值：an offer');
  expect(sourceName(sheetSource(L4, 'tdp_w'), 'en')).toBe('Your own figure');
  expect(sourceName(sheetSource(L4), 'zh')).toBe('data sheet');
});
