import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ratingChoices } from './rating-options.ts';

test('what is said of ratings becomes choices, and nothing where nothing is said', () => {
  expect(ratingChoices({})).toEqual({ ok: true, value: null });
  expect(ratingChoices({ items: 'movies.csv', user: 'who' })).toEqual({
    ok: true,
    value: { user: 'who', items: resolve('movies.csv') },
  });
  expect(ratingChoices({ items: 'none' })).toEqual({ ok: true, value: { items: null } });
});

test('users and items may have to have ratings enough', () => {
  expect(ratingChoices({ minimumPerUser: '5', minimumPerItem: '3' })).toEqual({
    ok: true,
    value: { minimumPerUser: 5, minimumPerItem: 3 },
  });
});

test('a threshold or a draw means choices, too', () => {
  expect(ratingChoices({ implicit: true })).toEqual({ ok: true, value: { implicit: {} } });
  expect(
    ratingChoices({ positiveFrom: '3.5', negatives: '7', negativeDraw: 'popularity' }),
  ).toEqual({
    ok: true,
    value: { implicit: { positiveFrom: 3.5, negatives: 7, draw: 'popularity' } },
  });
});

test.each([
  [{ positiveFrom: 'high' }, '--positive-from high'],
  [{ positiveFrom: ' ' }, '--positive-from  '],
  [{ negatives: '-1' }, '--negatives -1'],
  [{ negatives: '101' }, '--negatives 101'],
  [{ negatives: '0' }, '--negatives 0'],
  [{ negativeDraw: 'luck' }, '--negative-draw luck'],
  [{ minimumPerUser: '0' }, '--minimum-per-user 0'],
  [{ minimumPerItem: '1001' }, '--minimum-per-item 1001'],
])('%o is refused', (given, subject) => {
  expect(ratingChoices(given)).toMatchObject({
    ok: false,
    error: { code: 'usage/invalid', problem: 'value-invalid', subject },
  });
});
