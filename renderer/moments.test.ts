import { expect, test } from 'vitest';
import { formatTimeAgo } from './moments.ts';

test('moments are told by the largest unit that has passed', () => {
  const now = Date.parse('2026-08-10T12:00:00Z');
  expect(formatTimeAgo('2026-08-10T09:00:00Z', now, 'en')).toBe('3 hours ago');
  expect(formatTimeAgo('2026-08-09T11:00:00Z', now, 'zh')).toBe('昨天');
  expect(formatTimeAgo('2026-08-10T11:59:50Z', now, 'en')).toBe('now');
});
