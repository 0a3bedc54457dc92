import { expect, test } from 'vitest';
import { expectedWords } from '../../app/expected-words.ts';
import { SETTING_RULES } from './settings-rules.ts';

test.each(Object.entries(SETTING_RULES).filter(([key]) => !['language', 'theme'].includes(key)))(
  'what %s takes has words in Chinese',
  (_, { expected }) => {
    expect(expectedWords(expected, 'zh')).not.toMatch(/number|integer|null \||region|code/);
  },
);

test('a number that may be left out is a number or null, nothing else', () => {
  const { accepts, expected } = SETTING_RULES.machineWatts;
  expect([null, 120, 0, '120', undefined, Number.NaN].map(accepts)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(expected).toBe('number > 0 | null');
});
