import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { DATASET_FORMATS, type DatasetFormat, SPLITS } from '../../app/dataset/dataset.ts';
import { DECIMAL_MARKS } from '../../app/dataset/decimal-mark.ts';
import { NEGATIVE_DRAWS } from '../../app/dataset/ratings/rating-options.ts';
import { CHOSEN_SPLITS } from '../../app/dataset/recipes/recipe-spec.ts';
import { DATE_ORDERS } from '../../app/dataset/recipes/recipe-steps.ts';
import { TASKS } from '../../app/dataset/tasks.ts';
import { EXPORT_FORMATS } from '../../app/exchange/export-formats.ts';
import { LANGUAGES, type Language } from '../../app/language.ts';
import { SERIES_SCALINGS } from '../../app/series/series-options.ts';
import { TRUNCATIONS } from '../../app/text/text-options.ts';
import { TOKENIZERS, UNICODE_FORMS } from '../../app/text/tokenizer.ts';
import { helpLayout } from '../console/help.ts';
import { COMMANDS } from './commands.ts';
import type { Runner } from './verb.ts';

const NOTHING: Runner = {
  onHost: async () => undefined,
  onFolder: async () => undefined,
  asServer: async () => undefined,
};

function declared(words: Language): Command {
  const program = new Command('hearth').configureHelp(helpLayout(words));
  for (const declare of COMMANDS) declare(program, NOTHING, words);
  return program;
}

/** Help of a verb on one line. */
function helpOf(verb: string, words: Language): string {
  const command = declared(words).commands.find((each) => each.name() === verb);
  return (command?.helpInformation() ?? '').replaceAll(/\s+/g, ' ');
}

/** What the help of an import calls each format. */
const SAID: Readonly<Record<DatasetFormat, readonly [string, string]>> = {
  csv: ['CSV', 'CSV'],
  tsv: ['TSV', 'TSV'],
  parquet: ['Parquet', 'Parquet'],
  jsonl: ['JSON Lines', 'JSON Lines'],
  xlsx: ['.xlsx', '.xlsx'],
  sqlite: ['SQLite', 'SQLite'],
  idx: ['IDX', 'IDX'],
  cifar: ['CIFAR-10/100', 'CIFAR-10/100'],
  npy: ['NPY/NPZ', 'NPY/NPZ'],
  'image-folder': ['Images: a folder per class', '图像：每类一个文件夹'],
  'label-list': ['a list of labels', '标签列表'],
  coco: ['COCO', 'COCO'],
  yolo: ['YOLO', 'YOLO'],
  voc: ['Pascal VOC', 'Pascal VOC'],
  'text-folder': ['Texts: a folder per class', '文本：每类一个文件夹'],
  'parallel-text': ['two files line by line', '逐行对照的两个文件'],
  text: ['plain text', '纯文本'],
};

/** What each option takes, where it takes one of several. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  '--format': DATASET_FORMATS,
  '--task': TASKS,
  '--split': CHOSEN_SPLITS,
  '--date-order': DATE_ORDERS,
  '--scaling': SERIES_SCALINGS,
  '--tokenizer': TOKENIZERS,
  '--unicode': UNICODE_FORMS,
  '--truncating': TRUNCATIONS,
  '--negative-draw': NEGATIVE_DRAWS,
  '--decimal': DECIMAL_MARKS,
};

describe.each(LANGUAGES)('help in %s', (words) => {
  const at = LANGUAGES.indexOf(words);

  test('of an import names every format', () => {
    const told = helpOf('import', words).replaceAll(
      /(?<=[\u3000-\uffef]) | (?=[\u3000-\uffef])/g,
      '',
    );
    for (const named of Object.values(SAID)) {
      expect(told).toContain(
        named[at]?.replaceAll(/(?<=[\u3000-\uffef]) | (?=[\u3000-\uffef])/g, ''),
      );
    }
  });

  test('names every value that an option of an import, a preview or a new recipe takes', () => {
    const program = declared(words);
    const recipe = program.commands.find((each) => each.name() === 'recipe');
    const verbs = [
      program.commands.find((each) => each.name() === 'import'),
      program.commands.find((each) => each.name() === 'preview'),
      recipe?.commands.find((each) => each.name() === 'new'),
    ];
    for (const verb of verbs) {
      for (const [long, choices] of Object.entries(CHOICES)) {
        const option = verb?.options.find((each) => each.long === long);
        for (const choice of choices) expect(option?.description, long).toContain(choice);
      }
    }
  });

  test('tells choices and what holds where an option is left out in its own words', () => {
    const told = helpOf('export', words);
    for (const format of EXPORT_FORMATS) expect(told).toContain(format);
    const dataset = helpOf('dataset', words);
    for (const split of SPLITS) expect(dataset).toContain(split);
    expect(dataset).toContain(words === 'en' ? '(default: 20)' : '（默认：20）');
    const audit = helpOf('audit', words);
    expect(audit).not.toContain('[]');
    if (words === 'zh') expect(`${told} ${dataset} ${audit}`).not.toMatch(/choices|default/);
  });
});
