import { describe, expect, test } from 'vitest';
import { href, parseHash } from '../../../route.ts';
import { isFiltered, listParams, listQueryValues, readListQuery } from './list-query.ts';

describe('the address of the list', () => {
  test('without a word it is all runs, newest first', () => {
    const query = readListQuery(parseHash('#/runs'));
    expect(query).toMatchObject({ sort: 'createdAt', descending: true, status: '' });
    expect(isFiltered(query)).toBe(false);
    expect(listQueryValues(query)).toMatchObject({ search: '', status: '' });
  });

  test('keeps filters and sort through a reload', () => {
    const query = {
      search: 'drop out',
      status: 'active',
      dataset: 'iris & co',
      tag: '论文',
      sort: 'val/loss',
      descending: false,
    } as const;
    expect(readListQuery(parseHash(href(['runs'], listQueryValues(query))))).toEqual(query);
  });

  test('a status that is none is no filter', () => {
    expect(readListQuery(parseHash('#/runs?status=sleeping')).status).toBe('');
  });
});

test('runs under way have any of four statuses', () => {
  const query = readListQuery(parseHash('#/runs?status=active&search=x'));
  expect(listParams(query, 100, 50)).toMatchObject({
    search: 'x',
    status: ['queued', 'starting', 'running', 'paused'],
    dataset: undefined,
    offset: 100,
    limit: 50,
  });
});
