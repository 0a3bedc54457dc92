import type { ClassCount, Column, Dataset, RatingPreview } from '../../app/dataset/dataset.ts';
import { distinctText } from '../../app/dataset/distinct-text.ts';
import type { PreviewWarning } from '../../app/dataset/preview-warning.ts';
import { previewWarningText } from '../../app/dataset/preview-warning-text.ts';
import { itemsText, learntText, lostRatingsText } from '../../app/dataset/ratings/rating-text.ts';
import { archiveText, recognitionText } from '../../app/dataset/recognition-text.ts';
import { formatBytes, formatCount, formatNumber } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { listText } from '../../app/list-text.ts';
import { shellText } from '../../app/shell-text.ts';
import { text } from '../../app/text.ts';
import { textPairs, textTable } from '../console/table.ts';
import { boxProfileText } from './box-text.ts';

/** A dataset with its profile. */
export function datasetText(dataset: Dataset, language: Language): string {
  const { rows, classCounts, target } = dataset;
  const splits = (['train', 'val', 'test'] as const).map(
    (split) => `${text(language, `split.${split}`)} ${formatCount(rows[split], language)}`,
  );
  const facts = textPairs([
    [
      text(language, 'cli.dataset'),
      text(language, 'text.with-aside', { main: dataset.name, aside: dataset.id }),
    ],
    [text(language, 'cli.task'), text(language, `task.${dataset.task}`)],
    [text(language, 'cli.source'), dataset.source],
    [text(language, 'cli.format'), text(language, `dataset-format.${dataset.format}`)],
    ...recognisedPairs(dataset.recognised, language),
    [text(language, 'cli.rows'), listText(splits, language)],
    [text(language, 'cli.left-out'), lostRatingsText(dataset, language)],
    [text(language, 'cli.target'), target],
    [text(language, 'cli.classes'), classesText(classCounts, language)],
    ...ratingPairs(dataset.ratings, language),
    [text(language, 'cli.size'), formatBytes(dataset.sizeBytes, language)],
    [text(language, 'cli.fingerprint'), dataset.fingerprint.slice(0, 16)],
  ]);
  const profile =
    dataset.boxes === undefined
      ? columnsTable(dataset.columns, language)
      : boxProfileText(dataset.boxes, language);
  return [
    ...(dataset.importFault === undefined ? [] : [importFaultText(dataset, language)]),
    facts,
    ...(dataset.warnings === undefined ? [] : [warningsText(dataset.warnings, language)]),
    ...(dataset.columns.length === 0 ? [] : [profile]),
  ].join('\n\n');
}

/** How ratings are learnt, and what describes the items; nothing for other datasets. */
export function ratingPairs(
  ratings: RatingPreview | undefined,
  language: Language,
): readonly (readonly [string, string | null])[] {
  if (ratings === undefined) return [];
  const { implicit, items } = ratings;
  return [
    [text(language, 'cli.learnt'), learntText(implicit, language)],
    [text(language, 'cli.items'), items === undefined ? null : itemsText(items, language)],
  ];
}

/** What to know of a source that was read, a line each. */
export function warningsText(warnings: readonly PreviewWarning[], language: Language): string {
  return warnings.map((warning) => previewWarningText(warning, language)).join('\n');
}

/** Why a source was taken for its format; nothing where that was not noted. */
function recognisedPairs(
  recognised: Dataset['recognised'],
  language: Language,
): readonly (readonly [string, string])[] {
  if (recognised === undefined) return [];
  const { why, archive } = recognised;
  const told = [text(language, 'cli.recognised'), recognitionText(why, language)] as const;
  if (archive === null) return [told];
  const title = text(language, archive.kind === 'folder' ? 'cli.folder' : 'cli.archive');
  return [told, [title, archiveText(archive, language)]];
}

/** What an older version may have done wrong, and what to do. */
function importFaultText({ name, source, target }: Dataset, language: Language): string {
  const wanted = target === null ? '' : ` --target ${shellText(target)}`;
  const command = `hearth import ${shellText(source)} --name ${shellText(`${name}-2`)}${wanted}`;
  return `${text(language, 'import-fault.rows-mixed')}\n  ${command}`;
}

/** Classes with their rows; null where there are none. */
export function classesText(counts: readonly ClassCount[], language: Language): string | null {
  const classes = counts.map(({ name, count }) => `${name} ${formatCount(count, language)}`);
  return classes.length === 0 ? null : listText(classes, language);
}

/** What each column holds. */
export function columnsTable(columns: readonly Column[], language: Language): string {
  const number = (value: number | undefined) =>
    value === undefined ? '' : formatNumber(value, language);
  return textTable(
    [
      {
        title: text(language, 'cli.column'),
        value: (column: Column) => column.name,
      },
      {
        title: text(language, 'cli.type'),
        value: ({ type }) => text(language, `column-type.${type}`),
      },
      {
        title: text(language, 'cli.role'),
        value: ({ role }) => text(language, `column-role.${role}`),
      },
      {
        title: text(language, 'cli.missing'),
        value: ({ missing }) => number(missing),
        isNumber: true,
      },
      {
        title: text(language, 'cli.distinct'),
        value: (column) => distinctText(column, language),
        isNumber: true,
      },
      {
        title: text(language, 'cli.minimum'),
        value: ({ minimum }) => number(minimum),
        isNumber: true,
      },
      {
        title: text(language, 'cli.maximum'),
        value: ({ maximum }) => number(maximum),
        isNumber: true,
      },
      { title: text(language, 'cli.mean'), value: ({ mean }) => number(mean), isNumber: true },
    ],
    columns,
  );
}

/** Datasets as a list. */
export function datasetsTable(datasets: readonly Dataset[], language: Language): string {
  return textTable(
    [
      { title: text(language, 'cli.name'), value: ({ name }: Dataset) => name },
      { title: text(language, 'cli.task'), value: ({ task }) => text(language, `task.${task}`) },
      {
        title: text(language, 'cli.rows'),
        value: ({ rows }) => formatCount(rows.train + rows.val + rows.test, language),
        isNumber: true,
      },
      {
        title: text(language, 'cli.size'),
        value: ({ sizeBytes }) => formatBytes(sizeBytes, language),
        isNumber: true,
      },
      { title: text(language, 'cli.source'), value: ({ source }) => source },
    ],
    datasets,
  );
}
