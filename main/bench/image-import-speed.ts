import { join } from 'node:path';
import type { DatasetId } from '../../app/ids.ts';
import { importDataset } from '../datasets/import-dataset.ts';
import { decodeAll, writePictures } from '../datasets/testing/many-pictures.ts';
import { unwrap } from './bench-host.ts';
import { type Figure, median } from './figure.ts';
import { type Taken, taken } from './taken.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const FILES = 4000;
/** Sides of the pictures, in pixels. */
const LEAST_SIDE = 96;
const MOST_SIDE = 352;
/** What they are brought to. */
const SIDE = 64;
const ROUNDS = 3;

/** A folder of pictures to prepared shards, in turns with a bare loop that decodes and resizes the same files. */
export async function imageImportSpeed(): Promise<readonly Figure[]> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'pictures');
    const files = await writePictures(path, FILES, LEAST_SIDE, MOST_SIDE);
    const [imports, loops]: [Taken[], Taken[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      loops.push(await taken(() => decodeAll(files, SIDE)));
      imports.push(
        await taken(async () => {
          unwrap(
            await importDataset({
              path,
              name: `round ${round}`,
              options: { images: { height: SIDE, width: SIDE } },
              id: `dataset-${round}` as DatasetId,
              createdAt: new Date().toISOString(),
              datasetsFolder: join(folder, 'datasets'),
            }),
          );
        }),
      );
    }
    const ratios = loops.map((loop, at) => loop.seconds / (imports[at]?.seconds ?? Number.NaN));
    return [
      {
        id: 'image-import',
        label: 'import of a folder of pictures, of the rate of a bare loop of sharp',
        value: median(ratios),
        unit: 'fraction',
        target: { kind: 'at-least', value: 0.8 },
        detail: {
          files: FILES,
          importSeconds: median(imports.map(({ seconds }) => seconds)),
          importCpuSeconds: median(imports.map(({ cpuSeconds }) => cpuSeconds)),
          loopSeconds: median(loops.map(({ seconds }) => seconds)),
          loopCpuSeconds: median(loops.map(({ cpuSeconds }) => cpuSeconds)),
          ofCpuTime: median(
            loops.map((loop, at) => loop.cpuSeconds / (imports[at]?.cpuSeconds ?? Number.NaN)),
          ),
        },
      },
    ];
  });
}
