import type { EngineEvent, EpochReport } from '../../app/contract/engine.ts';
import { type AppError, ok, type Result } from '../../app/errors.ts';
import { addMeasures, finishMeasures, NO_SUMS } from '../../app/metrics/measures.ts';
import { inUnit } from '../../app/metrics/metric-names.ts';
import { afterEpoch } from '../../app/training/early-stopping.ts';
import { CallLength } from './call-length.ts';
import { type Checkpoint, latestEpoch, type Timing } from './checkpoint.ts';
import { EpochCalls } from './epoch-calls.ts';
import { LearningRate } from './learning-rate.ts';
import { type Figures, LiveFigures } from './live-figures.ts';
import type { OpenTraining } from './open-training.ts';
import { afterPlateau } from './plateau.ts';
import { hostStops, type RunControl } from './run-control.ts';
import { allFinite, type Tensors } from './runtimes/runtime.ts';
import { SectionClock } from './section-clock.ts';
import { validate } from './validate.ts';

/** As many as a host may have missed when it died; each takes some 250 bytes of a checkpoint. */
const RECENT_EPOCHS = 200;

/**
 * Trains from where `training` stands to the plan's last epoch, an early stop or the host's stop,
 * and tells of it. A seed gives the same run bit for bit, however long its calls are and wherever
 * it was stopped and resumed. Every row is seen once an epoch: the last batch may be smaller.
 * `loss` is in the loss' own unit (regression targets are standardised), errors are in
 * the target's.
 */
export async function* train(
  training: OpenTraining,
  control: RunControl,
): AsyncGenerator<EngineEvent, void> {
  const { plan, trainRows, full, stepsPerEpoch, folder, epochSaves } = training;
  const clock = new SectionClock();
  const live = new LiveFigures();
  const learningRate = new LearningRate(plan, trainRows.rows);
  const { execution } = training.identity;
  const callLength = new CallLength(
    Math.min(full.mostSteps, training.longestCall),
    execution.call ?? null,
  );
  const calls = new EpochCalls(training, callLength);
  let running = full;
  let { progress, state } = training.start;
  /** What the last step left, before its epoch's end changed the learning rate. */
  let stepped = state;
  let samples = 0;
  let validationSeconds = 0;
  let savedStep: number | null = null;
  let over = false;

  yield { kind: 'ready', ...training.facts };
  yield* training.missedEpochs;

  while (progress.epoch < plan.epochs && !over) {
    const { epoch } = progress;
    let call = await clock.within('feeding', () => calls.begin(epoch, progress.stepInEpoch));
    while (call !== null) {
      if (control.paused) {
        const fault = yield* flushed();
        if (fault !== null) return yield failed(fault);
      }
      if (yield* hostStops(control, clock)) return yield* endAtCheckpoint();
      const began = performance.now();
      const { graph, rows, endStep } = call;
      const fed = await clock.within('feeding', () => calls.take({ rows, endStep }));
      if (!fed.ok) return yield* endWith(failed(fed.error));
      const isOther = running !== graph && running.toHost === undefined;
      if (isOther && training.closes.steps) await running.close();
      running = graph;
      const given = unshared(state, running.inPlace);
      const done = await running.run(given, fed.value.inputs);
      if (!done.ok) return yield* endWith(failed(done.error));
      const { losses, measures } = done.value;
      const lost = losses.findIndex((loss) => !Number.isFinite(loss));
      if (lost >= 0) return yield* endWith(lossNotFinite(progress.step + lost));

      await freed(state, done.value.state);
      state = done.value.state;
      stepped = state;
      samples += rows.length;
      progress = {
        ...progress,
        step: progress.step + losses.length,
        stepInEpoch: endStep,
        sums: addMeasures(graph.measures, progress.sums, measures),
      };
      const seconds = (performance.now() - began) / 1000;
      if (graph === full) callLength.measured(losses.length, seconds);
      live.add(losses, rows.length, seconds);
      yield* liveEvents(live.takeDue());
      const fault = yield* saved(() => epochSaves.advance());
      if (fault !== null) return yield failed(fault);
      call = fed.value.following;
      if (call !== null && epochSaves.isOverdue(state)) {
        const within = yield* savedWithin();
        if (within !== null) return yield failed(within);
      }
    }

    const before = clock.seconds('validation');
    clock.enter('validation');
    const validation = yield* validate(training, state, control, clock);
    validationSeconds = clock.seconds('validation') - before;
    clock.enter('train');
    if (!validation.ok) return yield* endWith(failed(validation.error));
    if (validation.value === null) return yield* endAtCheckpoint();
    const here = await broughtHere();
    if (!here.ok) return yield* endWith(failed(here.error));

    const metrics = {
      ...inUnit(finishMeasures(full.measures, progress.sums), training.stddev),
      ...validation.value,
    };
    if (!allFinite(state) || !Object.values(metrics).every(Number.isFinite)) {
      return yield* endWith(lossNotFinite(progress.step - 1));
    }
    const verdict = afterEpoch(plan.earlyStopping, progress.stopping, epoch, metrics);
    const report = {
      epoch,
      step: progress.step,
      metrics,
      ...timing(),
      best: verdict.improved,
    } satisfies EpochReport;
    const plateau = afterPlateau(plan.schedule, progress.plateau, metrics, state);
    state = plateau.state;
    const finished = { report, wallTimeMs: Date.now() };
    progress = {
      epoch: epoch + 1,
      step: progress.step,
      stepInEpoch: 0,
      sums: NO_SUMS,
      stopping: verdict.state,
      plateau: plateau.remembered,
      recentEpochs: [...progress.recentEpochs, finished].slice(-RECENT_EPOCHS),
    };
    const fault = yield* saved(() => epochSaves.add(finished, checkpoint(), verdict.improved));
    if (fault !== null) return yield failed(fault);
    savedStep = progress.step;
    over = verdict.stop;
  }
  yield* liveEvents(live.take());
  const fault = yield* flushed();
  yield fault === null ? done('completed') : failed(fault);

  function* liveEvents(figures: Figures | null): Generator<EngineEvent, void> {
    if (figures === null) return;
    const { step } = progress;
    const epoch = latestEpoch(progress);
    const at = { step, epoch, wallTimeMs: Date.now() };
    const points = [
      { tag: 'batch/loss', ...at, value: figures.loss },
      { tag: 'throughput', ...at, value: figures.samplesPerSecond },
    ];
    if (plan.schedule !== null) {
      const value = learningRate.at(step - 1, stepped);
      points.push({ tag: 'batch/learning-rate', ...at, value });
    }
    yield { kind: 'metrics', points };
    const totalSteps = plan.epochs * stepsPerEpoch;
    const { secondsPerStep } = callLength;
    yield {
      kind: 'progress',
      epoch,
      step,
      totalSteps,
      samplesPerSecond: figures.samplesPerSecond,
      call: { steps: callLength.stepsPerCall, fixedShare: callLength.fixedShare },
      secondsLeft:
        secondsPerStep === null
          ? null
          : (totalSteps - step) * secondsPerStep +
            (plan.epochs - progress.epoch) * validationSeconds,
    };
  }

  /** A state that is on the device comes to host memory, to be looked at and saved. */
  async function broughtHere(): Promise<Result<null>> {
    if (running.toHost === undefined) return ok(null);
    const here = await running.toHost(state);
    if (!here.ok) return here;
    state = here.value;
    return ok(null);
  }

  async function* endAtCheckpoint(): AsyncGenerator<EngineEvent, void> {
    const here = await broughtHere();
    if (!here.ok) return yield* endWith(failed(here.error));
    if (!allFinite(state)) return yield* endWith(lossNotFinite(progress.step - 1));
    yield* liveEvents(live.take());
    const fault = yield* flushed();
    if (fault !== null) return yield failed(fault);
    if (savedStep !== progress.step) {
      const latest = await clock.within('saving', () => folder.saveLatest(checkpoint()));
      if (!latest.ok) return yield failed(latest.error);
      yield { kind: 'checkpoint', checkpoint: latest.value };
    }
    yield done('stopped');
  }

  /** Tells of finished epochs that are on the disk by now. @returns why one cannot get there */
  async function* saved(
    save: () => Promise<Result<readonly EngineEvent[]>>,
  ): AsyncGenerator<EngineEvent, AppError | null> {
    const events = await clock.within('saving', save);
    if (!events.ok) return events.error;
    yield* events.value;
    return null;
  }

  /** Tells of all finished epochs, once they are on the disk: by the state that there is now, if need be. */
  async function* flushed(): AsyncGenerator<EngineEvent, AppError | null> {
    if (!epochSaves.needsLater) return yield* saved(() => epochSaves.flush());
    const here = await broughtHere();
    const isWhole = here.ok && allFinite(state);
    const fault = yield* saved(() => epochSaves.flush(isWhole ? checkpoint() : null));
    if (isWhole) savedStep = progress.step;
    return fault;
  }

  /** Saves where training stands in the midst of an epoch. @returns as `saved` */
  async function* savedWithin(): AsyncGenerator<EngineEvent, AppError | null> {
    const here = await clock.within('saving', broughtHere);
    if (!here.ok) return here.error;
    // What is not whole any more is found out by a step or the epoch's end.
    if (!allFinite(state)) return null;
    savedStep = progress.step;
    return yield* saved(() => epochSaves.addWithin(checkpoint()));
  }

  /** Tables that are still to be saved are copied before they change. */
  function unshared(before: Tensors, inPlace: readonly string[]): Tensors {
    const { section } = clock;
    clock.enter('saving');
    const own = epochSaves.unshared(before, inPlace);
    clock.enter(section);
    return own;
  }

  /** A large state that is being saved waits until it is written. */
  function freed(before: Tensors, after: Tensors): Promise<void> {
    const free = () => epochSaves.free(before, after);
    return epochSaves.holds(before) ? clock.within('saving', free) : free();
  }

  /** A failure is told of after what is safe before it. */
  async function* endWith(event: EngineEvent): AsyncGenerator<EngineEvent, void> {
    const fault = yield* flushed();
    yield fault === null ? event : failed(fault);
  }

  function checkpoint(): Checkpoint {
    return {
      ...training.identity,
      execution: { ...execution, call: callLength.pace ?? undefined, spins: training.spins() },
      progress,
      timing: timing(),
      state,
    };
  }

  /** Over all sessions of the run. */
  function timing(): Timing {
    const before = training.start.timing;
    return {
      trainSeconds: before.trainSeconds + clock.trainSeconds,
      validationSeconds: before.validationSeconds + clock.seconds('validation'),
      samples: before.samples + samples,
    };
  }

  function done(outcome: 'completed' | 'stopped'): EngineEvent {
    const { bestEpoch } = progress.stopping;
    const savingSeconds = clock.seconds('saving');
    const feedingSeconds = clock.seconds('feeding');
    return { kind: 'done', outcome, bestEpoch, ...timing(), savingSeconds, feedingSeconds };
  }

  function lossNotFinite(step: number): EngineEvent {
    return failed({ code: 'engine/loss-not-finite', step, epoch: progress.epoch });
  }
}

function failed(error: AppError): EngineEvent {
  return { kind: 'failed', error };
}
