import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fail, ok } from '../../app/errors.ts';
import { aDataset } from '../../app/testing/builders.ts';
import { FakeWorkbench } from '../testing/fake-workbench.ts';
import { clearingUploads, clearUploads, handleUpload } from './uploads.ts';

describe('uploads', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-uploads-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function* body(...chunks: string[]) {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }

  const put = (urlPath: string, content = body('a,b\n'), length: number | null = null) =>
    handleUpload(folder, { method: 'PUT', urlPath, length, body: content });

  test('a file streams in under its batch and relative path', async () => {
    const stored = await put('/upload/batch-1/cats/%E7%8C%AB.csv', body('a,b\n', '1,2\n'));
    const path = join(folder, 'batch-1', 'cats', '猫.csv');
    expect(stored).toEqual(ok({ path, folder: join(folder, 'batch-1') }));
    expect(readFileSync(path, 'utf8')).toBe('a,b\n1,2\n');
  });

  test('a path that leads out of the batch, or names none, stores nothing', async () => {
    for (const path of [
      'batch-1/../lock',
      'batch-1/%2e%2e/lock',
      'batch-1',
      '../up/x',
      'b/x',
      '',
    ]) {
      expect(await put(`/upload/${path}`), path).toMatchObject({
        error: { code: 'usage/invalid' },
      });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a file announced too large is refused before it is read', async () => {
    const length = 2 ** 40;
    expect(await put('/upload/batch-1/a.csv', body(), length)).toMatchObject({
      error: { code: 'dataset/too-large', bytes: length },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a file that breaks off leaves nothing of itself', async () => {
    async function* broken() {
      yield Buffer.from('half');
      throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    }
    const stored = await handleUpload(folder, {
      method: 'PUT',
      urlPath: '/upload/batch-1/a.csv',
      length: null,
      body: broken(),
    });
    expect(stored.ok).toBe(false);
    expect(readdirSync(join(folder, 'batch-1'))).toEqual([]);
  });

  test('a file where a folder is needed cannot be written', async () => {
    await put('/upload/batch-1/a');
    expect(await put('/upload/batch-1/a/b')).toMatchObject({
      error: { code: 'file/not-writable', path: join(folder, 'batch-1', 'a', 'b') },
    });
  });

  test('a batch can be let go, and all of them at once', async () => {
    const remove = { method: 'DELETE', urlPath: '/upload/batch-1', length: null, body: body() };
    await put('/upload/batch-1/a.csv');
    await put('/upload/batch-2/a.csv');
    expect(await handleUpload(folder, remove)).toEqual(ok(null));
    expect(readdirSync(folder)).toEqual(['batch-2']);
    await clearUploads(folder);
    expect(readdirSync(folder)).toEqual([]);
    await clearUploads(join(folder, 'missing'));
  });

  test('after an import its batch goes; after a failure and elsewhere files stay', async () => {
    const path = join(folder, 'batch-1', 'a.csv');
    const own = join(folder, 'own.csv');
    await put('/upload/batch-1/a.csv');
    writeFileSync(own, '');
    const importing = { name: 'a', options: {}, token: 't' };
    const failing = new FakeWorkbench({
      'datasets.import': () => fail({ code: 'dataset/empty', path }),
    });
    expect(
      await clearingUploads(failing, folder).dispatch('datasets.import', { path, ...importing }),
    ).toEqual(fail({ code: 'dataset/empty', path: 'a.csv' }));
    expect(existsSync(path)).toBe(true);

    const working = clearingUploads(
      new FakeWorkbench({
        'datasets.import': () => ok(aDataset()),
        'runs.predict': () => ok({ predictions: [] }),
      }),
      folder,
    );
    await working.dispatch('datasets.import', { path: own, ...importing });
    expect(existsSync(own)).toBe(true);
    await working.dispatch('datasets.import', { path, ...importing });
    expect(existsSync(join(folder, 'batch-1'))).toBe(false);

    await put('/upload/batch-2/digit.png');
    const input = { kind: 'file', path: join(folder, 'batch-2', 'digit.png') };
    await working.dispatch('runs.predict', { run: 'r', input });
    expect(existsSync(join(folder, 'batch-2'))).toBe(false);
  });
});
