import type { DatasetFacts } from '../../app/architecture/fits-dataset.ts';
import { buildTemplate } from '../../app/architecture/templates.ts';
import { engineStarter, forkEngine, startEngine } from '../runs/engine-process.ts';
import { unwrap } from './bench-host.ts';
import { COMPARE_CASES, type CompareCase } from './compare/cases.ts';
import type { Figure } from './figure.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { trainedCase } from './train-case.ts';

const TABLE: DatasetFacts = {
  task: 'classification',
  input: { kind: 'tabular', features: 20 },
  classes: ['no', 'yes'],
};
const PHOTOS: DatasetFacts = COMPARE_CASES.resnet20.data;

const table: CompareCase = {
  model: unwrap(buildTemplate('tabular-mlp', TABLE)),
  data: TABLE,
  rows: 100_000,
  plan: { batchSize: 64 },
};
const photos: CompareCase = {
  model: unwrap(buildTemplate('image-cnn', PHOTOS)),
  data: PHOTOS,
  rows: 50_000,
  plan: { batchSize: 64 },
};

interface FedCase {
  readonly id: string;
  readonly label: string;
  readonly trained: CompareCase;
  /** Enough for some ten seconds. */
  readonly epochs: number;
  /** Read row by row by a thread of its own, as where a split does not fit in memory. */
  readonly isStreamed: boolean;
}

const CASES: readonly FedCase[] = [
  {
    id: 'digits',
    label: 'the digits CNN, 60,000 images of 28 × 28',
    trained: COMPARE_CASES.cnn,
    epochs: 3,
    isStreamed: false,
  },
  {
    id: 'table',
    label: 'a table of 100,000 rows',
    trained: table,
    epochs: 60,
    isStreamed: false,
  },
  {
    id: 'photos',
    label: '50,000 images of 32 × 32 × 3',
    trained: photos,
    epochs: 2,
    isStreamed: false,
  },
  {
    id: 'table-streamed',
    label: 'the table, streamed from disk',
    trained: table,
    epochs: 60,
    isStreamed: true,
  },
  {
    id: 'photos-streamed',
    label: 'those images, streamed from disk',
    trained: photos,
    epochs: 2,
    isStreamed: true,
  },
];

const startStreaming = engineStarter((environment) =>
  forkEngine(undefined, { ...environment, HEARTH_DATA_MEMORY_BYTES: '0' }),
);

/**
 * What the engine waits for rows: the share of its training, by its own clock, in which it shuffles,
 * reads and hands over instead of computing. What a reading thread takes of the processor meanwhile
 * is not in it.
 */
export async function feeding(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { id, label, trained, epochs, isStreamed } of CASES) {
    const start = isStreamed ? startStreaming : startEngine;
    const { feedingSeconds, trainSeconds, samples } = await inTemporaryFolder(async (folder) =>
      unwrap(await trainedCase(trained, epochs, folder, start)),
    );
    figures.push({
      id: `feeding-${id}`,
      label: `Waiting for rows, share of training time: ${label}`,
      value: feedingSeconds / trainSeconds,
      unit: 'fraction',
      target: { kind: 'below', value: 0.03 },
      detail: { feedingSeconds, trainSeconds, samplesPerSecond: samples / trainSeconds },
    });
  }
  return figures;
}
