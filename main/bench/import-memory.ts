import { execFile } from 'node:child_process';
import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writePictures } from '../datasets/testing/many-pictures.ts';
import type { Figure } from './figure.ts';
import { writeMadeUpTable } from './import-speed.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const CHILD = join(import.meta.dirname, '../datasets/testing/import-in-child.ts');
/** Some 90 bytes each: 5 GB. */
const ROWS = 56_000_000;
const PICTURES = 200_000;
/** Pictures that differ; the others are copies, of which each is decoded. */
const DIFFERENT = 200;
const COPIED_AT_ONCE = 16;
const MOST_MB = 600;
const run = promisify(execFile);

/** Most memory of a process that imports a large table, and of one that imports very many pictures. */
export async function importMemory(): Promise<readonly Figure[]> {
  const table = await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'table.csv');
    await writeMadeUpTable(path, ROWS);
    const { size } = await stat(path);
    return { ...(await importInChild(folder, path, 'label')), size };
  });
  const images = await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'pictures');
    await writeManyPictures(path, PICTURES);
    return importInChild(folder, path);
  });
  const target = { kind: 'below', value: MOST_MB } as const;
  return [
    {
      id: 'table-memory',
      label: `most memory while a table of ${(table.size / 1e9).toFixed(1)} GB is imported`,
      value: table.peakMb,
      unit: 'MB',
      target,
      detail: { rows: ROWS, sizeBytes: table.size, seconds: table.seconds },
    },
    {
      id: 'image-memory',
      label: `most memory while ${PICTURES.toLocaleString('en-GB')} pictures are imported`,
      value: images.peakMb,
      unit: 'MB',
      target,
      detail: { pictures: PICTURES, seconds: images.seconds },
    },
  ];
}

async function importInChild(folder: string, path: string, target?: string) {
  const began = performance.now();
  const options = target === undefined ? [] : [target];
  const { stdout } = await run(process.execPath, [CHILD, path, join(folder, 'out'), ...options]);
  const { result, peakMb }: { result: { ok: boolean }; peakMb: number } = JSON.parse(stdout);
  if (!result.ok) throw new Error(stdout);
  return { peakMb, seconds: (performance.now() - began) / 1000 };
}

async function writeManyPictures(path: string, count: number): Promise<void> {
  const files = await writePictures(path, Math.min(count, DIFFERENT), 16, 48);
  for (let from = files.length; from < count; from += COPIED_AT_ONCE) {
    const some = Array.from(
      { length: Math.min(COPIED_AT_ONCE, count - from) },
      (_, at) => from + at,
    );
    await Promise.all(
      some.map((at) => {
        const file = files[at % files.length] ?? '';
        return copyFile(file, file.replace(/(\d+)(\.\w+)$/, `${at}$2`));
      }),
    );
  }
}
