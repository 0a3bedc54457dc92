import type { ImagesPage, ImagesQuery } from '../dataset/explore/images-query.ts';
import type { DatasetProfile } from '../dataset/explore/profile.ts';
import type { Correlations, TargetPlot } from '../dataset/explore/relations.ts';
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
  /** A page of a dataset's images, with what they are of. */
  'explore.images': {
    params: ImagesQuery & {
      readonly dataset: string;
      readonly offset: number;
      readonly limit: number;
      /** Whether to send small pictures along. */
      readonly thumbnails: boolean;
    };
    result: ImagesPage;
  };
  /** How columns of numbers go together. */
  'explore.correlations': { params: { readonly dataset: string }; result: Correlations };
  /** What the target is like where a column has this or that value. */
  'explore.target': {
    params: { readonly dataset: string; readonly column: string };
    result: TargetPlot;
  };
  /** What a dataset holds; worked out once and kept with it. */
  'explore.profile': { params: { readonly dataset: string }; result: DatasetProfile };
}
