import type { FoldsOutcome, SeedAggregate } from '../../app/contract/runs.ts';
import { formatDuration, formatNumber } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import type { Amounts } from './amounts.ts';

/** Each fold's test measures, their mean and deviation, and what all took; and which folds are missing. */
export function foldsText(
  { folds, missing, each, seconds, costUsd }: FoldsOutcome,
  metrics: SeedAggregate['metrics'],
  amounts: Amounts,
  language: Language,
): string {
  const tags = Object.keys(metrics).filter((tag) => tag.startsWith('test/'));
  const rows = each.map((one) => [
    `${one.fold + 1}/${folds}`,
    text(language, `status.${one.status}`),
    ...tags.map((tag) => number(one.metrics[tag], language)),
  ]);
  const mean = tags.map((tag) => number(metrics[tag]?.mean, language));
  const deviation = tags.map((tag) => number(metrics[tag]?.deviation ?? undefined, language));
  const table = textTable(
    [text(language, 'cli.fold'), text(language, 'cli.status'), ...tags].map((title, at) => ({
      title,
      value: (row: readonly string[]) => row[at] ?? '',
      isNumber: at > 1,
    })),
    [
      ...rows,
      [text(language, 'cli.fold-mean'), '', ...mean],
      [text(language, 'cli.fold-deviation'), '', ...deviation],
    ],
  );
  return [
    table,
    text(language, 'cli.folds-total', {
      done: folds - missing.length,
      folds,
      duration: formatDuration(seconds, language),
      cost: costUsd === null ? '–' : amounts.of(costUsd),
    }),
    ...(missing.length === 0
      ? []
      : [
          text(language, 'cli.folds-missing', {
            missing: missing.map((fold) => fold + 1).join(', '),
          }),
        ]),
  ].join('\n');
}

function number(value: number | undefined, language: Language): string {
  return value === undefined ? '–' : formatNumber(value, language);
}
