import { expect, test } from 'vitest';
import { readTags, tagChanges } from './run-tags.ts';

test('tags stand between commas of either language, each once', () => {
  expect(readTags(' paper, baseline，论文、 paper ,')).toEqual(['paper', 'baseline', '论文']);
});

test('only what differs is changed', () => {
  expect(tagChanges(['a', 'b'], ['b', 'c'])).toEqual({ add: ['c'], remove: ['a'] });
});
