import { expect, test } from 'vitest';
import { seriesChoices } from './series-options.ts';

test('what is said of a series becomes choices, and nothing where nothing is said', () => {
  expect(seriesChoices({})).toEqual({ ok: true, value: null });
  expect(
    seriesChoices({
      time: 'day',
      series: 'shop',
      window: '7',
      values: ['heat', 'rain'],
      scaling: 'robust',
      scaleEach: true,
    }),
  ).toEqual({
    ok: true,
    value: {
      time: 'day',
      id: 'shop',
      window: 7,
      values: ['heat', 'rain'],
      scaling: 'robust',
      scaleEach: true,
    },
  });
});

test.each([
  [{ scaling: 'log' }, '--scaling log'],
  [{ window: '-1' }, '--window -1'],
])('%o is refused', (given, subject) => {
  expect(seriesChoices(given)).toMatchObject({
    ok: false,
    error: { code: 'usage/invalid', problem: 'value-invalid', subject },
  });
});
