import { fitsDataset } from '../../../../app/architecture/fits-dataset.ts';
import type { LossName } from '../../../../app/architecture/losses.ts';
import type { OutputName } from '../../../../app/architecture/model-spec.ts';
import type { Dataset } from '../../../../app/dataset/dataset.ts';
import type { RunDetail } from '../../../../app/training/run.ts';

/**
 * The losses that a run's outputs are trained with, in order: the names behind "the one that goes
 * with the output". None while its dataset is not known, as when it is gone.
 */
export function trainedLosses(
  { model, plan }: Pick<RunDetail, 'model' | 'plan'>,
  dataset: Dataset | null,
): ReadonlyMap<OutputName, LossName> {
  const fitted = dataset === null ? null : fitsDataset(model, dataset, plan.loss);
  if (!fitted?.ok) return new Map();
  return new Map(fitted.value.outputs.map(({ name, loss }) => [name, loss.name]));
}
