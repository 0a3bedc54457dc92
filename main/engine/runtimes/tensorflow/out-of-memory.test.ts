import { expect, test } from 'vitest';
import { withinMemory } from './out-of-memory.ts';

const failing = (message: string) => () => {
  throw new Error(message);
};

test('what the library says of memory is an expected failure, all else is a bug', () => {
  expect(withinMemory(() => 3)).toEqual({ ok: true, value: 3 });
  const words =
    'Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[64,512] and type float on /job:localhost';
  expect(withinMemory(failing(words))).toEqual({
    ok: false,
    error: { code: 'engine/out-of-memory', requestedBytes: 131_072 },
  });
  expect(() => withinMemory(failing('Invalid TF_Status: 3'))).toThrow('Invalid TF_Status: 3');
});
