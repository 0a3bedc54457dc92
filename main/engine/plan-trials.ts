import { compileTraining } from '../../app/compiler/compile-training.ts';
import type { ExecutionPlan } from '../../app/compiler/execution-plan.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { stepPlan } from '../../app/training/step-plan.ts';
import { TrainingGraph } from './graphs.ts';
import type { RowSource } from './row-source.ts';
import { type Runtime, release, type Tensors } from './runtimes/runtime.ts';
import { initialTensors } from './starting-point.ts';
import type { WorkOf } from './work.ts';

/** A call of this length says how fast a graph is; shorter ones are lengthened. */
const CALL_SECONDS = 0.03;
/** The fastest of so many calls counts: whatever disturbs a call makes it longer. */
const CALLS = 3;

/** Runs a training graph as several plans would have it, to see which is fastest. */
export class PlanTrials {
  readonly #work: WorkOf<'train'>;
  readonly #manifest: PreparedManifest;
  readonly #rows: RowSource;
  readonly #runtime: Runtime;
  readonly #trials = new Map<string, Promise<TrainingGraph | null>>();
  /** What all trials start from: it is laid out alike in every plan. */
  #state: Tensors | null = null;

  constructor(
    work: WorkOf<'train'>,
    manifest: PreparedManifest,
    rows: RowSource,
    runtime: Runtime,
  ) {
    this.#work = work;
    this.#manifest = manifest;
    this.#rows = rows;
    this.#runtime = runtime;
  }

  /** Seconds of one step; null where the graph cannot be run. Nothing is trained by it. */
  async secondsPerStep(plan: ExecutionPlan): Promise<number | null> {
    const key = JSON.stringify(plan);
    const known = this.#trials.get(key) ?? this.#open(plan);
    this.#trials.set(key, known);
    const trial = await known;
    if (trial === null) return null;
    let steps = 1;
    let seconds = await this.#callSeconds(trial, steps);
    const most = this.#mostSteps(trial);
    while (seconds !== null && seconds < CALL_SECONDS && steps < most) {
      steps = Math.min(most, steps * 4);
      seconds = await this.#callSeconds(trial, steps);
    }
    let fastest = seconds;
    for (let call = 1; call < CALLS && fastest !== null; call += 1) {
      const again = await this.#callSeconds(trial, steps);
      fastest = again === null ? null : Math.min(fastest, again);
    }
    // Graphs of a large model are not held beside each other.
    if (trial.mostSteps === 1) await trial.close();
    return fastest === null ? null : fastest / steps;
  }

  async close(): Promise<void> {
    for (const trial of this.#trials.values()) await (await trial)?.close();
    release(this.#state ?? {});
  }

  #mostSteps(graph: TrainingGraph): number {
    const inEpoch = Math.floor(this.#rows.rows / this.#work.plan.batchSize);
    return Math.max(1, Math.min(graph.mostSteps, inEpoch));
  }

  async #open(plan: ExecutionPlan): Promise<TrainingGraph | null> {
    const { model, plan: runPlan } = this.#work;
    const { batchSize, seed } = runPlan;
    // What classes weigh does not change how long a step takes.
    const alike = this.#manifest.classes.map(() => 1);
    const stepped = stepPlan(runPlan, this.#rows.rows, alike);
    const compiled = compileTraining(model, stepped, this.#manifest, batchSize, plan);
    if (!compiled.ok) return null;
    const graph = await TrainingGraph.open(this.#runtime, compiled, {
      threads: plan.threads,
      // As a run on free cores will. Whether they are free shows after a while only, and a run keeps its plan.
      spins: plan.threads > 1,
      sharesNodes: plan.recomputeAbove === undefined,
    });
    if (!graph.ok) return null;
    this.#state ??= initialTensors(compiled.value.state, seed);
    return graph.value;
  }

  async #callSeconds(graph: TrainingGraph, steps: number): Promise<number | null> {
    const indices = Int32Array.from({ length: steps * graph.batchSize }, (_, row) => row);
    const rows = await this.#rows.take(indices);
    if (!rows.ok) return null;
    const began = performance.now();
    const done = await graph.run(this.#state ?? {}, rows.value);
    const seconds = (performance.now() - began) / 1000;
    if (!done.ok) return null;
    release(done.value.state, this.#state ?? {});
    return seconds;
  }
}
