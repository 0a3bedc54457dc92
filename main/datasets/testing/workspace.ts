import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Dataset, ImportOptions } from '../../../app/dataset/dataset.ts';
import type { Result } from '../../../app/errors.ts';
import type { DatasetId } from '../../../app/ids.ts';
import { importDataset } from '../import-dataset.ts';

export const SAMPLES = join(import.meta.dirname, '../../../resources/samples');
export const DATASET_ID = 'dataset-1' as DatasetId;

/** A temporary folder of real files, with a datasets folder to import into. */
export interface Workspace {
  readonly path: (name: string) => string;
  readonly datasetsFolder: () => string;
  readonly write: (name: string, content: string | Uint8Array) => Promise<string>;
  readonly importFile: (path: string, options?: ImportOptions) => Promise<Result<Dataset>>;
  /** What stands in the datasets folder. */
  readonly left: () => Promise<readonly string[]>;
}

/** A fresh workspace for every test of a file. */
export function useWorkspace(): Workspace {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearth-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const datasetsFolder = () => path('datasets');
  return {
    path,
    datasetsFolder,
    write: async (name, content) => {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), content);
      return path(name);
    },
    importFile: (file, options = {}) =>
      importDataset({
        path: file,
        name: 'test',
        options,
        id: DATASET_ID,
        createdAt: '2026-01-01T00:00:00.000Z',
        datasetsFolder: datasetsFolder(),
      }),
    left: () => readdir(datasetsFolder()).catch(() => []),
  };
}

/** The value of a result that must be one. */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
