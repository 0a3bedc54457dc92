import type { Events } from '../../app/contract/events.ts';
import type { SeedAggregate } from '../../app/contract/runs.ts';
import { errorText } from '../../app/error-text.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { formatNumber } from '../../app/format.ts';
import type { RunId } from '../../app/ids.ts';
import { isWithinEpoch, type MetricPoint } from '../../app/metrics/series.ts';
import { text } from '../../app/text.ts';
import type { RunSummary, WaitingRun, WaitReason } from '../../app/training/run.ts';
import { isActive } from '../../app/training/run-status.ts';
import { waitText } from '../../app/training/wait-text.ts';
import { type Amounts, amountsHere } from './amounts.ts';
import { foldsText } from './folds-text.ts';
import { priceOf, runJson } from './run-json.ts';
import { progressText, runText } from './run-text.ts';
import type { Answer, VerbContext } from './verb.ts';

/**
 * Starts runs and tells how they go until the last has ended: an `epoch` line for each epoch and a
 * `run` line for each run with `--json`, else a progress line and the results. Ctrl-C stops them, at a
 * checkpoint.
 * Fails as starting does, and with the error of the first run that failed.
 */
export async function followRuns(
  context: VerbContext,
  start: () => Promise<Result<readonly RunSummary[]>>,
): Promise<Result<Answer | null>> {
  const { client, language } = context;
  const follower = new Follower(context);
  const unsubscribers = [
    client.subscribe('run.metrics', (event) => follower.hearMetrics(event)),
    client.subscribe('run.progress', (event) => follower.hearProgress(event)),
    client.subscribe('run.changed', (event) => follower.hearChange(event)),
    client.subscribe('run.started-over', (event) => follower.hear('cli.started-over', event)),
    client.subscribe('run.replanned', (event) => follower.hear('cli.replanned', event)),
    client.subscribe('runs.waiting', ({ waiting }) => follower.hearLine(waiting)),
    client.subscribe('run.continued-on-cpu', (event) => follower.hearContinued(event)),
  ];
  try {
    const started = await start();
    if (!started.ok) return started;
    for (const { id, name } of started.value) {
      context.note(text(language, 'cli.started', { id, name }));
    }
    context.onInterrupt(() => {
      context.note(text(language, 'cli.stopping'));
      for (const { id } of started.value) void client.request('runs.stop', { run: id });
    });
    return await follower.untilEnded(started.value);
  } finally {
    for (const unsubscribe of unsubscribers) unsubscribe();
  }
}

type Heard =
  | { readonly name: 'run.metrics'; readonly event: Events['run.metrics'] }
  | { readonly name: 'run.progress'; readonly event: Events['run.progress'] }
  | { readonly name: 'run.changed'; readonly event: RunSummary };

interface Followed {
  run: RunSummary;
  metrics: Readonly<Record<string, number>>;
  /** Why it waits, as far as that was told. */
  waits?: WaitReason;
}

class Follower {
  readonly #context: VerbContext;
  readonly #followed = new Map<RunId, Followed>();
  readonly #ended: RunSummary[] = [];
  /** Until the runs' ids are known, what may be about them waits here. */
  #early: Heard[] | null = [];
  #wake: () => void = () => {};

  constructor(context: VerbContext) {
    this.#context = context;
  }

  hearMetrics(event: Events['run.metrics']): void {
    if (this.#early !== null) {
      this.#early.push({ name: 'run.metrics', event });
      return;
    }
    const followed = this.#followed.get(event.runId);
    if (followed === undefined) return;
    for (const epoch of epochsOf(event.points)) {
      followed.metrics = epoch.metrics;
      const run = event.runId;
      this.#context.emit({ event: 'epoch', run, ...epoch });
    }
  }

  hearProgress(event: Events['run.progress']): void {
    if (this.#early !== null) return;
    const followed = this.#followed.get(event.runId);
    if (followed === undefined) return;
    const words = progressText(followed.run, event, followed.metrics, this.#context.language);
    this.#context.progress(event.step / Math.max(1, event.totalSteps), words);
  }

  /** Says once for each reason why a run waits. */
  hearLine(waiting: readonly WaitingRun[]): void {
    const { language, note } = this.#context;
    for (const each of waiting) {
      const followed = this.#followed.get(each.runId);
      if (followed === undefined || followed.waits === each.reason) continue;
      followed.waits = each.reason;
      const why = waitText(each, language);
      note(text(language, 'cli.waits', { run: followed.run.name, why }));
    }
  }

  hearContinued({ runId, engine, error }: Events['run.continued-on-cpu']): void {
    const { language, note } = this.#context;
    const run = this.#followed.get(runId)?.run.name ?? runId;
    note(
      text(language, 'cli.continued-on-cpu', { run, engine, error: errorText(error, language) }),
    );
  }

  /** Notes what is to be known of how a run goes on. */
  hear(message: 'cli.started-over' | 'cli.replanned', { runId }: { readonly runId: RunId }): void {
    const run = this.#followed.get(runId)?.run.name;
    if (run !== undefined) this.#context.note(text(this.#context.language, message, { run }));
  }

  hearChange(event: RunSummary): void {
    if (this.#early !== null) {
      this.#early.push({ name: 'run.changed', event });
      return;
    }
    const followed = this.#followed.get(event.id);
    if (followed === undefined) return;
    followed.run = event;
    if (isActive(event.status)) return;
    this.#followed.delete(event.id);
    this.#ended.push(event);
    this.#wake();
  }

  /** Prints each run as it ends. */
  async untilEnded(runs: readonly RunSummary[]): Promise<Result<null>> {
    for (const run of runs) this.#followed.set(run.id, { run, metrics: {} });
    const early = this.#early ?? [];
    this.#early = null;
    for (const heard of early) {
      if (heard.name === 'run.metrics') this.hearMetrics(heard.event);
      else if (heard.name === 'run.changed') this.hearChange(heard.event);
    }
    const line = await this.#context.client.request('runs.waiting', null);
    if (line.ok) this.hearLine(line.value);

    let failure: RunSummary['error'] = null;
    for (let told = 0; told < runs.length; told += 1) {
      const ended = await this.#nextEnded();
      if (!ended.ok) return ended;
      const run = ended.value;
      await this.#tellEnd(run, told === runs.length - 1);
      if (run.status === 'failed' || run.status === 'interrupted') failure ??= run.error;
    }
    return failure === null ? ok(null) : fail(failure);
  }

  async #nextEnded(): Promise<Result<RunSummary>> {
    for (;;) {
      const run = this.#ended.shift();
      if (run !== undefined) return ok(run);
      const woken = new Promise<null>((resolve) => {
        this.#wake = () => resolve(null);
      });
      const loss = await Promise.race([woken, this.#context.lost]);
      if (loss !== null && this.#ended.length === 0) return fail(loss);
    }
  }

  async #tellEnd(run: RunSummary, isLast: boolean): Promise<void> {
    const { client, emit, language } = this.#context;
    const cost = await priceOf(client, run);
    const amounts = await amountsHere(client, language);
    const group = isLast && run.groupId !== null ? await this.#aggregate(run.groupId) : null;
    emit(
      { event: 'run', run: runJson(run, cost), ...(group !== null && { group }) },
      [
        runText(run, cost, amounts, language),
        ...(group === null ? [] : [this.#groupText(group, amounts)]),
        ...(isLast ? [text(language, 'cli.open-run', { id: run.id })] : []),
      ].join('\n\n'),
    );
  }

  async #aggregate(groupId: string): Promise<SeedAggregate | null> {
    const group = await this.#context.client.request('runs.aggregate', { groupId });
    return group.ok ? group.value : null;
  }

  #groupText({ runs, metrics, folds }: SeedAggregate, amounts: Amounts): string {
    const { language } = this.#context;
    if (folds !== undefined) return foldsText(folds, metrics, amounts, language);
    const lines = Object.entries(metrics).map(([tag, { mean, halfWidth }]) => {
      const width = halfWidth === null ? '' : ` ± ${formatNumber(halfWidth, language)}`;
      return `${tag}  ${formatNumber(mean, language)}${width}`;
    });
    return [text(language, 'cli.group', { runs: runs.length }), ...lines].join('\n');
  }
}

interface EpochLine {
  readonly epoch: number;
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
}

function epochsOf(points: readonly MetricPoint[]): readonly EpochLine[] {
  const epochs = new Map<number, { step: number; metrics: Record<string, number> }>();
  for (const { tag, epoch, step, value } of points) {
    if (isWithinEpoch(tag)) continue;
    const line = epochs.get(epoch) ?? { step, metrics: {} };
    line.metrics[tag] = value;
    epochs.set(epoch, line);
  }
  return [...epochs].map(([epoch, line]) => ({ epoch, ...line }));
}
