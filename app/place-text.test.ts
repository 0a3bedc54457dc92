import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { placeText } from './place-text.ts';

const url = new URL('../resources/facts/electricity_prices.json', import.meta.url);
const electricityPrices = JSON.parse(readFileSync(url, 'utf8')) as readonly { region: string }[];

test('every place of the electricity sheet has a Chinese name', () => {
  const names = electricityPrices.map(({ region }) => placeText('zh', region));
  expect(names.filter((name) => !/^\p{Script=Han}/u.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(electricityPrices.length);
});

test('English has the sheet’s own names, and a code is spelt out in both', () => {
  expect(placeText('en', 'Georgia (country)')).toBe('Georgia (country)');
  expect([placeText('en', 'DE'), placeText('zh', 'DE')]).toEqual(['Germany', '德国']);
});

test('a name of the user’s own stays', () => {
  expect(placeText('zh', 'Our roof')).toBe('Our roof');
});
