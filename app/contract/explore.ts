import type { DatasetProfile } from '../dataset/explore/profile.ts';
import type { RowsPage, RowsQuery } from '../dataset/explore/rows-query.ts';

/** Requests that look into a dataset; they change nothing. */
export interface ExploreRequests {
  /** A page of a table's rows as they are read, filtered and sorted. */
  'explore.rows': {
    params: RowsQuery & {
      /** Id or name. */
      readonly dataset: string;
      readonly offset: number;
      readonly limit: number;
    };
    result: RowsPage;
  };
  /** What a dataset holds; worked out once and kept with it. */
  'explore.profile': { params: { readonly dataset: string }; result: DatasetProfile };
}
