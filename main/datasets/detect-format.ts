import type { DatasetFormat } from '../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { IMPORTERS } from './importers/importers.ts';
import { lookAt, type Recognition, type Sight } from './recognition/sight.ts';

/** Takes a source for the format that is most sure of it, from its content first and its name second. */
async function recogniseSource(path: string): Promise<Result<Recognition>> {
  const sight = await lookAt(path);
  if (!sight.ok) return sight;
  const best = await recogniseSight(sight.value);
  return best === null ? fail({ code: 'file/format-unknown', path }) : ok(best);
}

/** The same for what was looked at already; null where no format knows it. */
export async function recogniseSight(sight: Sight): Promise<Recognition | null> {
  let best: Recognition | null = null;
  for (const [format, { recognise }] of Object.entries(IMPORTERS)) {
    const found = await recognise(sight);
    if (found !== null && found.confidence > (best?.confidence ?? 0)) {
      best = { ...found, format: format as DatasetFormat };
    }
  }
  return best;
}

/** The format that the user chose, or else the one that is recognised. */
export async function formatOf(
  path: string,
  chosen: DatasetFormat | undefined,
): Promise<Result<Recognition>> {
  if (chosen === undefined) return recogniseSource(path);
  return ok({ format: chosen, confidence: 1, why: { kind: 'chosen' } });
}
