import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bareName, nearestName } from './nearest-name.ts';

const FIELDS = ['epochs', 'batchSize', 'learningRate', 'optimizer', 'beta1', 'beta2', 'rho'];

test.each([
  ['epoch', 'epochs'],
  ['--epoch', 'epochs'],
  ['learning_rate', 'learningRate'],
  ['lerningrate', 'learningRate'],
  ['batch', 'batchSize'],
  ['optimiser', 'optimizer'],
  ['optimzier', 'optimizer'],
  ['beta', 'beta1'],
  ['rate', null],
  ['be', null],
  ['colour', null],
  ['', null],
  ['--', null],
])('%j may mean %j', (wrong, meant) => {
  expect(nearestName(wrong, FIELDS)).toBe(meant);
});

test('a name is no advice for itself, and a beginning of several names for none', () => {
  expect(nearestName('column', ['column', 'columns'])).toBe('columns');
  expect(nearestName('targ', ['targetText', 'targetTokens'])).toBeNull();
  expect(nearestName('花萼长', ['花萼长度', '花瓣长度'])).toBe('花萼长度');
});

test('one character more, less or swapped is found whatever the name', () => {
  const names = fc.stringMatching(/^[a-z]{6,12}$/);
  fc.assert(
    fc.property(names, fc.nat(5), (name, at) => {
      const wrong = [
        name.slice(0, at) + name.slice(at + 1),
        `${name.slice(0, at)}q${name.slice(at)}`,
        name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2),
      ].filter((each) => bareName(each) !== bareName(name) && each.length > 4);
      for (const each of wrong) expect(nearestName(each, ['unlike', name, '999'])).toBe(name);
    }),
  );
});
