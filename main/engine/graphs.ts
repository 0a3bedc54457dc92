import { compileInference } from '../../app/compiler/compile-inference.ts';
import type { CompiledPrediction } from '../../app/compiler/compile-prediction.ts';
import { compileTraining } from '../../app/compiler/compile-training.ts';
import type {
  CompiledInference,
  CompiledTraining,
  StateTensor,
} from '../../app/compiler/compiled.ts';
import { PRESENT } from '../../app/compiler/forward-pass.ts';
import { MEASURES, NEXT, WEIGHT } from '../../app/compiler/onnx/edges.ts';
import { targetOf } from '../../app/dataset/sample.ts';
import { ok, type Result } from '../../app/errors.ts';
import { joinedNumbers } from '../../app/joined-numbers.ts';
import { batchLosses, type MeasurePlan } from '../../app/metrics/measures.ts';
import { elementCount } from '../../app/shape.ts';
import { LookedUpRows } from './looked-up-rows.ts';
import type { RowInputs } from './row-source.ts';
import {
  type Runtime,
  release,
  type Session,
  type SessionOptions,
  type Tensor,
  type Tensors,
} from './runtimes/runtime.ts';
import type { InferenceStep, RowsInferred, StepMaker, StepsDone, TrainingStep } from './steps.ts';
import { usedWeights } from './used-weights.ts';

/** Makes steps by compiling each whole into one graph. */
export function graphSteps(runtime: Runtime): StepMaker {
  return {
    openTraining: ({ model, plan, data, batchSize, execution, mostSteps, session }) =>
      TrainingGraph.open(
        runtime,
        compileTraining(model, plan, data, batchSize, execution, mostSteps),
        session,
      ),
    openInference: ({ model, plan, data, batchSize, execution, session }) =>
      InferenceGraph.open(
        runtime,
        compileInference(model, data, batchSize, plan, execution),
        session,
      ),
  };
}

/** Smaller tensors cost nothing to hand over, and the learning rate and the step are looked at here. */
const WORTH_KEEPING_NUMBERS = 256;

function isWorthKeeping({ shape }: StateTensor): boolean {
  return elementCount(shape) >= WORTH_KEEPING_NUMBERS;
}

interface OpenedSessions {
  readonly session: Session;
  readonly several: Session | null;
  readonly lookedUp: LookedUpRows | null;
}

/** A training step as a compiled graph. */
export class TrainingGraph implements TrainingStep {
  readonly batchSize: number;
  readonly mostSteps: number;
  readonly measures: MeasurePlan;
  readonly state: CompiledTraining['state'];
  readonly sessionMs: number;
  readonly inPlace: readonly string[];
  readonly toHost: TrainingStep['toHost'];
  readonly #unchanged: readonly string[];
  readonly #session: Session;
  /** Takes `mostSteps` steps, where the other takes one. */
  readonly #several: Session | null;
  readonly #loopless: boolean;
  readonly #lookedUp: LookedUpRows | null;

  private constructor(
    compiled: CompiledTraining,
    { session, several, lookedUp }: OpenedSessions,
    sessionMs: number,
  ) {
    this.batchSize = compiled.batchSize;
    this.mostSteps = compiled.mostSteps;
    this.measures = compiled.measures;
    this.state = compiled.state;
    this.sessionMs = sessionMs;
    this.toHost = session.toHost;
    this.inPlace = lookedUp?.tables ?? [];
    this.#unchanged = compiled.unchanged;
    this.#lookedUp = lookedUp;
    this.#session = session;
    this.#several = several;
    this.#loopless = compiled.loopless;
  }

  static async open(
    runtime: Runtime,
    compiled: Result<CompiledTraining>,
    options: SessionOptions = {},
  ): Promise<Result<TrainingGraph>> {
    if (!compiled.ok) return compiled;
    const began = performance.now();
    const { bytes, stretch, loopless, state, lookedUp } = compiled.value;
    const stays = loopless ? state.filter(isWorthKeeping).map(({ name }) => name + NEXT) : [];
    const session = await runtime.open(bytes, { ...options, stays });
    if (!session.ok) return session;
    const several =
      stretch === null ? ok(null) : await runtime.open(stretch.bytes, { ...options, stays });
    if (!several.ok) return several;
    const rows = lookedUp === null ? ok(null) : await LookedUpRows.open(runtime, lookedUp);
    if (!rows.ok) return rows;
    const opened = { session: session.value, several: several.value, lookedUp: rows.value };
    return ok(new TrainingGraph(compiled.value, opened, performance.now() - began));
  }

  async run(state: Tensors, rows: RowInputs): Promise<Result<StepsDone>> {
    const steps = rows.indices.length / this.batchSize;
    if (!this.#loopless || steps === 1) return this.#called(this.#session, state, rows);
    if (this.#several !== null && steps === this.mostSteps) {
      return this.#called(this.#several, state, rows);
    }
    return this.#oneByOne(state, rows, steps);
  }

  async #oneByOne(state: Tensors, rows: RowInputs, steps: number): Promise<Result<StepsDone>> {
    let next = state;
    const measured: Float32Array[] = [];
    for (let step = 0; step < steps; step += 1) {
      const indices = rows.indices.subarray(step * this.batchSize, (step + 1) * this.batchSize);
      const done = await this.#called(this.#session, next, { ...rows, indices });
      if (next !== state) release(next, state, done.ok ? done.value.state : {});
      if (!done.ok) return done;
      measured.push(done.value.measures);
      next = done.value.state;
    }
    const measures = joinedNumbers(measured);
    return ok({ state: next, losses: batchLosses(this.measures, measures), measures });
  }

  async #called(
    session: Session,
    state: Tensors,
    { indices, ...data }: RowInputs,
  ): Promise<Result<StepsDone>> {
    const shape = [indices.length / this.batchSize, this.batchSize];
    const inputs: Tensors = {
      ...state,
      ...dataTensors(data),
      indices: { dtype: 'int32', shape, data: indices },
    };
    const rows = this.#lookedUp === null ? ok(null) : await this.#lookedUp.take(inputs);
    if (!rows.ok) return rows;
    const outputs = await session.run({ ...inputs, ...rows.value?.inputs });
    if (!outputs.ok) return outputs;
    rows.value?.putBack(outputs.value);
    const staying = new Set([...this.#unchanged, ...this.inPlace]);
    const next: Record<string, Tensor> = {};
    for (const { name } of this.state) {
      next[name] = staying.has(name) ? named(state, name) : named(outputs.value, name + NEXT);
    }
    const measures = floats(outputs.value, MEASURES);
    return ok({ state: next, losses: batchLosses(this.measures, measures), measures });
  }

  async close(): Promise<void> {
    await this.#lookedUp?.close();
    await this.#several?.close();
    await this.#session.close();
  }
}

/** Enough rows for full speed, few enough that activations stay small. */
const MAXIMUM_INFERENCE_BATCH = 256;

/** Shares of tokens that one call gives: what is computed on the way to them takes several times as much, of 64 MiB. */
const MOST_SHARES = 2 ** 24;

/**
 * Rows that one call of the forward pass takes, where there are `rows` in all.
 * @param data whose target says how much a row's answer is
 */
export function inferenceBatch(rows: number, data: Parameters<typeof targetOf>[0]): number {
  const target = targetOf(data);
  const shares = target.kind === 'tokens' ? target.length * target.vocabulary : 1;
  const most = Math.min(MAXIMUM_INFERENCE_BATCH, Math.floor(MOST_SHARES / shares));
  return Math.max(1, Math.min(most, rows));
}

/** A forward pass as a compiled graph. */
export class InferenceGraph implements InferenceStep {
  readonly batchSize: number;
  readonly width: number;
  readonly measures: MeasurePlan;
  readonly source: CompiledInference['source'];
  readonly reading: CompiledInference['reading'];
  readonly #compiled: CompiledInference;
  readonly #session: Session;

  private constructor(compiled: CompiledInference, session: Session) {
    this.batchSize = compiled.batchSize;
    this.width = elementCount(compiled.outputShape);
    this.measures = compiled.measures;
    this.source = compiled.source;
    this.reading = compiled.reading;
    this.#compiled = compiled;
    this.#session = session;
  }

  static async open(
    runtime: Runtime,
    compiled: Result<CompiledInference>,
    options: SessionOptions = {},
  ): Promise<Result<InferenceGraph>> {
    if (!compiled.ok) return compiled;
    const session = await runtime.open(compiled.value.bytes, options);
    return session.ok ? ok(new InferenceGraph(compiled.value, session.value)) : session;
  }

  /** The batch is filled up with a row that is there, and cut again. */
  async run(state: Tensors, { indices, ...data }: RowInputs): Promise<Result<RowsInferred>> {
    const rows = new Int32Array(this.batchSize);
    rows.set(indices);
    const present = new Float32Array(this.batchSize).fill(1, 0, indices.length);
    const inputs: Record<string, Tensor> = {
      ...dataTensors(data),
      indices: { dtype: 'int32', shape: [this.batchSize], data: rows },
      [PRESENT]: { dtype: 'float32', shape: [this.batchSize], data: present },
    };
    const weights = usedWeights(state);
    for (const { name } of this.#compiled.state) inputs[name] = named(weights, name);
    const outputs = await this.#session.run(inputs);
    if (!outputs.ok) return outputs;
    return ok({
      outputs: floats(outputs.value, 'output').subarray(0, indices.length * this.width),
      losses: floats(outputs.value, 'losses').subarray(0, indices.length),
      measures: floats(outputs.value, MEASURES),
    });
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

/** A trained model by itself, for one batch size, ready to run. */
export class PredictionGraph {
  readonly batchSize: number;
  /** Values of one row's output. */
  readonly width: number;
  readonly reading: CompiledPrediction['reading'];
  readonly #session: Session;

  private constructor({ batchSize, outputShape, reading }: CompiledPrediction, session: Session) {
    this.batchSize = batchSize;
    this.reading = reading;
    this.width = elementCount(outputShape);
    this.#session = session;
  }

  static async open(
    runtime: Runtime,
    compiled: Result<CompiledPrediction>,
  ): Promise<Result<PredictionGraph>> {
    if (!compiled.ok) return compiled;
    const session = await runtime.open(compiled.value.bytes);
    return session.ok ? ok(new PredictionGraph(compiled.value, session.value)) : session;
  }

  /** @param features [batch, …sample] @returns [batch × width], flat */
  async run(features: Tensor): Promise<Result<Float32Array>> {
    const outputs = await this.#session.run({ features });
    return outputs.ok ? ok(floats(outputs.value, 'output')) : outputs;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

function dataTensors({ features, target, weight }: Omit<RowInputs, 'indices'>): Tensors {
  return weight === undefined ? { features, target } : { features, target, [WEIGHT]: weight };
}

function named(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`There is no tensor ${name}.`);
  return tensor;
}

function floats(tensors: Tensors, name: string): Float32Array {
  const { data } = named(tensors, name);
  if (data instanceof Float32Array) return data;
  throw new Error(`The tensor ${name} is not float32.`);
}
