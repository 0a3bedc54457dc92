import type { EventName, Events } from '../../app/contract/events.ts';
import type { RunId } from '../../app/ids.ts';
import { isWithinEpoch, type MetricPoint } from '../../app/metrics/series.ts';
import type { RunStatus, RunSummary } from '../../app/training/run.ts';
import { isActive } from '../../app/training/run-status.ts';

/** At most 20 bundles of a run's live figures a second. */
export const COALESCE_INTERVAL_MS = 50;
/** Above this the other side reads too slowly: bundles wait and grow instead of queueing up. */
export const MAX_BUFFERED_BYTES = 1024 ** 2;
/** Points of one run that may wait; beyond it the oldest within-epoch points go, which are stored anyway. */
const MAX_WAITING_POINTS = 20_000;

type Send = (name: EventName, payload: Events[EventName]) => void;

export interface EventCoalescer {
  push(name: EventName, payload: Events[EventName]): void;
  stop(): void;
}

/**
 * Bundles the metrics of each run, and keeps only its latest progress and figures, between two
 * sendings: a small model finishes a hundred epochs a second. All else goes out at once, after what
 * waits for its run: whoever hears of a run's end has all of its points.
 * @param bufferedBytes how much the connection has yet to send
 */
export function coalesceEvents(send: Send, bufferedBytes: () => number): EventCoalescer {
  const points = new Map<RunId, readonly MetricPoint[]>();
  const progress = new Map<RunId, Events['run.progress']>();
  const changed = new Map<RunId, RunSummary>();
  const statuses = new Map<RunId, RunStatus>();
  let timer: NodeJS.Timeout | null = null;

  function flushRun(runId: RunId): void {
    const waiting = points.get(runId);
    if (waiting !== undefined) send('run.metrics', { runId, points: waiting });
    const latest = progress.get(runId);
    if (latest !== undefined) send('run.progress', latest);
    const figures = changed.get(runId);
    if (figures !== undefined) send('run.changed', figures);
    points.delete(runId);
    progress.delete(runId);
    changed.delete(runId);
  }

  function tick(): void {
    timer = null;
    if (bufferedBytes() > MAX_BUFFERED_BYTES) {
      schedule();
      return;
    }
    for (const runId of new Set([...points.keys(), ...progress.keys(), ...changed.keys()]))
      flushRun(runId);
  }

  function schedule(): void {
    timer ??= setTimeout(tick, COALESCE_INTERVAL_MS);
  }

  return {
    push(name, payload) {
      const event = { name, payload } as EventOf[EventName];
      switch (event.name) {
        case 'run.metrics': {
          const { runId } = event.payload;
          points.set(runId, capped([...(points.get(runId) ?? []), ...event.payload.points]));
          schedule();
          break;
        }
        case 'run.progress':
          progress.set(event.payload.runId, event.payload);
          schedule();
          break;
        case 'run.changed': {
          const run = event.payload;
          if (statuses.get(run.id) === run.status && isActive(run.status)) {
            changed.set(run.id, run);
            schedule();
            break;
          }
          flushRun(run.id);
          statuses.set(run.id, run.status);
          send(name, payload);
          break;
        }
        default:
          send(name, payload);
      }
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      points.clear();
      progress.clear();
      changed.clear();
    },
  };
}

type EventOf = {
  [Name in EventName]: { readonly name: Name; readonly payload: Events[Name] };
};

/** Once-an-epoch points stay: a client counts epochs by them. */
function capped(waiting: readonly MetricPoint[]): readonly MetricPoint[] {
  if (waiting.length <= MAX_WAITING_POINTS) return waiting;
  let surplus = waiting.length - MAX_WAITING_POINTS / 2;
  return waiting.filter((point) => {
    if (!isWithinEpoch(point.tag) || surplus <= 0) return true;
    surplus -= 1;
    return false;
  });
}
