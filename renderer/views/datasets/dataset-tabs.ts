/** Parts of a dataset's page, as its address names them. */
export const DATASET_TABS = ['overview', 'rows', 'audit', 'recipe'] as const;
export type DatasetTab = (typeof DATASET_TABS)[number];
