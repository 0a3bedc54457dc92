import { describe, expect, test } from 'vitest';
import type { RunId } from '../../../../app/ids.ts';
import { aRun } from '../../../../app/testing/builders.ts';
import { foldRuns, groupName, rowKey } from './run-rows.ts';

const run = (id: string, groupId: string | null = null, seed = 1) =>
  aRun({ id: id as RunId, groupId, seed, name: groupId === null ? id : `wine · ${seed}` });

describe('foldRuns', () => {
  const runs = [run('a'), run('b', 'g', 1), undefined, run('c', 'g', 2), run('d')];

  test('seeds of one plan become one row, where the first of them comes', () => {
    const { rows, positions } = foldRuns(runs, new Map());
    expect(rows.map((row) => row && rowKey(row))).toEqual(['a', 'g', undefined, 'd']);
    expect(positions).toEqual([0, 1, 2, 4]);
  });

  test('members of an open group follow it', () => {
    const members = [run('b', 'g', 1), run('c', 'g', 2)];
    const { rows, positions } = foldRuns(runs, new Map([['g', members]]));
    expect(rows.map((row) => row && rowKey(row))).toEqual(['a', 'g', 'b', 'c', undefined, 'd']);
    expect(rows[2]).toMatchObject({ kind: 'run', member: true });
    expect(positions).toEqual([0, 1, 1, 1, 2, 4]);
  });
});

test('a group bears its name without the seed, unless it was renamed', () => {
  expect(groupName({ name: 'mlp · wine · 3', seed: 3 })).toBe('mlp · wine');
  expect(groupName({ name: 'mlp · wine · 2/5', seed: 3 })).toBe('mlp · wine');
  expect(groupName({ name: 'my best', seed: 3 })).toBe('my best');
});
