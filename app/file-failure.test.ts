import { describe, expect, test } from 'vitest';
import { fileFailure, knownFileFailure } from './file-failure.ts';

const systemError = (code: string) => Object.assign(new Error(code), { code });

describe('fileFailure', () => {
  test.each([
    ['ENOSPC', 'write', 'file/disk-full'],
    ['EFBIG', 'write', 'file/disk-full'],
    ['EROFS', 'write', 'file/not-writable'],
    ['ENOENT', 'write', 'file/not-writable'],
    ['ENOENT', 'read', 'file/not-found'],
    ['EISDIR', 'read', 'file/not-readable'],
  ] as const)('%s while doing a %s is %s', (code, doing, failure) => {
    expect(fileFailure(systemError(code), '/data', doing)).toEqual({
      code: failure,
      path: '/data',
    });
  });

  test('what is no file error is none', () => {
    expect(fileFailure(systemError('ERR_INVALID_ARG_TYPE'), '/data', 'read')).toBeNull();
    expect(fileFailure(new TypeError('a bug'), '/data', 'read')).toBeNull();
  });
});

test('a bug is thrown on', () => {
  const bug = new TypeError('a bug');
  expect(() => knownFileFailure(bug, '/data', 'write')).toThrow(bug);
});
