import type { RecipePreview } from '../../../app/contract/recipes.ts';
import { type ImportOptions, type Recipe, SPLITS } from '../../../app/dataset/dataset.ts';
import { languageRecipe } from '../../../app/dataset/recipes/language-recipe.ts';
import type { SplitFractions } from '../../../app/dataset/split.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { openTokenizer } from '../../../app/text/tokenizer.ts';
import type { TextLines } from './lines.ts';
import { dealt, endsOf, fitLanguage, TEXT_COLUMN, windowCount } from './prepare-language.ts';
import { TextSideSum } from './preview-texts.ts';

/** Of a text, so much is tried: byte pairs are learnt from it in a moment. */
const SAMPLE_CHARACTERS = 256 * 1024;
const SHOWN_LINES = 20;
const LONGEST_SHOWN = 500;

/** The beginning of a text, and how many lines all of it has. */
export interface TextSample {
  readonly lines: readonly string[];
  readonly sourceLines: number;
  /** What each split takes, where the text's files say so. */
  readonly shares?: SplitFractions | undefined;
}

export async function sampleText(text: TextLines): Promise<TextSample> {
  const lines: string[] = [];
  let [characters, sourceLines] = [0, 0];
  for await (const line of text.lines()) {
    sourceLines += 1;
    if (characters >= SAMPLE_CHARACTERS) continue;
    lines.push(line.slice(0, SAMPLE_CHARACTERS - characters));
    characters += line.length;
  }
  return { lines, sourceLines };
}

/** What a recipe makes of the beginning of a text. Fails with `recipe/invalid`. */
export async function previewLanguage(
  { lines, sourceLines }: TextSample,
  options: ImportOptions,
  given: Recipe | null,
): Promise<Result<RecipePreview>> {
  const { recipe: _, ...beside } = options;
  const whole = languageRecipe(given === null ? beside : { ...beside, recipe: given });
  if (!whole.ok) return whole;
  const text: TextLines = {
    async *lines() {
      yield* lines;
    },
  };
  const characters = lines.reduce((sum, { length }) => sum + length, 0);
  const ends = endsOf(characters, whole.value);
  const fitted = await fitLanguage(text, ends, whole.value.text);
  const { encode } = openTokenizer(fitted.tokenizer);
  const tokens = SPLITS.map(() => 0);
  for await (const { line, split } of dealt(text, ends, undefined)) {
    tokens[split] = (tokens[split] ?? 0) + encode(line).length;
  }
  // Lines are not cut: one window goes on where the one before ended.
  const sum = new TextSideSum({ ...fitted, length: Number.POSITIVE_INFINITY });
  for (const line of lines) if (line.trim() !== '') sum.add(line);
  const [train = 0, val = 0, test = 0] = tokens.map((count) => windowCount(count, fitted.length));
  const windows = { train, val, test };
  const shown = lines.map((line) => line.trimEnd());
  return ok({
    recipe: whole.value,
    rows: lines.length,
    sourceRows: sourceLines,
    splits: windows,
    before: {
      columns: [{ name: TEXT_COLUMN, type: 'text', missing: 0, distinct: new Set(shown).size }],
      rows: shown.slice(0, SHOWN_LINES).map((line) => [line.slice(0, LONGEST_SHOWN)]),
    },
    after: { columns: [], rows: [] },
    features: fitted.length,
    family: { kind: 'texts', sides: [{ ...sum.side(), length: fitted.length }], windows },
  });
}
