import type { MetricSeries } from '../../../../app/metrics/series.ts';
import type { RunSummary } from '../../../../app/training/run.ts';
import type { ChartSeries } from '../../../charts/chart-series.ts';
import { runColours } from '../run-colours.ts';

/** As many lines as the palette tells apart. */
export const SHOWN_RUNS = 8;

/** Metrics with a point an epoch that any of the runs has, validation first. */
export function comparableTags(runs: readonly RunSummary[]): readonly string[] {
  const tags = new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)));
  const withSeries = [...tags].filter((tag) => !tag.startsWith('test/'));
  return withSeries.sort(
    (left, right) =>
      Number(right.startsWith('val/')) - Number(left.startsWith('val/')) ||
      Number(right.endsWith('loss')) - Number(left.endsWith('loss')) ||
      left.localeCompare(right, 'en'),
  );
}

/** One line a run over epochs counted from 1, named after it; a repeated name gets a number. */
export function comparedLines(
  runs: readonly RunSummary[],
  series: ReadonlyMap<string, MetricSeries | undefined>,
): readonly ChartSeries[] {
  const colours = runColours(runs.map(({ id }) => id));
  const names = uniqueNames(runs);
  return runs.flatMap((run, index) => {
    const one = series.get(run.id);
    if (one === undefined) return [];
    return [
      {
        label: names[index] ?? run.id,
        xs: one.epochs.map((epoch) => epoch + 1),
        ys: one.values,
        colour: colours[index] ?? 0,
        dashed: one.tag.startsWith('val/'),
      },
    ];
  });
}

function uniqueNames(runs: readonly RunSummary[]): readonly string[] {
  const counts = new Map<string, number>();
  return runs.map(({ name }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
