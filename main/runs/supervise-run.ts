import { readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  CHECKPOINTS_FOLDER,
  type CheckpointReport,
  type EngineEvent,
  type EngineWork,
  type EpochReport,
  UNFINISHED_SUFFIX,
} from '../../app/contract/engine.ts';
import type { AppError, Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import { DEFAULT_ENGINE, ENGINES } from '../../app/training/engines.ts';
import {
  type ContinuedFrom,
  isReplanned,
  type RunDetail,
  type RunEnergy,
  type RunStatus,
  type RunSummary,
  type RunTiming,
} from '../../app/training/run.ts';
import type { Store } from '../store/open.ts';
import type { RunPatch } from '../store/runs-row.ts';
import type { EnergyMeter } from './energy-meter.ts';
import type { EngineProcess, StartEngine } from './engine-process.ts';
import type { EventHub } from './event-hub.ts';
import type { ActiveRun } from './run-queue.ts';

/** What the supervision of a run needs of its host. */
export interface Supervision {
  readonly store: Store;
  readonly hub: EventHub;
  readonly startEngine: StartEngine;
  readonly startMeter: (work: TrainWork) => EnergyMeter;
  readonly isoNow: () => string;
  /** What the engine is asked to do for a run, decided when its turn comes. */
  readonly workOf: (detail: RunDetail) => TrainWork;
  /** Whether a run whose GPU fails may go on with the processor; asked as it fails. */
  readonly continuesOnCpu: () => boolean;
  /** Evaluates the ended run on the test split and prices it. */
  readonly conclude: (runId: RunId) => Promise<Result<null>>;
}

/**
 * Starts a run's engine and writes down what it tells, each message in one transaction,
 * before anyone else hears of it.
 * @param runId a run that is stored, with nothing running for it
 */
export function superviseRun(runId: RunId, host: Supervision): ActiveRun {
  const { store, hub } = host;
  const stored = store.runs.get(runId);
  if (!stored.ok) throw new Error(`No stored run ${runId}: ${stored.error.code}`);
  const detail = stored.value;
  /** Energy of earlier sessions; the meter counts this one. */
  const earlierKwh = detail.run.energy?.kwh ?? 0;

  /** The run as everyone knows it. */
  let told: RunSummary = detail.run;
  let outcome: 'completed' | 'stopped' | null = null;
  let failure: AppError | null = null;
  let engine: EngineProcess | null = null;
  let settle: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    settle = resolve;
  });

  let work = host.workOf(detail);
  const meter = host.startMeter(work);
  let stopping = false;
  /** The card that the engine said it computes on. */
  let card: string | null = null;
  let continuedFrom: ContinuedFrom | null = null;
  const folder = work.runFolder;
  /** Whether an engine has trained it before. */
  let wasStarted = detail.run.startedAt !== null;

  /** A home may move: the store keeps paths below the run's folder. */
  function inFolder(checkpoint: CheckpointReport): CheckpointReport {
    return { ...checkpoint, file: relative(folder, checkpoint.file) };
  }

  update({ status: 'starting', endedAt: null, error: null, ...firstStart(detail, host.isoNow()) });
  keep(store.evaluations.clear(runId));
  keep(store.series.truncate(runId, store.checkpoints.latest(runId)?.step ?? -1));
  if (failure === null) {
    startEngine();
  } else {
    void end(null);
  }

  function startEngine(): void {
    engine = host.startEngine(work, {
      onEvent: (event) => {
        if (failure === null) handle(event);
      },
      onExit: (error) => void end(error),
    });
  }

  /** Remembers a failure to store; the engine ends, since what it does can no longer be kept. */
  function keep(result: Result<unknown>): boolean {
    if (!result.ok) {
      failure ??= result.error;
      engine?.kill();
    }
    return result.ok;
  }

  function update(patch: RunPatch): void {
    const updated = store.runs.update(runId, patch);
    if (updated.ok) tell(updated.value);
    else failure ??= updated.error;
  }

  function tell(changed: RunSummary): void {
    told = changed;
    hub.emit('run.changed', changed);
  }

  function handle(event: EngineEvent): void {
    switch (event.kind) {
      case 'ready': {
        card = event.environment.gpu;
        const startedOver = wasStarted && event.resumedEpoch === null;
        const environment = {
          ...event.environment,
          ...(continuedFrom !== null && { continuedFrom }),
          ...(startedOver && { startedOver }),
        };
        update({
          status: 'running',
          environment,
          engine: event.engine,
          parameters: event.parameters,
          flopsPerSample: event.flopsPerSample,
          stepsPerEpoch: event.stepsPerEpoch,
        });
        if (startedOver) hub.emit('run.started-over', { runId });
        if (isReplanned(environment)) hub.emit('run.replanned', { runId });
        wasStarted = true;
        break;
      }
      case 'metrics':
        if (keep(store.series.append(runId, event.points))) {
          hub.emit('run.metrics', { runId, points: event.points });
        }
        break;
      case 'progress': {
        const { kind: _, call: __, ...progress } = event;
        hub.emit('run.progress', { runId, ...progress });
        break;
      }
      case 'epoch':
        keepEpoch(event);
        break;
      case 'checkpoint':
        keep(store.checkpoints.record(runId, inFolder(event.checkpoint), host.isoNow()));
        break;
      case 'paused':
        meter.pause();
        update({ status: 'paused' });
        break;
      case 'continued':
        meter.continue();
        update({ status: 'running' });
        break;
      case 'done':
        outcome = event.outcome;
        update({
          timing: timingOf(event),
          energy: totalEnergy(earlierKwh, meter.read()),
          bestEpoch: event.bestEpoch,
        });
        break;
      case 'failed':
        failure = event.error;
        break;
      case 'scored':
      case 'predicted':
        throw new Error(`A training engine answered ${event.kind}`);
    }
  }

  function keepEpoch({ report, points, checkpoints, deletedCheckpoints }: EpochEvent): void {
    const written = store.recordEpoch(runId, {
      points,
      checkpoints: checkpoints.map(inFolder),
      deletedCheckpoints: deletedCheckpoints.map((file) => relative(folder, file)),
      recordedAt: host.isoNow(),
      run: {
        epochs: report.epoch + 1,
        metrics: report.metrics,
        timing: timingOf(report),
        energy: totalEnergy(earlierKwh, meter.read()),
        ...(report.best && { bestEpoch: report.epoch }),
      },
    });
    if (!keep(written) || !written.ok) return;
    hub.emit('run.metrics', { runId, points });
    tell(written.value);
  }

  /** Starts the run anew on the processor, from its last checkpoint. */
  function continueOnCpu(error: AppError): void {
    const { engine: failed = DEFAULT_ENGINE } = work;
    continuedFrom = { engine: failed, error };
    failure = null;
    const fresh = store.runs.get(runId);
    if (!fresh.ok) {
      failure = fresh.error;
      return void end(null);
    }
    work = {
      ...host.workOf(fresh.value),
      engine: DEFAULT_ENGINE,
      pack: undefined,
      card: undefined,
    };
    update({ status: 'starting', engine: DEFAULT_ENGINE });
    keep(store.series.truncate(runId, store.checkpoints.latest(runId)?.step ?? -1));
    hub.emit('run.continued-on-cpu', { runId, ...continuedFrom });
    startEngine();
  }

  async function end(gone: AppError | null): Promise<void> {
    const death = gone === null ? null : deathOn(work, card, gone);
    const trouble = failure ?? (outcome === null ? death : null);
    if (trouble !== null && !stopping && isOfDevice(trouble, work) && host.continuesOnCpu()) {
      return continueOnCpu(trouble);
    }
    const energy = totalEnergy(earlierKwh, meter.stop());
    // What concludes the run prices it.
    update({ energy });
    if (outcome !== null && failure === null) {
      const concluded = await host.conclude(runId);
      if (!concluded.ok) failure = concluded.error;
    }
    await removeUnfinished(folder);
    const endedAt = host.isoNow();
    const error = failure ?? (outcome === null ? death : null);
    const status = finalStatus(outcome, failure);
    const stored = store.runs.update(runId, { status, endedAt, error, energy });
    if (stored.ok) tell(stored.value);
    // Whoever waits for the end hears of it all the same; the next host finds the run unfinished.
    else tell({ ...told, status: 'failed', endedAt, error: failure ?? stored.error, energy });
    settle();
  }

  return {
    id: runId,
    pause: () => engine?.send({ kind: 'pause' }),
    continue: () => engine?.send({ kind: 'continue' }),
    stop: () => {
      stopping = true;
      engine?.send({ kind: 'stop' });
    },
    ended,
  };
}

/** Failures that a processor may not meet where a card did. */
const OF_DEVICES: ReadonlySet<AppError['code']> = new Set([
  'engine/device-failed',
  'engine/out-of-memory',
]);

function isOfDevice({ code }: AppError, { engine = DEFAULT_ENGINE }: TrainWork): boolean {
  return ENGINES[engine].device === 'gpu' && OF_DEVICES.has(code);
}

/** A native crash on a card is the card's failure: drivers end processes so. */
function deathOn(
  { engine = DEFAULT_ENGINE }: TrainWork,
  card: string | null,
  death: AppError,
): AppError {
  if (ENGINES[engine].device === 'cpu' || death.code !== 'engine/ended') return death;
  const device = card ?? ENGINES[engine].name;
  return { code: 'engine/device-failed', engine, device, detail: death.exit };
}

export type TrainWork = Extract<EngineWork, { kind: 'train' }>;
type EpochEvent = Extract<EngineEvent, { kind: 'epoch' }>;
type TimingReport = Pick<EpochReport, 'trainSeconds' | 'validationSeconds' | 'samples'>;

function firstStart(detail: RunDetail, now: string): RunPatch {
  return detail.run.startedAt === null ? { startedAt: now } : {};
}

/** An engine that said nothing was killed or crashed: the run was interrupted, and resumes. */
function finalStatus(outcome: 'completed' | 'stopped' | null, failure: AppError | null): RunStatus {
  if (failure !== null) return 'failed';
  return outcome ?? 'interrupted';
}

function timingOf({ trainSeconds, validationSeconds, samples }: TimingReport): RunTiming {
  return {
    seconds: trainSeconds + validationSeconds,
    samplesPerSecond: trainSeconds > 0 ? samples / trainSeconds : 0,
  };
}

function totalEnergy(earlierKwh: number, session: RunEnergy): RunEnergy {
  return { kwh: earlierKwh + session.kwh, source: session.source };
}

/**
 * An engine that was ended as it wrote leaves half a file, which takes room that a full disk has not.
 * One that cannot be removed is written over by the next engine.
 */
async function removeUnfinished(runFolder: string): Promise<void> {
  const folder = join(runFolder, CHECKPOINTS_FOLDER);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => file.endsWith(UNFINISHED_SUFFIX))) {
    await rm(join(folder, name), { force: true }).catch(() => {});
  }
}
