import { correlate } from '../datasets/explore/correlations.ts';
import { profileDataset } from '../datasets/explore/profile-dataset.ts';
import { ImageShelf } from '../datasets/explore/query-images.ts';
import { queryRows } from '../datasets/explore/query-rows.ts';
import { RowOrders } from '../datasets/explore/row-orders.ts';
import { plotTarget } from '../datasets/explore/target-plot.ts';
import type { Context, HandlersOf } from './context.ts';

/** Requests that look into a dataset. */
export function exploreRequests({ store, folders }: Context): HandlersOf<'explore'> {
  const orders = new RowOrders();
  const images = new ImageShelf();
  return {
    'explore.rows': async ({ dataset, offset, limit, ...query }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      const folder = folders.dataset(found.value.id);
      return queryRows(orders, folder, found.value, query, offset, limit);
    },
    'explore.images': async ({ dataset, split, className, ...page }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      const folder = folders.dataset(found.value.id);
      return images.page(folder, found.value, { split, className }, page);
    },
    'explore.correlations': async ({ dataset }) => {
      const found = store.datasets.find(dataset);
      return found.ok ? correlate(folders.dataset(found.value.id), found.value) : found;
    },
    'explore.target': async ({ dataset, column }) => {
      const found = store.datasets.find(dataset);
      return found.ok ? plotTarget(folders.dataset(found.value.id), found.value, column) : found;
    },
    'explore.profile': async ({ dataset }) => {
      const found = store.datasets.find(dataset);
      return found.ok ? profileDataset(folders.dataset(found.value.id), found.value) : found;
    },
  };
}
