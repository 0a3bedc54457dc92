import { expect, test } from 'vitest';
import { matchNames } from './match-names.ts';

const ENTRIES = ['Import a dataset', 'iris', 'mlp on iris', 'Iris again'].map((name) => ({ name }));
const found = (typed: string) => matchNames(ENTRIES, typed).map(({ name }) => name);

test('nothing typed finds everything in order', () => {
  expect(found(' ')).toEqual(ENTRIES.map(({ name }) => name));
});

test('names that begin with it come first', () => {
  expect(found('iri')).toEqual(['iris', 'Iris again', 'mlp on iris']);
});

test('words may be in any order', () => {
  expect(found('data imp')).toEqual(['Import a dataset']);
  expect(found('iris data')).toEqual([]);
});
