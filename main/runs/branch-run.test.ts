import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ok } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import { type HomeFolders, homeFolders } from '../home/home-folders.ts';
import { initialWeights, placeInitialWeights } from './branch-run.ts';

const RUN = 'run-2' as RunId;
let home = '';
let folders: HomeFolders;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hearth-branch-'));
  folders = homeFolders(home);
});
afterEach(() => rmSync(home, { recursive: true }));

test('a branch has weights of its own, also once their origin is gone', () => {
  const checkpoint = join(home, 'best.checkpoint');
  writeFileSync(checkpoint, 'weights');
  expect(initialWeights(folders, RUN)).toBeNull();
  expect(placeInitialWeights(folders, RUN, checkpoint)).toEqual(ok(null));
  rmSync(checkpoint);
  expect(existsSync(initialWeights(folders, RUN) ?? '')).toBe(true);
});

test('missing weights are named, and no folder is left', () => {
  const path = join(home, 'gone.checkpoint');
  const error = { code: 'file/not-found', path };
  expect(placeInitialWeights(folders, RUN, path)).toEqual({ ok: false, error });
  expect(existsSync(folders.run(RUN))).toBe(false);
});

test('a place that cannot be written is named', () => {
  const checkpoint = join(home, 'best.checkpoint');
  writeFileSync(checkpoint, 'weights');
  writeFileSync(join(home, 'runs'), '');
  expect(placeInitialWeights(folders, RUN, checkpoint)).toMatchObject({
    error: { code: 'file/not-writable' },
  });
});
