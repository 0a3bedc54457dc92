import { expect, test } from 'vitest';
import { guessTarget } from './guess.ts';
import type { GuessColumn } from './guess-column.ts';

const column = (name: string, more: Partial<GuessColumn> = {}): GuessColumn => ({
  name,
  type: 'number',
  role: 'feature',
  distinct: 10,
  missing: 0,
  integer: false,
  ...more,
});

test.each<[string, readonly GuessColumn[], string | null]>([
  ['one named like a target', [column('label'), column('a')], 'label'],
  ['its name in whatever case', [column('Species'), column('a')], 'Species'],
  ['a label rather than a coordinate', [column('x'), column('y'), column('label')], 'label'],
  ['y where nothing tells more', [column('x'), column('y'), column('z')], 'y'],
  ['otherwise the last', [column('a'), column('b')], 'b'],
  ['the last that is not ignored', [column('a'), column('id', { role: 'ignored' })], 'a'],
  [
    'a constant one if it is named so, to be refused',
    [column('a'), column('label', { distinct: 1, role: 'ignored' })],
    'label',
  ],
  ['no text', [column('a', { type: 'text' })], null],
])('the target is %s', (_, columns, target) => {
  expect(guessTarget(columns)).toBe(target);
});
