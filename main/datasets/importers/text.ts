import { basename } from 'node:path';
import { suggestName } from '../../../app/dataset/name.ts';
import { languageRecipe } from '../../../app/dataset/recipes/language-recipe.ts';
import { fail, ok } from '../../../app/errors.ts';
import type { Importer } from '../importer.ts';
import { keepText } from '../texts/kept-text.ts';
import { prepareLanguage, textColumn } from '../texts/prepare-language.ts';
import { openText } from '../texts/text-files.ts';

const PREVIEW_LINES = 20;
const LONGEST_LINE = 500;

/** One long text, in a file or in several, for models that learn what comes next. */
export const textImporter: Importer = {
  async preview({ path }, format) {
    const text = await openText(path);
    if (!text.ok) return text;
    const first: string[] = [];
    let lines = 0;
    for await (const line of text.value.lines()) {
      lines += 1;
      if (first.length < PREVIEW_LINES) first.push(line.trimEnd().slice(0, LONGEST_LINE));
    }
    if (lines === 0) return fail({ code: 'dataset/empty', path });
    return ok({
      path,
      format,
      suggestedName: suggestName(basename(path)),
      task: 'language-modeling',
      possibleTasks: ['language-modeling'],
      dialect: null,
      encodings: text.value.encodings,
      totalRows: lines,
      columns: [textColumn()],
      target: null,
      targetGuessed: false,
      classCounts: [],
      input: null,
      sampleRows: first.map((line) => [line]),
      sampleImages: [],
      warnings: [],
    });
  },

  async prepare(work) {
    const { path, options } = work;
    const { task = 'language-modeling' } = options;
    if (task !== 'language-modeling') return fail({ code: 'dataset/task-unsupported', task, path });
    work.onProgress(0, null);
    const text = await openText(path);
    if (!text.ok) return text;
    const { splitFractions = text.value.shares } = options;
    const recipe = languageRecipe({ ...options, splitFractions });
    if (!recipe.ok) return recipe;
    const kept = await keepText(text.value, work.folder, work.signal);
    return prepareLanguage(kept, recipe.value, work);
  },
};
