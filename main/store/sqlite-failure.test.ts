import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storeFailure } from './sqlite-failure.ts';
import { temporaryFolder } from './testing/temporary-store.ts';

test('a native part that this Node cannot load is an expected failure, in the words of Node', () => {
  const addon = join(temporaryFolder(), 'better_sqlite3.node');
  writeFileSync(addon, 'built for nobody');
  let thrown: unknown;
  try {
    createRequire(import.meta.url)(addon);
  } catch (error) {
    thrown = error;
  }
  expect(storeFailure(thrown, 'hearth.db')).toEqual({
    code: 'store/native-module',
    problem: expect.stringContaining('better_sqlite3.node'),
  });
});

test('what is no failure of the store is a bug', () => {
  expect(storeFailure(new TypeError('a bug'), 'hearth.db')).toBeNull();
});
