import { ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import { downsampleSeries } from '../../app/metrics/downsample.ts';
import type { MetricPoint, MetricSeries } from '../../app/metrics/series.ts';
import type { Connection } from './connection.ts';
import {
  bucketSpan,
  coveredPoints,
  finestLevel,
  representatives,
  type SeriesRow,
} from './series-levels.ts';

/** Rows read for each point asked for: enough to keep the shape, few enough to be quick. */
const ROWS_PER_ASKED_POINT = 8;
/** Points read or dropped at once where all are meant, so that other work can go between. */
const PAGE_POINTS = 10_000;

interface SeriesRecord {
  readonly id: number;
  readonly tag: string;
  readonly pointCount: number;
  readonly lastStep: number;
}

export type SeriesTable = ReturnType<typeof seriesTable>;

/** Metric series of runs: every point, and coarser levels to draw long series from. */
export function seriesTable({ database, transaction }: Connection) {
  const insertSeries = database.prepare<[string, string]>(
    'INSERT INTO metric_series (run_id, tag) VALUES (?, ?) ON CONFLICT (run_id, tag) DO NOTHING',
  );
  const selectSeries = database.prepare<[string, string], SeriesRecord>(
    `SELECT id, tag, point_count AS pointCount, last_step AS lastStep
     FROM metric_series WHERE run_id = ? AND tag = ?`,
  );
  const selectSeriesOfRun = database.prepare<[string], SeriesRecord>(
    `SELECT id, tag, point_count AS pointCount, last_step AS lastStep
     FROM metric_series WHERE run_id = ? ORDER BY tag`,
  );
  const updateSeries = database.prepare<[number, number, number]>(
    'UPDATE metric_series SET point_count = ?, last_step = ? WHERE id = ?',
  );
  const deleteSeries = database.prepare<[number]>('DELETE FROM metric_series WHERE id = ?');
  const insertPoint = database.prepare<[SeriesRow & { seriesId: number; level: number }]>(
    `INSERT INTO metric_points (series_id, level, position, step, epoch, value, wall_time_ms)
     VALUES (@seriesId, @level, @position, @step, @epoch, @value, @wallTimeMs)`,
  );
  const selectPoints = database.prepare<[number, number, number, number], SeriesRow>(
    `SELECT position, step, epoch, value, wall_time_ms AS wallTimeMs FROM metric_points
     WHERE series_id = ? AND level = ? AND position >= ? AND position < ? ORDER BY position`,
  );
  const selectLastUpTo = database.prepare<[number, number], { position: number; step: number }>(
    `SELECT position, step FROM metric_points
     WHERE series_id = ? AND level = 0 AND step <= ? ORDER BY position DESC LIMIT 1`,
  );
  const deletePoints = database.prepare<[number, number, number]>(
    'DELETE FROM metric_points WHERE series_id = ? AND level = ? AND position >= ?',
  );

  /**
   * Adds points at the end of their series; all of them are stored, or none.
   * Throws if a step lies before the last one of its series: truncate first.
   */
  function append(runId: RunId, points: readonly MetricPoint[]): Result<null> {
    return transaction(() => {
      for (const tag of new Set(points.map((point) => point.tag))) {
        const ofTag = points.filter((point) => point.tag === tag);
        appendToSeries(runId, tag, ofTag);
      }
      return ok(null);
    });
  }

  function appendToSeries(runId: RunId, tag: string, points: readonly MetricPoint[]): void {
    insertSeries.run(runId, tag);
    const series = selectSeries.get(runId, tag);
    if (series === undefined) throw new Error(`Series ${tag} of ${runId} was not stored`);
    let { pointCount, lastStep } = series;
    for (const point of points) {
      if (point.step < lastStep) {
        throw new RangeError(`Step ${point.step} of ${tag} comes after step ${lastStep}`);
      }
      insertPoint.run({
        seriesId: series.id,
        level: 0,
        position: pointCount,
        step: point.step,
        epoch: point.epoch,
        value: Number.isNaN(point.value) ? null : point.value,
        wallTimeMs: Math.round(point.wallTimeMs),
      });
      pointCount += 1;
      lastStep = point.step;
    }
    fillLevels(series.id, series.pointCount, pointCount);
    updateSeries.run(pointCount, lastStep, series.id);
  }

  /** Adds the buckets that became complete, from the finest level up. */
  function fillLevels(seriesId: number, countBefore: number, countNow: number): void {
    for (let level = 1; coveredPoints(level, countNow) > 0; level += 1) {
      const span = bucketSpan(level);
      const end = coveredPoints(level, countNow);
      for (let start = coveredPoints(level, countBefore); start < end; start += span) {
        const below = selectPoints.all(seriesId, level - 1, start, start + span);
        for (const row of representatives(below)) insertPoint.run({ ...row, seriesId, level });
      }
    }
  }

  /** A run's series by tag, cut down to at most `maximumPoints` (at least 4) each; `tags` null: all. */
  function read(
    runId: RunId,
    tags: readonly string[] | null,
    maximumPoints: number,
  ): readonly MetricSeries[] {
    return selectSeriesOfRun
      .all(runId)
      .filter((series) => tags === null || tags.includes(series.tag))
      .map((series) =>
        downsampleSeries(metricSeries(series, readRows(series, maximumPoints)), maximumPoints),
      );
  }

  function readRows(series: SeriesRecord, maximumPoints: number): readonly SeriesRow[] {
    let rows: readonly SeriesRow[] = [];
    let start = 0;
    // Where a level's complete buckets end, the next finer one goes on.
    const coarsest = finestLevel(series.pointCount, maximumPoints * ROWS_PER_ASKED_POINT);
    for (let level = coarsest; level >= 0; level -= 1) {
      const end = coveredPoints(level, series.pointCount);
      rows = rows.concat(selectPoints.all(series.id, level, start, end));
      start = end;
    }
    return rows;
  }

  /** Every stored point, tag by tag. The store may be written to between two points. */
  function* readAll(runId: RunId): Generator<MetricPoint> {
    for (const series of selectSeriesOfRun.all(runId)) {
      for (let start = 0; start < series.pointCount; start += PAGE_POINTS) {
        const page = selectPoints.all(series.id, 0, start, start + PAGE_POINTS);
        for (const row of page) yield metricPoint(series.tag, row);
      }
    }
  }

  /** Drops every point after a step, as a run does that resumes from a checkpoint made there. */
  function truncate(runId: RunId, lastStep: number): Result<null> {
    return transaction(() => {
      for (const series of selectSeriesOfRun.all(runId)) {
        if (series.lastStep > lastStep) truncateSeries(series, lastStep);
      }
      return ok(null);
    });
  }

  function truncateSeries(series: SeriesRecord, lastStep: number): void {
    const last = selectLastUpTo.get(series.id, lastStep);
    if (last === undefined) {
      deleteSeries.run(series.id);
      return;
    }
    dropPoints(series, last.position + 1);
    updateSeries.run(last.position + 1, last.step, series.id);
  }

  /** Keeps the first `keptCount` points of a series, and on each level the buckets they fill. */
  function dropPoints(series: SeriesRecord, keptCount: number): void {
    for (let level = 0; coveredPoints(level, series.pointCount) > 0; level += 1) {
      deletePoints.run(series.id, level, coveredPoints(level, keptCount));
    }
  }

  /**
   * Drops some of a run's newest points, as many as take little time.
   * @returns whether any are left
   */
  function dropSome(runId: RunId): Result<boolean> {
    return transaction(() => {
      const [series, ...others] = selectSeriesOfRun.all(runId);
      if (series === undefined) return ok(false);
      const keptCount = series.pointCount - PAGE_POINTS;
      if (keptCount <= 0) {
        deleteSeries.run(series.id);
        return ok(others.length > 0);
      }
      dropPoints(series, keptCount);
      updateSeries.run(keptCount, series.lastStep, series.id);
      return ok(true);
    });
  }

  return { append, read, readAll, truncate, dropSome };
}

function metricSeries(series: SeriesRecord, rows: readonly SeriesRow[]): MetricSeries {
  return {
    tag: series.tag,
    steps: rows.map((row) => row.step),
    epochs: rows.map((row) => row.epoch),
    values: rows.map((row) => row.value ?? Number.NaN),
    wallTimesMs: rows.map((row) => row.wallTimeMs),
    totalPoints: series.pointCount,
  };
}

function metricPoint(tag: string, row: SeriesRow): MetricPoint {
  const { step, epoch, value, wallTimeMs } = row;
  return { tag, step, epoch, value: value ?? Number.NaN, wallTimeMs };
}
