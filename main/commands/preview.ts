import type { Command } from 'commander';
import type { DatasetPreview } from '../../app/dataset/dataset.ts';
import { delimiterText } from '../../app/dataset/delimiters.ts';
import { splitText } from '../../app/dataset/recipes/split-text.ts';
import type { ArchiveFacts } from '../../app/dataset/recognition.ts';
import {
  archiveText,
  encodingText,
  headerText,
  recognitionText,
} from '../../app/dataset/recognition-text.ts';
import { ok } from '../../app/errors.ts';
import { formatCount } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { listText } from '../../app/list-text.ts';
import { text } from '../../app/text.ts';
import { textPairs } from '../console/table.ts';
import { boxProfileText } from './box-text.ts';
import { classesText, columnsTable, ratingPairs, warningsText } from './dataset-text.ts';
import {
  type ImportOptionsGiven,
  importChoices,
  sourcePath,
  withImportOptions,
} from './import-options.ts';
import type { DeclareCommand } from './verb.ts';

export const declarePreview: DeclareCommand = (program, runner, words) => {
  const command = program
    .command('preview')
    .description(text(words, 'cli.help.preview'))
    .argument('<path>', text(words, 'cli.help.import-path'));
  withImportOptions(command, words).action(
    (path: string, options: ImportOptionsGiven, given: Command) =>
      runner.onHost(given, async ({ client, language }) => {
        const choices = await importChoices(options);
        if (!choices.ok) return choices;
        const previewed = await client.request('datasets.preview', {
          path: sourcePath(path),
          options: choices.value,
        });
        if (!previewed.ok) return previewed;
        const preview = previewed.value;
        return ok({ json: { preview }, text: previewText(preview, language) });
      }),
  );
};

/** What is read, with what could be read instead. */
function withOthers(read: string, others: readonly string[], language: Language): string {
  return others.length === 0
    ? read
    : text(language, 'cli.with-others', { read, others: listText(others, language) });
}

function otherMembers({ member, members }: ArchiveFacts): readonly string[] {
  return members.filter((name) => name !== member);
}

/** The table that is read, with what else could be. */
function tableText({ table, tables }: DatasetPreview, language: Language): string {
  const others = tables.filter((name) => name !== table);
  return withOthers(table ?? '', others, language);
}

/** What an import would store, and what to know before. */
function previewText(preview: DatasetPreview, language: Language): string {
  const { classCounts, columns, ratings, target, task, totalRows, warnings } = preview;
  const facts = textPairs([
    [text(language, 'cli.source'), preview.path],
    [text(language, 'cli.format'), text(language, `dataset-format.${preview.format}`)],
    [text(language, 'cli.recognised'), recognitionText(preview.source.why, language)],
    [text(language, 'cli.encoding'), encodingText(preview, language)],
    ...(preview.dialect === null
      ? []
      : ([
          [text(language, 'cli.delimiter'), delimiterText(preview.dialect.delimiter, language)],
        ] as const)),
    ...(preview.header === undefined
      ? []
      : ([[text(language, 'cli.first-row'), headerText(preview.header, language)]] as const)),
    ...(preview.source.archive === null
      ? []
      : ([
          [
            text(language, preview.source.archive.kind === 'folder' ? 'cli.folder' : 'cli.archive'),
            withOthers(
              archiveText(preview.source.archive, language),
              otherMembers(preview.source.archive),
              language,
            ),
          ],
        ] as const)),
    ...(preview.tables.length === 0
      ? []
      : ([[text(language, 'cli.table'), tableText(preview, language)]] as const)),
    [text(language, 'cli.name'), preview.suggestedName],
    [text(language, 'cli.task'), text(language, `task.${task}`)],
    [text(language, 'cli.rows'), formatCount(totalRows, language)],
    [
      text(language, 'cli.target'),
      target !== null && preview.targetGuessed ? text(language, 'cli.guessed', { target }) : target,
    ],
    [text(language, 'cli.classes'), classesText(classCounts, language)],
    ...ratingPairs(ratings, language),
    ...(preview.split === undefined
      ? []
      : ([[text(language, 'cli.recipe-split'), splitText(preview.split, language)]] as const)),
  ]);
  return [
    facts,
    ...(preview.boxes === undefined ? [] : [boxProfileText(preview.boxes, language)]),
    ...(columns.length === 0 || preview.boxes !== undefined
      ? []
      : [columnsTable(columns, language)]),
    ...(warnings.length === 0 ? [] : [warningsText(warnings, language)]),
    text(language, 'cli.nothing-stored'),
  ].join('\n\n');
}
