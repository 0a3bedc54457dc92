import { join } from 'node:path';
import type { ExecutionPlan } from '../../../app/compiler/execution-plan.ts';
import type { EngineEvent } from '../../../app/contract/engine.ts';
import type { RunId } from '../../../app/ids.ts';
import { aModel, anEnvironment, aPlan } from '../../../app/testing/builders.ts';
import type { RunEnvironment } from '../../../app/training/run.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { readCheckpoint } from '../checkpoint-file.ts';
import { executionPlan } from '../execution-plan.ts';
import { perform } from '../perform.ts';
import { RunControl } from '../run-control.ts';
import { onnxCpuRuntime } from '../runtimes/onnx.ts';
import type { Runtime, Spinning, Tensors } from '../runtimes/runtime.ts';
import { score } from '../score.ts';
import type { EventOf, WorkOf } from '../work.ts';

/** A small run of a small network, in a folder of its own. */
export function aTrainWork(
  folder: string,
  datasetFolder: string,
  overrides: Partial<WorkOf<'train'>> = {},
): WorkOf<'train'> {
  return {
    kind: 'train',
    runId: 'run-1' as RunId,
    runFolder: join(folder, 'run'),
    datasetFolder,
    model: aModel(),
    plan: aPlan({ epochs: 3, batchSize: 16, learningRate: 0.01 }),
    resumeFrom: null,
    threads: 1,
    keepCheckpoints: 0,
    ...overrides,
  };
}

export interface TrainingOptions {
  readonly control?: RunControl;
  readonly memoryBytes?: number;
  /** The plan of the machine that trains; this one's own where left out. */
  readonly execution?: ExecutionPlan;
  readonly availableBytes?: number;
  /** Most steps of one call. */
  readonly longestCall?: number;
  /** How idle threads wait; calmly where left out. */
  readonly spinning?: Spinning;
  /** What computes, as far as it is not the usual one. */
  readonly environment?: Partial<RunEnvironment>;
  /** Called before each call of a graph, with the calls made so far and what the call is given. */
  readonly beforeCall?: (calls: number, inputs: Tensors) => void;
  readonly onEvent?: (event: EngineEvent) => void;
}

/** Trains in this process, on the real runtime, or tells how it would. @returns every event, in order */
export async function runTraining(
  work: WorkOf<'train' | 'plan'>,
  {
    control = new RunControl(),
    memoryBytes = 2 ** 30,
    execution,
    availableBytes = 2 ** 33,
    longestCall,
    spinning = { spins: () => false },
    environment,
    beforeCall,
    onEvent,
  }: TrainingOptions = {},
): Promise<EngineEvent[]> {
  const cpu = onnxCpuRuntime(1, spinning);
  const means = {
    runtime: watchedRuntime(cpu, beforeCall),
    execution: execution ?? (await executionPlan(cpu)),
    environment: anEnvironment(environment),
    memoryBytes,
    availableBytes: () => availableBytes,
    longestCall,
  };
  const events: EngineEvent[] = [];
  for await (const event of perform(work, control, means)) {
    events.push(event);
    onEvent?.(event);
  }
  return events;
}

/** Trains, but is told to stop during the given call of a graph (0 is the first). */
export function runUntilCall(
  work: WorkOf<'train'>,
  call: number,
  options: TrainingOptions = {},
): Promise<EngineEvent[]> {
  const control = new RunControl();
  return runTraining(work, {
    ...options,
    control,
    beforeCall: (calls) => {
      if (calls === call) control.receive('stop');
    },
  });
}

function watchedRuntime(
  runtime: Runtime,
  beforeCall: TrainingOptions['beforeCall'] = () => {},
): Runtime {
  let calls = 0;
  return {
    ...runtime,
    async open(graph, options) {
      const opened = await runtime.open(graph, options);
      if (!opened.ok) return opened;
      const session = opened.value;
      const run = (inputs: Tensors) => {
        beforeCall(calls, inputs);
        calls += 1;
        return session.run(inputs);
      };
      return { ok: true, value: { run, close: () => session.close() } };
    },
  };
}

/** The events of one kind. */
export function eventsOf<Kind extends EngineEvent['kind']>(
  events: readonly EngineEvent[],
  kind: Kind,
): EventOf<Kind>[] {
  return events.filter((event): event is EventOf<Kind> => event.kind === kind);
}

export function latestFile({ runFolder }: WorkOf<'train'>): string {
  return join(runFolder, 'checkpoints', 'latest.checkpoint');
}

/** What the epochs were like; times are left out. */
export function epochMetrics(events: readonly EngineEvent[]): unknown[] {
  return eventsOf(events, 'epoch').map(({ report: { epoch, step, metrics, best } }) => ({
    epoch,
    step,
    metrics,
    best,
  }));
}

/** The run's latest checkpoint, which must be whole. */
export async function latestCheckpoint(work: WorkOf<'train'>): Promise<Checkpoint> {
  const read = await readCheckpoint(latestFile(work));
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}

/** What two runs must have in common, bit for bit. Times differ. */
export function resultOf({ progress, state }: Checkpoint): unknown {
  const { recentEpochs: _, ...rest } = progress;
  return { ...rest, state };
}

/** What the latest checkpoint of a run makes of the rows to validate on. */
export async function scoredValidation(
  work: WorkOf<'train'>,
  datasetFolder: string,
): Promise<EventOf<'scored'>> {
  const runtime = onnxCpuRuntime(1, { spins: () => false });
  const scored = await score(
    { kind: 'score', checkpoint: latestFile(work), datasetFolder, split: 'val', threads: 1 },
    {
      runtime,
      execution: await executionPlan(runtime),
      environment: anEnvironment(),
      memoryBytes: 2 ** 30,
      availableBytes: () => 2 ** 33,
    },
  );
  if (!scored.ok) throw new Error(scored.error.code);
  return scored.value;
}
