import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sample } from '../../app/contract/requests.ts';
import type { ImportOptions } from '../../app/dataset/dataset.ts';
import type { Task } from '../../app/dataset/tasks.ts';
import { fail, ok, type Result } from '../../app/errors.ts';

const CATALOGUE_FILE = 'samples.json';

/** One entry of `resources/samples/samples.json`. */
interface CatalogueEntry {
  readonly name: string;
  readonly file: string;
  readonly task: Task;
  readonly target: string | null;
  readonly rows: number;
  readonly source: string;
  readonly licence: string;
}

/** The bundled samples; whether one was imported is for the store to say. */
export async function listSamples(
  samplesFolder: string,
): Promise<readonly Omit<Sample, 'imported'>[]> {
  const catalogue = await readCatalogue(samplesFolder);
  return catalogue.map(({ name, task, rows, source, licence }) => ({
    name,
    task,
    rows,
    source,
    licence,
  }));
}

/** The file of a sample, and how it is to be imported. */
export async function samplePath(
  samplesFolder: string,
  name: string,
): Promise<Result<{ readonly path: string; readonly options: ImportOptions }>> {
  const catalogue = await readCatalogue(samplesFolder);
  const sample = catalogue.find((entry) => entry.name === name);
  if (sample === undefined) return fail({ code: 'dataset/not-found', name });
  const target = sample.target === null ? {} : { target: sample.target };
  return ok({ path: join(samplesFolder, sample.file), options: { task: sample.task, ...target } });
}

/** Part of the program, not input: a broken one is a bug. */
async function readCatalogue(samplesFolder: string): Promise<readonly CatalogueEntry[]> {
  const text = await readFile(join(samplesFolder, CATALOGUE_FILE), 'utf8');
  return JSON.parse(text) as readonly CatalogueEntry[];
}
