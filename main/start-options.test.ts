import { expect, test } from 'vitest';
import { ok } from '../app/errors.ts';
import { readStartOptions } from './start-options.ts';

test('nothing said: a window or a browser, on any port', () => {
  expect(readStartOptions([])).toEqual(
    ok({ home: undefined, port: 0, opensBrowser: true, web: false, help: false }),
  );
  expect(readStartOptions(['--no-open', '--web', '--port', '8080', '--home', 'h'])).toEqual(
    ok({ home: 'h', port: 8080, opensBrowser: false, web: true, help: false }),
  );
});

test.each([
  [['--speed'], 'option-unknown', '--speed'],
  [['--home'], 'option-value-missing', '--home'],
  [['now'], 'arguments-excess', 'now'],
  [['--port', 'x'], 'value-invalid', '--port x'],
  [['--port', '70000'], 'value-invalid', '--port 70000'],
])('%j is wrong usage', (words, problem, subject) => {
  expect(readStartOptions(words)).toMatchObject({
    error: { code: 'usage/invalid', problem, subject },
  });
});
