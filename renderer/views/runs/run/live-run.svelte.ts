import type { AppError } from '../../../../app/errors.ts';
import type { MetricPoint } from '../../../../app/metrics/series.ts';
import type { RunDetail, RunSummary, WaitingRun } from '../../../../app/training/run.ts';
import { isActive } from '../../../../app/training/run-status.ts';
import type { Bridge } from '../../../bridge.ts';
import { Remote } from '../../../remote.svelte.ts';
import { MAXIMUM_POINTS, type SeriesByTag, seriesByTag, withPoints } from './live-series.ts';

/** One run as it stands and goes on: its record and its series, kept up to date by events. */
export class LiveRun {
  readonly detail: Remote<RunDetail>;
  /** Replaced whole with every batch of points; null until read. */
  series = $state.raw<SeriesByTag | null>(null);
  seriesError = $state.raw<AppError | null>(null);
  /** Why it waits; null where it does not, or nobody has told yet. */
  waits = $state.raw<WaitingRun | null>(null);
  /** Deleted while it was being looked at. */
  deleted = $state(false);

  readonly #bridge: Bridge;
  readonly #run: string;
  /** Points told while the series are being read; null at other times. */
  #early: MetricPoint[] | null = null;
  #reading = 0;

  /** @param run id, as addresses have it */
  constructor(bridge: Bridge, run: string) {
    this.#bridge = bridge;
    this.#run = run;
    this.detail = new Remote(() => bridge.request('runs.get', { run }));
  }

  /** Loads and follows the run until the returned function is called. */
  connect(): () => void {
    const ends = [
      this.#bridge.subscribe('run.changed', (run) => this.#follow(run)),
      this.#bridge.subscribe('run.metrics', ({ runId, points }) => {
        if (runId === this.#run) this.#append(points);
      }),
      this.#bridge.subscribe('runs.waiting', ({ waiting }) => this.#hearLine(waiting)),
      this.#bridge.subscribe('run.deleted', ({ runId }) => {
        if (runId === this.#run) this.deleted = true;
      }),
      // What the run cost follows the tariff.
      this.#bridge.subscribe('settings.changed', () => void this.detail.reload()),
      this.#bridge.subscribe('prices.changed', () => void this.detail.reload()),
    ];
    void this.detail.reload();
    void this.readSeries();
    void this.#readLine();
    return () => {
      for (const end of ends) end();
    };
  }

  /** Reads all series anew. */
  async readSeries(): Promise<void> {
    const reading = ++this.#reading;
    this.#early = [];
    const result = await this.#bridge.request('runs.series', {
      run: this.#run,
      tags: null,
      maximumPoints: MAXIMUM_POINTS,
    });
    if (reading !== this.#reading) return;
    const early = this.#early;
    this.#early = null;
    this.seriesError = result.ok ? null : result.error;
    if (result.ok) this.series = withPoints(seriesByTag(result.value), early);
  }

  async #readLine(): Promise<void> {
    const line = await this.#bridge.request('runs.waiting', null);
    if (line.ok) this.#hearLine(line.value);
  }

  #hearLine(waiting: readonly WaitingRun[]): void {
    this.waits = waiting.find(({ runId }) => runId === this.#run) ?? null;
  }

  #append(points: readonly MetricPoint[]): void {
    if (this.#early !== null) this.#early.push(...points);
    else if (this.series !== null) this.series = withPoints(this.series, points);
  }

  #follow(run: RunSummary): void {
    const known = this.detail.value;
    if (run.id !== this.#run || known === undefined) return;
    this.detail.set({ ...known, run });
    if (run.status === known.run.status) return;
    // A resumed run goes on from its checkpoint: what came after it is gone from the host's series.
    if (run.status === 'starting') void this.readSeries();
    // Environment and counts come with the start; evaluations and checkpoints with the end.
    if (run.status === 'running' || !isActive(run.status)) void this.detail.reload();
  }
}
