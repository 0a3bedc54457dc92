import type { ImportOptions } from '../../app/dataset/dataset.ts';
import { ok } from '../../app/errors.ts';
import { samplePath } from '../datasets/samples.ts';

/** A sample is imported by this in place of a path, also from the command line. */
export const SAMPLE_PREFIX = 'sample:';

/** The file behind what a user named, and the choices that go with it. */
export async function sourceOf(samplesFolder: string, path: string, options: ImportOptions) {
  if (!path.startsWith(SAMPLE_PREFIX)) return ok({ path, options });
  const sample = await samplePath(samplesFolder, path.slice(SAMPLE_PREFIX.length));
  return sample.ok
    ? ok({ path: sample.value.path, options: { ...sample.value.options, ...options } })
    : sample;
}
