import { groupText } from '../../app/dataset/explore/group-text.ts';
import type { Correlations, TargetGroup, TargetPlot } from '../../app/dataset/explore/relations.ts';
import { formatCount, formatNumber, formatPercent } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';

/** Correlations as a matrix. */
export function correlationsText(found: Correlations, language: Language): string {
  if (found.columns.length < 2) return text(language, 'relations.no-numbers');
  const rows = found.columns.map((name, at) => ({ name, values: found.values[at] ?? [] }));
  type Line = (typeof rows)[number];
  const table = textTable(
    [
      { title: '', value: ({ name }: Line) => name },
      ...found.columns.map((title, at) => ({
        title,
        value: ({ values }: Line) => {
          const value = values[at];
          return value == null ? '–' : value.toFixed(2);
        },
        isNumber: true,
      })),
    ],
    rows,
  );
  const seen = text(language, 'relations.rows', {
    rows: formatCount(found.rows, language),
    total: formatCount(found.totalRows, language),
  });
  return `${table}\n\n${seen}`;
}

/** What the target is like in each group of a column. */
export function targetText(plot: TargetPlot, language: Language): string {
  const number = (value: number | undefined) => formatNumber(value ?? Number.NaN, language);
  const figures =
    plot.classes.length > 0
      ? [...plot.classes, text(language, 'relations.others')].map((title, at) => ({
          title,
          value: ({ shares }: TargetGroup) => formatPercent(shares?.[at] ?? Number.NaN, language),
          isNumber: true,
        }))
      : [
          {
            title: text(language, 'cli.mean'),
            value: ({ mean }: TargetGroup) => number(mean),
            isNumber: true,
          },
          ...['5 %', '25 %', '50 %', '75 %', '95 %'].map((title, at) => ({
            title,
            value: ({ quantiles }: TargetGroup) => number(quantiles?.[at]),
            isNumber: true,
          })),
        ];
  const title = plot.ofLength
    ? text(language, 'relations.length-of', { column: plot.column })
    : plot.column;
  return textTable(
    [
      { title, value: (group: TargetGroup) => groupText(group, plot, language) },
      {
        title: text(language, 'datasets.rows'),
        value: ({ rows }) => formatCount(rows, language),
        isNumber: true,
      },
      ...figures,
    ],
    plot.groups,
  );
}
