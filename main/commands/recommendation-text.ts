import { formatCount, formatNumber, formatPercent } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import type { Recommendations, RecommendedItem } from '../../app/metrics/evaluation.ts';
import { text } from '../../app/text.ts';
import { type TableColumn, textTable } from '../console/table.ts';

/** What a model would put before a user, as a table. */
export function recommendationText(told: Recommendations, language: Language): string {
  const { user, items, scores, candidates } = told;
  const columns: readonly TableColumn<RecommendedItem>[] = [
    { title: text(language, 'cli.item'), value: ({ item }) => item },
    ...(items.some(({ title }) => title !== null)
      ? [
          {
            title: text(language, 'cli.title'),
            value: ({ title }: RecommendedItem) => title ?? '',
          },
        ]
      : []),
    {
      title: text(language, `cli.score.${scores}`),
      value: ({ score }) =>
        scores === 'probability' ? formatPercent(score, language) : formatNumber(score, language),
      isNumber: true,
    },
    ...(items.some(({ seen }) => seen)
      ? [
          {
            title: text(language, 'cli.seen'),
            value: ({ seen }: RecommendedItem) => (seen ? '✓' : ''),
          },
        ]
      : []),
  ];
  const title = text(language, 'cli.recommended', {
    user,
    count: formatCount(items.length, language),
    candidates,
  });
  return `${title}\n${textTable(columns, items)}`;
}
