import type { Params } from '../../../app/contract/requests.ts';
import { type Dataset, type Recipe, SPLITS } from '../../../app/dataset/dataset.ts';
import { checkDatasetName } from '../../../app/dataset/name.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { withCorrections } from '../../../app/dataset/recipes/corrections.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { DatasetId } from '../../../app/ids.ts';
import { readSourceRows } from '../../datasets/read-rows.ts';
import { reprepareDataset } from '../../datasets/reprepare-dataset.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readTensor } from '../../shards/read.ts';
import { type Context, freshId, isoNow } from '../context.ts';
import { keepDataset } from '../keep-dataset.ts';
import { foldGroup } from './fold-group.ts';

/** Prepares a dataset's rows once more, some with another label and some left out: whole, or not at all. */
export async function correctLabels(
  {
    store,
    folders,
    hub,
    preparations,
  }: Pick<Context, 'store' | 'folders' | 'hub' | 'preparations'>,
  {
    dataset: asked,
    group: askedGroup,
    name: wanted,
    relabel,
    exclude,
    token,
  }: Params<'labels.correct'>,
): Promise<Result<Dataset>> {
  const name = checkDatasetName(wanted);
  if (!name.ok) return name;
  if (store.datasets.byName(name.value) !== null) {
    return fail({ code: 'dataset/name-taken', name: name.value });
  }
  const found = store.datasets.find(asked);
  if (!found.ok) return found;
  const from = found.value;
  const group = foldGroup(store, from, askedGroup);
  if (!group.ok) return group;
  const folder = folders.dataset(from.id);
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  const rows = [...relabel.map(({ row }) => row), ...exclude];
  const given = await givenLabels(folder, from, manifest.value, rows);
  if (!given.ok) return given;
  const recipe: Recipe = manifest.value.recipe.recipe ?? { version: 1, steps: [] };
  const changes = relabel.map(({ row, to }) => ({ row, from: given.value.get(row) ?? '', to }));
  const id = freshId('dataset') as DatasetId;
  const prepared = await preparations.run(token, (signal) =>
    reprepareDataset({
      from,
      fromFolder: folder,
      recipe: {
        ...recipe,
        steps: withCorrections(
          recipe.steps,
          changes.filter((one) => one.from !== one.to),
          exclude,
        ),
      },
      name: name.value,
      id,
      createdAt: isoNow(),
      datasetsFolder: folders.datasets,
      correctedFrom: { dataset: from.id, group: group.value.groupId },
      onProgress: (done, total, unit = 'rows') =>
        hub.emit('import.progress', { token, done, total, unit }),
      signal,
    }),
  );
  return prepared.ok ? keepDataset({ store, folders, hub }, prepared.value) : prepared;
}

/** What rows are labelled as now. Fails with `labels/row-missing`. */
async function givenLabels(
  folder: string,
  dataset: Dataset,
  { splits, recipe, input }: PreparedManifest,
  rows: readonly number[],
): Promise<Result<ReadonlyMap<number, string>>> {
  const labels = new Map<number, number>();
  const wanted = new Set(rows);
  for (const split of SPLITS) {
    const numbers = await readTensor(folder, splits[split].sourceRows);
    if (!numbers.ok) return numbers;
    const targets = await readTensor(folder, splits[split].target);
    if (!targets.ok) return targets;
    for (const [at, row] of numbers.value.entries()) {
      if (wanted.has(row)) labels.set(row, targets.value[at] ?? 0);
    }
  }
  const missing = rows.find((row) => !labels.has(row));
  if (missing !== undefined) {
    return fail({ code: 'labels/row-missing', name: dataset.name, row: missing + 1 });
  }
  const { target } = recipe;
  if (input.kind === 'image' || target.kind === 'label') {
    return ok(new Map([...labels].map(([row, label]) => [row, dataset.classes[label] ?? ''])));
  }
  const raw = await readSourceRows(folder, dataset, rows);
  if (!raw.ok) return raw;
  const column = dataset.target ?? '';
  return ok(new Map(rows.map((row, at) => [row, raw.value[at]?.values?.[column]?.trim() ?? ''])));
}
