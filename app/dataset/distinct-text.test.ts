import { expect, test } from 'vitest';
import { distinctText } from './distinct-text.ts';

test('different values are told as counted, as an estimate, or not at all', () => {
  expect(distinctText({ distinct: 7012 }, 'en')).toBe('7,012');
  expect(distinctText({ distinct: 7012, distinctEstimated: true }, 'en')).toBe('≈\u00a07,012');
  expect(distinctText({ distinct: 2_400_000, distinctEstimated: true }, 'zh')).toBe(
    '≈\u00a0240 万',
  );
  expect(distinctText({ distinct: null }, 'en')).toBe('');
});
