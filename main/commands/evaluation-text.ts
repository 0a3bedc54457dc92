import { formatCount, formatNumber, formatPercent } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import type { ConfusionMatrix, Evaluation, ScoredRow } from '../../app/metrics/evaluation.ts';
import { rankingText } from '../../app/metrics/ranking-text.ts';
import { text } from '../../app/text.ts';
import { type TableColumn, textTable } from '../console/table.ts';

/** Every metric of a split with its interval, and which classes were taken for which. */
export function evaluationText(evaluation: Evaluation, language: Language): string {
  const { confusion, intervals, metrics, ranking, split } = evaluation;
  const number = (value: number | undefined) =>
    value === undefined ? '' : formatNumber(value, language);
  const table = textTable(
    [
      { title: text(language, 'cli.metric'), value: (name: string) => name },
      {
        title: text(language, `split.${split}`),
        value: (name) => number(metrics[name]),
        isNumber: true,
      },
      {
        title: text(language, 'cli.interval'),
        value: (name) => (intervals[name] ?? []).map(number).join(' – '),
        isNumber: true,
      },
      ...(ranking === undefined
        ? []
        : [
            {
              title: text(language, 'cli.most-popular'),
              value: (name: string) => number(ranking.popularity[name]),
              isNumber: true,
            },
          ]),
    ],
    Object.keys(metrics),
  );
  const parts = [
    table,
    ...(ranking === undefined ? [] : [rankingText(ranking, language)]),
    ...(confusion === null ? [] : [confusionText(confusion, language)]),
  ];
  return parts.join('\n\n');
}

/** Rows are what it was, columns what the model says. */
function confusionText({ classes, counts }: ConfusionMatrix, language: Language): string {
  return textTable(
    [
      {
        title: text(language, 'cli.actual-predicted'),
        value: (row: number) => classes[row] ?? '',
      },
      ...classes.map((title, column) => ({
        title,
        value: (row: number) => formatCount(counts[row]?.[column] ?? 0, language),
        isNumber: true,
      })),
    ],
    classes.map((_, row) => row),
  );
}

/** Rows with what they are, what the model says, and their values. */
export function wrongRowsText(rows: readonly ScoredRow[], language: Language): string {
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values ?? {})))];
  const columns: readonly TableColumn<ScoredRow>[] = [
    {
      title: text(language, 'cli.source-row'),
      value: ({ sourceRow }) => formatCount(sourceRow + 1, language),
      isNumber: true,
    },
    ...(rows.some(({ error }) => error !== undefined)
      ? [
          {
            title: text(language, 'cli.error'),
            value: ({ error }: ScoredRow) =>
              error === undefined ? '' : formatNumber(error, language),
            isNumber: true,
          },
        ]
      : []),
    { title: text(language, 'cli.actual'), value: ({ actual }) => actual },
    { title: text(language, 'cli.predicted'), value: ({ predicted }) => predicted },
    {
      title: text(language, 'cli.probability'),
      value: ({ probability }) =>
        probability === undefined ? '' : formatPercent(probability, language),
      isNumber: true,
    },
    ...names.map((name) => ({
      title: name,
      value: ({ values, reconstruction }: ScoredRow) =>
        givenBack(values?.[name] ?? '', reconstruction?.values?.[name], language),
    })),
  ];
  return textTable(columns, rows);
}

/** A value, with what a model gives back of it. */
function givenBack(value: string, back: number | string | undefined, language: Language): string {
  if (back === undefined) return value;
  return `${value} → ${typeof back === 'number' ? formatNumber(back, language) : back}`;
}
