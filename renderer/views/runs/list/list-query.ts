import type { Params } from '../../../../app/contract/requests.ts';
import type { RunStatus } from '../../../../app/training/run.ts';
import type { Route } from '../../../route.ts';

/** Statuses one filters by; a run under way has any of four. */
export const STATUS_FILTERS = {
  active: ['queued', 'starting', 'running', 'paused'],
  completed: ['completed'],
  stopped: ['stopped'],
  interrupted: ['interrupted'],
  failed: ['failed'],
} as const satisfies Readonly<Record<string, readonly RunStatus[]>>;
export type StatusFilter = keyof typeof STATUS_FILTERS;

/** What the list shows, as its address says it. */
export interface ListQuery {
  readonly search: string;
  readonly status: StatusFilter | '';
  readonly dataset: string;
  readonly tag: string;
  readonly sort: string;
  readonly descending: boolean;
}

export const NEWEST_FIRST = { sort: 'createdAt', descending: true } as const;

export function readListQuery({ query }: Route): ListQuery {
  const sort = query.sort ?? NEWEST_FIRST.sort;
  return {
    search: query.search ?? '',
    status: isStatusFilter(query.status) ? query.status : '',
    dataset: query.dataset ?? '',
    tag: query.tag ?? '',
    sort,
    descending: query.sort === undefined ? NEWEST_FIRST.descending : query.order === 'descending',
  };
}

/** The address of a query; what is as always is left out. */
export function listQueryValues(query: ListQuery): Readonly<Record<string, string>> {
  const { search, status, dataset, tag, sort, descending } = query;
  const usual = sort === NEWEST_FIRST.sort && descending === NEWEST_FIRST.descending;
  return {
    search,
    status,
    dataset,
    tag,
    ...(usual ? {} : { sort, order: descending ? 'descending' : 'ascending' }),
  };
}

/** The question to the host. */
export function listParams(query: ListQuery, offset: number, limit: number): Params<'runs.list'> {
  return {
    search: query.search || undefined,
    status: query.status === '' ? undefined : STATUS_FILTERS[query.status],
    dataset: query.dataset || undefined,
    tag: query.tag || undefined,
    sort: query.sort,
    descending: query.descending,
    offset,
    limit,
  };
}

export function isFiltered({ search, status, dataset, tag }: ListQuery): boolean {
  return [search, status, dataset, tag].some((value) => value !== '');
}

function isStatusFilter(value: string | undefined): value is StatusFilter {
  return value !== undefined && Object.hasOwn(STATUS_FILTERS, value);
}
