import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EventName, Events } from '../../app/contract/events.ts';
import type { RunId } from '../../app/ids.ts';
import type { MetricPoint } from '../../app/metrics/series.ts';
import { aRun } from '../../app/testing/builders.ts';
import { COALESCE_INTERVAL_MS, coalesceEvents, MAX_BUFFERED_BYTES } from './coalesce-events.ts';

const RUN = aRun().id;
const OTHER = 'run-other' as RunId;

function point(step: number, tag = 'batch/loss'): MetricPoint {
  return { tag, step, epoch: 0, value: 1, wallTimeMs: 0 };
}

function progress(step: number): Events['run.progress'] {
  return { runId: RUN, epoch: 0, step, totalSteps: 9, samplesPerSecond: 1, secondsLeft: null };
}

describe('coalesceEvents', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start() {
    const sent: [EventName, Events[EventName]][] = [];
    let buffered = 0;
    const events = coalesceEvents(
      (name, payload) => sent.push([name, payload]),
      () => buffered,
    );
    const lag = (bytes: number) => {
      buffered = bytes;
    };
    return { sent, events, lag };
  }

  test('a thousand small messages a second become at most twenty', () => {
    const { sent, events } = start();
    for (let step = 0; step < 1000; step++) {
      events.push('run.metrics', { runId: RUN, points: [point(step)] });
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(COALESCE_INTERVAL_MS);
    expect(sent.length).toBeLessThanOrEqual(21);
    const steps = sent.flatMap(([, payload]) =>
      (payload as Events['run.metrics']).points.map((sentPoint) => sentPoint.step),
    );
    expect(steps).toEqual(Array.from({ length: 1000 }, (_, step) => step));
  });

  test('figures of a running run are bundled, a new status is told at once', () => {
    const { sent, events } = start();
    const running = aRun({ status: 'running', epochs: 1 });
    events.push('run.changed', running);
    events.push('run.changed', { ...running, epochs: 2 });
    events.push('run.changed', { ...running, epochs: 3 });
    expect(sent).toEqual([['run.changed', running]]);
    vi.advanceTimersByTime(COALESCE_INTERVAL_MS);
    expect(sent.slice(1)).toEqual([['run.changed', { ...running, epochs: 3 }]]);
    events.push('run.changed', { ...running, epochs: 4 });
    events.push('run.changed', { ...running, status: 'completed', epochs: 4 });
    expect(sent.slice(2).map(([, payload]) => payload)).toEqual([
      { ...running, epochs: 4 },
      { ...running, status: 'completed', epochs: 4 },
    ]);
  });

  test('runs keep apart, and of progress only the latest is sent', () => {
    const { sent, events } = start();
    events.push('run.metrics', { runId: RUN, points: [point(1)] });
    events.push('run.metrics', { runId: OTHER, points: [point(2)] });
    events.push('run.progress', progress(1));
    events.push('run.progress', progress(2));
    vi.advanceTimersByTime(COALESCE_INTERVAL_MS);
    expect(sent).toEqual([
      ['run.metrics', { runId: RUN, points: [point(1)] }],
      ['run.progress', progress(2)],
      ['run.metrics', { runId: OTHER, points: [point(2)] }],
    ]);
  });

  test('a change of a run goes at once, after what waits for that run', () => {
    const { sent, events } = start();
    events.push('run.metrics', { runId: RUN, points: [point(1)] });
    events.push('run.metrics', { runId: OTHER, points: [point(2)] });
    events.push('run.changed', aRun());
    expect(sent.map(([name]) => name)).toEqual(['run.metrics', 'run.changed']);
  });

  test('while the other side lags behind, bundles wait and grow', () => {
    const { sent, events, lag } = start();
    lag(MAX_BUFFERED_BYTES + 1);
    events.push('run.metrics', { runId: RUN, points: [point(1)] });
    vi.advanceTimersByTime(10 * COALESCE_INTERVAL_MS);
    events.push('run.metrics', { runId: RUN, points: [point(2)] });
    expect(sent).toEqual([]);
    lag(0);
    vi.advanceTimersByTime(COALESCE_INTERVAL_MS);
    expect(sent).toEqual([['run.metrics', { runId: RUN, points: [point(1), point(2)] }]]);
  });

  test('a lag without end costs within-epoch points, never those of an epoch', () => {
    const { sent, events, lag } = start();
    lag(MAX_BUFFERED_BYTES + 1);
    for (let bundle = 0; bundle < 30; bundle++) {
      const points = Array.from({ length: 1000 }, (_, index) => point(bundle * 1000 + index));
      points.push(point(bundle, 'val/loss'));
      events.push('run.metrics', { runId: RUN, points });
    }
    lag(0);
    vi.advanceTimersByTime(COALESCE_INTERVAL_MS);
    const [, payload] = sent[0] ?? [];
    const { points } = payload as Events['run.metrics'];
    expect(points.length).toBeLessThanOrEqual(20_000);
    expect(points.filter(({ tag }) => tag === 'val/loss')).toHaveLength(30);
  });

  test('nothing is sent after it was stopped', () => {
    const { sent, events } = start();
    events.push('run.metrics', { runId: RUN, points: [point(1)] });
    events.stop();
    vi.advanceTimersByTime(COALESCE_INTERVAL_MS);
    expect(sent).toEqual([]);
  });
});
