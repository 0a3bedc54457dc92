import type { RawInput } from '../../../app/dataset/raw-input.ts';
import type { FittedTranslation } from '../../../app/dataset/recipe.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { openTranslations } from '../../../app/text/translation-rows.ts';
import type { PreparedInput } from '../prepared-input.ts';
import { textsOfInput } from '../texts/prepare-text-input.ts';

/** A prediction answers while someone waits; larger sets are imported and evaluated. */
const MOST_TEXTS = 10_000;

/**
 * Raw texts as a dataset's sources were, with translations that have just begun: of one text or a text file each line, of
 * a table its column.
 * @returns `run/input-invalid`, or the errors of the file
 */
export async function prepareTranslationInput(
  translation: FittedTranslation,
  input: RawInput,
  scratch: string,
): Promise<Result<PreparedInput>> {
  const given = await textsOfInput(translation.source, input, scratch);
  if (!given.ok) return given;
  const isWhole = input.kind === 'text' || given.value.length === 1;
  const texts = (isWhole ? given.value.flatMap((text) => text.split('\n')) : given.value)
    .map((text) => text.trim())
    .filter((text) => !isWhole || text !== '');
  const place = input.kind === 'file' ? 'lines' : 'text';
  if (texts.length === 0) return refuse(place, '', 'text, not empty');
  if (texts.length > MOST_TEXTS) {
    return refuse(place, String(texts.length), `integer ≤ ${MOST_TEXTS}`);
  }
  const { input: sample, source, translation: begin } = openTranslations(translation);
  const features = new Int32Array(texts.length * sample.length);
  const begun = begin('').read;
  for (const [row, text] of texts.entries()) {
    features.set(source(text), row * sample.length);
    features.set(begun, (row + 1) * sample.length - begun.length);
  }
  return ok({
    rows: texts.length,
    features,
    translation: { from: sample.length - begun.length },
  });
}

function refuse(place: string, value: string, expected: string) {
  return fail({ code: 'run/input-invalid', place, value, expected });
}
