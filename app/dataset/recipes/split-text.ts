import type { Language } from '../../language.ts';
import { listText } from '../../list-text.ts';
import { text } from '../../text.ts';
import { splitColumns } from './assign-rows.ts';
import type { SplitSpec } from './recipe-spec.ts';

/** How rows are dealt out, in words, with the columns that it goes by. */
export function splitText(split: SplitSpec, language: Language): string {
  const kind = text(language, `recipe.split.${split.kind}`);
  const columns = splitColumns(split)
    .map(({ column }) => column)
    .filter((column) => column !== '');
  if (columns.length === 0) return kind;
  return text(language, 'recipe.split-by', { split: kind, columns: listText(columns, language) });
}
