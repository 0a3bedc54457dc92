import type { Language } from '../../language.ts';
import { text } from '../../text.ts';
import type { ExportedTokenizer } from '../model-sheet.ts';

/** Sentences on what makes tokens of texts outside of Hearth, and on which texts it takes otherwise. */
export function tokenizerText(
  tokenizers: readonly ExportedTokenizer[],
  modelName: string,
  language: Language,
): readonly string[] {
  const files = tokenizers.filter(({ suffix }) => suffix !== null);
  const sentences = files.map(({ of, suffix, length }) =>
    text(language, `export.tokenizer.${of}`, { file: modelName + suffix, length }),
  );
  if (files.length < tokenizers.length) sentences.push(text(language, 'export.tokenizer.none'));
  if (files.length === 0) return sentences;
  const ofWords = files.some(({ kind }) => kind === 'word');
  const unlike = ofWords ? 'export.tokenizer.unlike-words' : 'export.tokenizer.unlike';
  return [...sentences, text(language, unlike)];
}
