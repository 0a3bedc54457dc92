import type { FittedRecipe, FittedText } from '../../dataset/recipe.ts';
import type { ExportedPart, ExportedTokenizer } from '../model-sheet.ts';
import type { TextUse } from './text-use.ts';
import { tokenizerJson, unlikeCharacters } from './tokenizer-json.ts';

/** Files that make tokens of a recipe's texts, and what is to be known of each. */
export interface TokenizerFiles {
  readonly parts: readonly ExportedPart[];
  readonly tokenizers: readonly ExportedTokenizer[];
}

/** How the name of a file ends, behind the model's, that cuts the texts. */
const SUFFIXES: Readonly<Record<TextUse, string>> = {
  text: '.tokenizer.json',
  beginning: '.tokenizer.json',
  source: '.tokenizer.json',
  target: '.target-tokenizer.json',
};

/** A file for each kind of text that the model reads; nothing where it reads none. */
export function tokenizerFiles({ text, translation }: FittedRecipe): TokenizerFiles {
  const parts: ExportedPart[] = [];
  const tokenizers: ExportedTokenizer[] = [];
  const add = (fitted: FittedText, of: TextUse): void => {
    const content = tokenizerJson(fitted, of);
    const { tokenizer, length } = fitted;
    const { kind } = tokenizer;
    if (content === null) {
      tokenizers.push({ of, kind, suffix: null, unlike: null, length });
      return;
    }
    const suffix = SUFFIXES[of];
    parts.push({ suffix, content: `${JSON.stringify(content, null, 2)}\n` });
    const unlike = `[${unlikeCharacters(tokenizer)}]`;
    tokenizers.push({ of, kind, suffix, unlike, length });
  };
  if (text !== undefined) add(text, text.column === null ? 'beginning' : 'text');
  if (translation !== undefined) {
    add(translation.source, 'source');
    add(translation.target, 'target');
  }
  return { parts, tokenizers };
}
