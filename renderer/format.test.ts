import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatBytes,
  formatDuration,
  formatLarge,
  formatMoney,
  formatNumber,
  formatPercent,
} from './format.ts';

describe('format', () => {
  test('numbers keep their whole part and round their fraction', () => {
    expect(formatNumber('en', 1234567)).toBe('1,234,567');
    expect(formatNumber('en', 0.031249)).toBe('0.03125');
    expect(formatNumber('en', 0)).toBe('0');
    expect(formatNumber('en', 3e-7)).toBe('3.00e-7');
    expect(formatNumber('en', Number.NaN)).toBe('NaN');
  });

  test('large counts show three digits, and never 1,000 of a unit', () => {
    expect(formatLarge('en', 1_820_000)).toBe('1.82 M');
    expect(formatLarge('en', 999_999)).toBe('1 M');
    expect(formatLarge('en', 532)).toBe('532');
  });

  test('fractions are shown in percent', () => {
    expect(formatPercent('en', 0.934)).toBe('93.4 %');
    expect(formatPercent('zh', 1, 0)).toBe('100 %');
  });

  test('bytes are binary', () => {
    expect(formatBytes('en', 314 * 1024 ** 2)).toBe('314 MiB');
    expect(formatBytes('en', 512)).toBe('512 B');
  });

  test('durations show their two largest units, and carry over', () => {
    expect(formatDuration('en', 12.43)).toBe('12.4 s');
    expect(formatDuration('en', 59.97)).toBe('1 min');
    expect(formatDuration('en', 200)).toBe('3 min 20 s');
    expect(formatDuration('zh', 7500)).toBe('2 小时 5 分');
    expect(formatDuration('en', 90_000)).toBe('1 d 1 h');
  });

  test('small money keeps two digits that mean something', () => {
    expect(formatMoney('en', 0.0042, 'USD', 1)).toBe('$0.0042');
    expect(formatMoney('en', 12.5, 'USD', 1)).toBe('$12.50');
    expect(formatMoney('zh', 1, 'CNY', 7.1)).toBe('¥7.10');
  });

  test('ages are in words', () => {
    const now = Date.parse('2026-08-10T12:00:00Z');
    expect(formatAge('en', '2026-08-10T09:00:00Z', now)).toBe('3 hours ago');
    expect(formatAge('zh', '2026-08-09T11:00:00Z', now)).toBe('昨天');
    expect(formatAge('en', '2026-08-10T11:59:50Z', now)).toBe('now');
  });
});
