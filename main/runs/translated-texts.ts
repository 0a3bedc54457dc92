import type { Dataset } from '../../app/dataset/dataset.ts';
import type { FittedRecipe } from '../../app/dataset/recipe.ts';
import { ok, type Result } from '../../app/errors.ts';
import { openDecoder } from '../../app/metrics/decode-output.ts';
import type { TranslatedTexts } from '../../app/metrics/translation/translation.ts';
import { normalized } from '../../app/text/tokenizer.ts';
import { readSourceRows } from '../datasets/read-rows.ts';
import type { Scores } from './run-scores.ts';

const ROWS_AT_ONCE = 5000;

/**
 * What a model has made of a split's sources, beside what the source of the dataset says: words that no token stands for,
 * and what was cut, count as they should. Null where nothing is translated.
 */
export async function translatedTexts(
  folder: string,
  dataset: Dataset,
  recipe: FittedRecipe,
  { rows, width, reading, outputs, sourceRows }: Scores,
): Promise<Result<TranslatedTexts | null>> {
  const { translation } = recipe;
  if (translation === undefined || reading !== 'tokens') return ok(null);
  const { column, tokenizer } = translation.target;
  const decoder = openDecoder(recipe);
  const hypotheses = Array.from({ length: rows }, (_, row) => {
    const tokens = outputs.subarray(row * width, (row + 1) * width);
    return decoder.output(tokens, reading).text ?? '';
  });
  const references: string[] = [];
  for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
    const some = [...sourceRows.subarray(first, first + ROWS_AT_ONCE)];
    const raw = await readSourceRows(folder, dataset, some);
    if (!raw.ok) return raw;
    for (const { values } of raw.value) {
      // A model that knows no capitals is not to be blamed for them.
      const text = values?.[column ?? ''] ?? '';
      references.push(normalized(text, tokenizer.lower, tokenizer.form));
    }
  }
  return ok({ hypotheses, references });
}
