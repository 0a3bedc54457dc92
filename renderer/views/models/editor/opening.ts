import { templatesFitting } from '../../../../app/architecture/templates.ts';
import type { StoredModel } from '../../../../app/contract/requests.ts';
import type { Dataset } from '../../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../../app/errors.ts';
import type { RunDetail } from '../../../../app/training/run.ts';
import type { Bridge } from '../../../bridge.ts';

/** What the editor starts from. */
export interface Opening {
  readonly datasets: readonly Dataset[];
  /** The dataset to begin with; null where none can be trained on. */
  readonly dataset: Dataset | null;
  /** A dataset that was asked for and is not there. */
  readonly missingDataset: string | null;
  readonly stored: StoredModel | null;
  /** The run to be cloned. */
  readonly run: RunDetail | null;
}

/**
 * Asks the host for what an address names: `#/models/new?dataset=…&template=…`, `#/models/new?run=…`,
 * `#/models/<id>?dataset=…`. Without a dataset named it takes the newest that a template serves.
 */
export async function loadOpening(
  bridge: Bridge,
  id: string | null,
  query: Readonly<Record<string, string>>,
): Promise<Result<Opening>> {
  const [datasets, models, run] = await Promise.all([
    bridge.request('datasets.list', null),
    id === null ? ok([]) : bridge.request('models.list', null),
    query.run === undefined ? ok(null) : bridge.request('runs.get', { run: query.run }),
  ]);
  if (!datasets.ok) return datasets;
  if (!models.ok) return models;
  if (!run.ok) return run;
  const stored = models.value.find((model) => model.id === id) ?? null;
  if (id !== null && stored === null) return fail({ code: 'model/not-found', model: id });
  const cloned = run.value?.run;
  const wanted = query.dataset ?? cloned?.datasetName;
  const named = datasets.value.find(
    ({ name, id }) => name === wanted || (query.dataset === undefined && id === cloned?.datasetId),
  );
  return ok({
    datasets: datasets.value,
    dataset: named ?? (wanted === undefined ? newestFor(datasets.value, query) : null),
    missingDataset: wanted !== undefined && named === undefined ? wanted : null,
    stored,
    run: run.value,
  });
}

function newestFor(
  datasets: readonly Dataset[],
  { template }: Readonly<Record<string, string>>,
): Dataset | null {
  const [newest] = datasets
    .filter((dataset) => {
      const serving = templatesFitting(dataset);
      return template === undefined
        ? serving.length > 0
        : serving.some(({ id }) => id === template);
    })
    .toSorted((left, right) => right.createdAt.localeCompare(left.createdAt));
  return newest ?? null;
}
