import { trainingBytes } from '../../app/compiler/cost.ts';
import type { RunExecution } from '../../app/compiler/execution-plan.ts';
import { forwardRows } from '../../app/compiler/forward-memory.ts';
import type { EngineEvent } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { BYTES_PER_MIB } from '../../app/units.ts';
import { checkTraining, planMemory } from './check-training.ts';
import type { Checkpoint } from './checkpoint.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { CheckpointFolder } from './checkpoint-folder.ts';
import { begunPlan, fastestExecution } from './choose-execution.ts';
import { epochEvent } from './epoch-event.ts';
import { type EpochOrders, epochOrders } from './epoch-orders.ts';
import { EpochSaves } from './epoch-saves.ts';
import { graphSteps, inferenceBatch } from './graphs.ts';
import { computedElsewhere, computedOn } from './moved-from.ts';
import { openRows } from './open-rows.ts';
import { outputStddev } from './output-unit.ts';
import { withRatings } from './rating-rows.ts';
import type { RowSource } from './row-source.ts';
import { type StartingPoint, startingPoint } from './starting-point.ts';
import type { InferenceStep, TrainingStep } from './steps.ts';
import type { EngineMeans, EventOf, WorkOf } from './work.ts';

/** From here on memory counts for more than a few percent of speed; see `SessionOptions`. */
const LARGE_BYTES = 32 * BYTES_PER_MIB;

/** A run with everything opened that it needs to train. */
export interface OpenTraining {
  readonly plan: RunPlan;
  /** What its checkpoints say of it. */
  readonly identity: Omit<Checkpoint, 'progress' | 'timing' | 'state'>;
  readonly facts: Omit<EventOf<'ready'>, 'kind'>;
  readonly stepsPerEpoch: number;
  /** What one standard deviation of the output is in its own unit; 1 for classes. */
  readonly stddev: number;
  readonly trainRows: RowSource;
  readonly valRows: RowSource;
  readonly orders: EpochOrders;
  readonly full: TrainingStep;
  /** For an epoch's last rows, where they do not fill a batch. */
  readonly rest: TrainingStep | null;
  readonly inference: InferenceStep;
  readonly folder: CheckpointFolder;
  readonly epochSaves: EpochSaves;
  readonly start: StartingPoint;
  /** Finished epochs that the host has not stored. */
  readonly missedEpochs: readonly EngineEvent[];
  /**
   * What is closed when it has had its turn, since each keeps what its calls have needed: sessions of
   * large graphs, which open anew; of devices, only those that train, as opening them takes long.
   */
  readonly closes: { readonly steps: boolean; readonly inference: boolean };
  /** Most steps of one call. */
  readonly longestCall: number;
  /** Whether idle threads wait in a busy loop just now; undefined where nobody chooses. */
  spins(): boolean | undefined;
  close(): Promise<void>;
}

/**
 * Opens what a run needs, in the order in which the user can be at fault: data, plan, model,
 * checkpoint. What was opened before a failure is left to the process' end.
 */
export async function openTraining(
  work: WorkOf<'train'>,
  means: EngineMeans,
): Promise<Result<OpenTraining>> {
  const { runtime, environment, memoryBytes, steps = graphSteps(runtime) } = means;
  const { model, plan, datasetFolder } = work;
  const checked = await checkTraining(work);
  if (!checked.ok) return checked;
  const { manifest, fitted, cost, stepped } = checked.value;
  const { train, val } = manifest.splits;
  const checkpoint = await resumedCheckpoint(work);
  if (!checkpoint.ok) return checkpoint;
  const begun = begunPlan(work, checkpoint.value, means);
  const fitsMemory = planMemory(checked.value, work, means, begun ?? means.execution);
  if (!fitsMemory.ok) return fitsMemory;
  const opening = { memoryBytes, device: runtime.device.kind };
  const storedRows = await openRows(datasetFolder, train, opening);
  if (!storedRows.ok) return storedRows;
  const trainRows = await withRatings(storedRows.value, datasetFolder, manifest, plan.seed);
  if (!trainRows.ok) return trainRows;
  const { recomputeAbove } = fitsMemory.value;
  const execution: RunExecution =
    begun === null
      ? await fastestExecution(work, manifest, trainRows.value, { ...means, recomputeAbove })
      : { ...begun, recomputeAbove };
  const own = checkpoint.value?.runId === work.runId ? checkpoint.value : null;
  const replanned = begun === null && own !== null;
  const movedFrom = computedElsewhere(own, environment);
  if (begun?.spins !== undefined) runtime.spinning?.beginWith?.(begun.spins);
  const { threads } = execution;
  const isLarge = trainingBytes(cost) >= LARGE_BYTES;
  const session = {
    threads,
    plansMemory: !isLarge,
    sharesNodes: recomputeAbove === undefined,
  };
  const { fingerprint } = manifest;
  const wanted = { model, plan: stepped, data: manifest, execution };
  const full = await steps.openTraining({
    ...wanted,
    batchSize: plan.batchSize,
    mostSteps: Math.max(1, Math.floor(train.rows / plan.batchSize)),
    session,
  });
  if (!full.ok) return full;
  const start = startingPoint(work, checkpoint.value, full.value.state, fingerprint);
  if (!start.ok) return start;
  const { epoch } = start.value.progress;
  const orders = epochOrders({
    seed: plan.seed,
    rows: train.rows,
    firstEpoch: epoch,
    epochs: plan.epochs,
  });
  const restRows = train.rows % plan.batchSize;
  const rest = await (restRows === 0
    ? ok(null)
    : steps.openTraining({
        ...wanted,
        batchSize: restRows,
        mostSteps: 1,
        session: { ...session, keepsMemory: isLarge },
      }));
  if (!rest.ok) return rest;
  const inference = await steps.openInference({
    ...wanted,
    plan,
    batchSize: forwardRows(
      fitted,
      manifest.input,
      inferenceBatch(val.rows, manifest),
      execution.provider !== undefined,
    ),
    session,
  });
  if (!inference.ok) return inference;

  const storedVal = await openRows(datasetFolder, val, opening);
  if (!storedVal.ok) return storedVal;
  const valRows = await withRatings(storedVal.value, datasetFolder, manifest, null);
  if (!valRows.ok) return valRows;
  const folder = await CheckpointFolder.open(work.runFolder, work.keepCheckpoints);
  if (!folder.ok) return folder;
  const epochSaves = new EpochSaves(folder.value);
  const missedEpochs = await missed(start.value, work.storedEpochs, folder.value);

  const stepsPerEpoch = Math.ceil(train.rows / plan.batchSize);
  const { task, input, classes, sampleTarget, weighted, recipe } = manifest;
  const opened = [full.value, rest.value, inference.value, trainRows.value, valRows.value, orders];
  return ok({
    plan,
    identity: {
      runId: work.runId,
      model,
      plan,
      execution,
      dataset: {
        task,
        input,
        classes,
        sampleTarget,
        weighted,
        fingerprint,
        recipe: recipe.recipe,
      },
      madeOn: computedOn(environment),
    },
    facts: {
      environment: {
        ...environment,
        threads,
        blockSize: execution.blockSize,
        replanned,
        ...(full.value.byOperator && { byOperator: true }),
        ...(movedFrom !== null && { movedFrom }),
      },
      engine: runtime.engine,
      parameters: cost.parameters,
      flopsPerSample: cost.flopsPerSample,
      stepsPerEpoch,
      sessionMs: full.value.sessionMs,
      resumedEpoch: start.value.resumed ? epoch : null,
    },
    stepsPerEpoch,
    stddev: outputStddev(fitted.outputs[0].source, recipe),
    trainRows: trainRows.value,
    valRows: valRows.value,
    orders,
    full: full.value,
    rest: rest.value,
    inference: inference.value,
    folder: folder.value,
    epochSaves,
    start: start.value,
    missedEpochs,
    closes: {
      steps: isLarge && means.steps === undefined,
      inference: isLarge && means.steps === undefined && runtime.provider === undefined,
    },
    longestCall: means.longestCall ?? Number.POSITIVE_INFINITY,
    spins: () => runtime.spinning?.spins(threads),
    async close() {
      for (const each of opened) await each?.close();
    },
  });
}

async function resumedCheckpoint({
  resumeFrom,
}: WorkOf<'train'>): Promise<Result<Checkpoint | null>> {
  return resumeFrom === null ? ok(null) : readCheckpoint(resumeFrom);
}

/** Epochs whose reports a dying host did not store; its checkpoint knows the last ones. */
async function missed(
  { progress }: StartingPoint,
  storedEpochs: number = Number.POSITIVE_INFINITY,
  folder: CheckpointFolder,
): Promise<readonly EngineEvent[]> {
  const finished = progress.recentEpochs.filter(({ report }) => report.epoch >= storedEpochs);
  return Promise.all(
    finished.map(async (each) => epochEvent(each, await folder.found(each.report))),
  );
}
