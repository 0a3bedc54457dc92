import { expect, test } from 'vitest';
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDate,
  formatDuration,
  formatEnergy,
  formatFlops,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRate,
} from './format.ts';

/** Signs stand apart from their figure, but on one line with it. */
const unbroken = (text: string) => text.replaceAll(' ', '\u00a0');

test.each([
  [0.966_666, '0.9667'],
  [0, '0'],
  [1234.5678, '1,235'],
  [123_456, '123,456'],
  [0.000_012_3, '1.23 × 10⁻⁵'],
  [-0.5, '-0.5'],
  [Number.NaN, '—'],
  [Infinity, '—'],
])('number %d is %s', (value, text) => {
  expect(formatNumber(value, 'en')).toBe(text);
});

test.each([
  [0.9667, '96.7 %'],
  [1, '100.0 %'],
  [0, '0.0 %'],
])('fraction %d is %s', (value, text) => {
  expect(formatPercent(value, 'en')).toBe(unbroken(text));
  expect(formatPercent(value, 'zh')).toBe(unbroken(text));
});

test.each([
  [67, '67', '67'],
  [12_480, '12,480', '12,480'],
  [61_706, '61,706', '61,706'],
  [421_642, '422 k', '42.2 万'],
  [999_700, '1 M', '100 万'],
  [1_820_000, '1.82 M', '182 万'],
  [536_870_912, '537 M', '5.37 亿'],
  [7e12, '7 T', '7 万亿'],
])('count %d', (count, en, zh) => {
  expect(formatCount(count, 'en')).toBe(en);
  expect(formatCount(count, 'zh')).toBe(zh);
});

test.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1 KiB'],
  [3_355_443, '3.2 MiB'],
  [1_048_575, '1 MiB'],
  [5 * 1024 ** 4, '5 TiB'],
])('%d bytes', (bytes, text) => {
  expect(formatBytes(bytes, 'en')).toBe(text);
});

test.each([
  [0.0042, '4.2 ms', '4.2 毫秒'],
  [0.42, '420 ms', '420 毫秒'],
  [1.53, '1.5 s', '1.5 秒'],
  [42.3, '42.3 s', '42.3 秒'],
  [59.96, '1 min', '1 分'],
  [200, '3 min 20 s', '3 分 20 秒'],
  [3600, '1 h', '1 小时'],
  [3605, '1 h', '1 小时'],
  [7500, '2 h 5 min', '2 小时 5 分'],
  [180_000, '2 d 2 h', '2 天 2 小时'],
  [-1, '—', '—'],
])('%d seconds', (seconds, en, zh) => {
  expect(formatDuration(seconds, 'en')).toBe(en);
  expect(formatDuration(seconds, 'zh')).toBe(zh);
});

test.each([
  [0, 'USD', '$ 0.00'],
  [1234.5, 'USD', '$ 1,234.50'],
  [0.1284, 'USD', '$ 0.13'],
  [0.000_123, 'USD', '$ 0.00012'],
  [0.999, 'USD', '$ 1.00'],
  [3.5, 'CNY', '¥ 3.50'],
  [3.5, 'EUR', '€ 3.50'],
  [-3.5, 'USD', '-$ 3.50'],
])('%d %s', (amount, currency, text) => {
  expect(formatMoney(amount, 'en', currency)).toBe(unbroken(text));
  expect(formatMoney(amount, 'zh', currency)).toBe(unbroken(text));
});

test('large amounts can leave out their cents', () => {
  expect(formatMoney(264_039.46, 'en')).toBe(unbroken('$ 264,039'));
  expect(formatMoney(12_345.67, 'en', 'USD', 100)).toBe(unbroken('$ 12,346'));
  expect(formatMoney(99.5, 'en', 'USD', 100)).toBe(unbroken('$ 99.50'));
  expect(formatMoney(-4321.5, 'zh', 'CNY', 100)).toBe(unbroken('-¥ 4,322'));
});

test('energy in the unit that suits it', () => {
  expect(formatEnergy(0, 'en')).toBe('0 kWh');
  expect(formatEnergy(1.25e-5, 'en')).toBe('0.0125 Wh');
  expect(formatEnergy(0.042, 'en')).toBe('42 Wh');
  expect(formatEnergy(1.3, 'en')).toBe('1.3 kWh');
});

test('rates', () => {
  expect(formatRate(24_137.4, 'en')).toBe('24,137/s');
  expect(formatRate(8.342, 'zh')).toBe('8.34/秒');
});

test.each([
  ['2026-08-01', '1 August 2026', '2026 年 8 月 1 日'],
  ['2026-08-01T23:30:00.000Z', '1 August 2026', '2026 年 8 月 1 日'],
  ['2026-08', 'August 2026', '2026 年 8 月'],
  ['2026', '2026', '2026 年'],
  ['last summer', 'last summer', 'last summer'],
])('date %s', (iso, en, zh) => {
  expect(formatDate(iso, 'en')).toBe(en);
  expect(formatDate(iso, 'zh')).toBe(zh);
});

test.each([
  ['2026-08-20', 'today', '今天'],
  ['2026-08-25', 'today', '今天'],
  ['2026-08-19', '1 day old', '1 天前'],
  ['2026-07-21', '30 days old', '30 天前'],
  ['2026-07-20', '1 month old', '1 个月前'],
  ['2025-06', '14 months old', '14 个月前'],
  ['2024-08-21', '23 months old', '23 个月前'],
  ['2024-08-20', '2 years old', '2 年前'],
  ['2024', '2 years old', '2 年前'],
  ['soon', '—', '—'],
])('age of %s on 20 August 2026', (iso, en, zh) => {
  expect(formatAge(iso, '2026-08-20T12:00:00Z', 'en')).toBe(en);
  expect(formatAge(iso, '2026-08-20T12:00:00Z', 'zh')).toBe(zh);
});

test('operations are told in the unit that keeps them short', () => {
  expect(formatFlops(336, 'en')).toBe('336 FLOP');
  expect(formatFlops(251_604_099, 'en')).toBe('252 MFLOP');
  expect(formatFlops(0, 'zh')).toBe('0 FLOP');
  expect(formatFlops(2.5e19, 'en')).toBe('25,000 PFLOP');
});
