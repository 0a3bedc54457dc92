import type { Augmentation } from '../architecture/augmentation.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { readAugmentation } from './read-augmentation.ts';

/** What a run of a dataset changes by chance where it says nothing itself, as the dataset's recipe has it. */
export function datasetAugmentation({ input }: Pick<Dataset, 'input'>): Augmentation {
  const read = readAugmentation(input.kind === 'image' ? (input.augmentation ?? []) : []);
  return read.ok ? read.value : [];
}
