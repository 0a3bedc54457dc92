import { downsampleSeries } from '../../../../app/metrics/downsample.ts';
import type { MetricPoint, MetricSeries } from '../../../../app/metrics/series.ts';
import type { ChartSeries } from '../../../charts/chart-series.ts';
import { withoutSplit } from '../../../metric-label.ts';

/** Series of one run by tag. */
export type SeriesByTag = ReadonlyMap<string, MetricSeries>;

/** Points of one series that a page keeps and asks for. */
export const MAXIMUM_POINTS = 2000;

/** Told several times an epoch, by step. */
export const STEP_TAGS = ['batch/loss', 'throughput', 'batch/learning-rate'] as const;

/** What is told once an epoch, loss first, each once for all of its splits. */
export function epochTags(tags: readonly string[]): readonly string[] {
  const stepwise: readonly string[] = STEP_TAGS;
  const told = tags
    .filter((tag) => !tag.startsWith('test/') && !stepwise.includes(tag))
    .map(withoutSplit);
  return [...new Set(['loss', ...told])];
}

export function seriesByTag(series: readonly MetricSeries[]): SeriesByTag {
  return new Map(series.map((one) => [one.tag, one]));
}

/**
 * Series with points that have just come. A point at or before the last of its series is there
 * already: it was stored before the series were read, and told after. A series that grows too long
 * is thinned to half, its extremes kept.
 */
export function withPoints(series: SeriesByTag, points: readonly MetricPoint[]): SeriesByTag {
  const merged = new Map(series);
  for (const tag of new Set(points.map((point) => point.tag))) {
    const known = merged.get(tag) ?? emptySeries(tag);
    const lastStep = known.steps.at(-1) ?? Number.NEGATIVE_INFINITY;
    const fresh = points.filter((point) => point.tag === tag && point.step > lastStep);
    if (fresh.length > 0) merged.set(tag, extended(known, fresh));
  }
  return merged;
}

/**
 * Lines of a chart; a tag without points has none.
 * @param x epochs count from 1 on screen, steps say how many updates were done
 */
export function chartLines(
  series: SeriesByTag,
  tags: readonly string[],
  x: 'epoch' | 'step',
  colour: number,
  label: (tag: string) => string,
): readonly ChartSeries[] {
  return tags.flatMap((tag) => {
    const one = series.get(tag);
    if (one === undefined) return [];
    const xs = x === 'step' ? one.steps : one.epochs.map((epoch) => epoch + 1);
    return [{ label: label(tag), xs, ys: one.values, colour, dashed: tag.startsWith('val/') }];
  });
}

function extended(series: MetricSeries, points: readonly MetricPoint[]): MetricSeries {
  const longer = {
    tag: series.tag,
    steps: [...series.steps, ...points.map(({ step }) => step)],
    epochs: [...series.epochs, ...points.map(({ epoch }) => epoch)],
    values: [...series.values, ...points.map(({ value }) => value)],
    wallTimesMs: [...series.wallTimesMs, ...points.map(({ wallTimeMs }) => wallTimeMs)],
    totalPoints: series.totalPoints + points.length,
  };
  return longer.steps.length > MAXIMUM_POINTS
    ? downsampleSeries(longer, MAXIMUM_POINTS / 2)
    : longer;
}

function emptySeries(tag: string): MetricSeries {
  return { tag, steps: [], epochs: [], values: [], wallTimesMs: [], totalPoints: 0 };
}
