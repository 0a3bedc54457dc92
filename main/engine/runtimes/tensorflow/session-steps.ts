import { setImmediate } from 'node:timers/promises';
import type { StateTensor } from '../../../../app/compiler/compiled.ts';
import { STEP_COUNTER } from '../../../../app/compiler/model-weights.ts';
import { MEASURES, WEIGHT } from '../../../../app/compiler/onnx/edges.ts';
import type {
  TensorflowInference,
  TensorflowTraining,
} from '../../../../app/compiler/tensorflow/compile.ts';
import type { Result } from '../../../../app/errors.ts';
import { joinedNumbers } from '../../../../app/joined-numbers.ts';
import { batchLosses, type MeasurePlan } from '../../../../app/metrics/measures.ts';
import { elementCount } from '../../../../app/shape.ts';
import type { RowInputs } from '../../row-source.ts';
import type { InferenceStep, RowsInferred, StepsDone, TrainingStep } from '../../steps.ts';
import { usedWeights } from '../../used-weights.ts';
import type { Tensors } from '../runtime.ts';
import { withinMemory } from './out-of-memory.ts';
import type { TensorflowSession } from './session.ts';
import { SessionState } from './session-state.ts';

/** A training step that TensorFlow takes as one graph. */
export class SessionTrainingStep implements TrainingStep {
  readonly batchSize: number;
  readonly mostSteps = Number.POSITIVE_INFINITY;
  readonly inPlace = [];
  readonly measures: MeasurePlan;
  readonly state: readonly StateTensor[];
  readonly sessionMs: number;
  readonly #session: TensorflowSession;
  readonly #held: SessionState;
  /** State that no variable holds, as nothing reads it. */
  readonly #unread: readonly string[];

  constructor(
    { measures, state, carried }: TensorflowTraining,
    session: TensorflowSession,
    batchSize: number,
    sessionMs: number,
  ) {
    this.batchSize = batchSize;
    this.measures = measures;
    this.state = state;
    this.sessionMs = sessionMs;
    this.#session = session;
    this.#held = new SessionState(session, carried);
    this.#unread = carried
      .filter(({ name }) => !session.has(name))
      .flatMap(({ parts }) => parts.map(({ name }) => name));
  }

  async run(state: Tensors, rows: RowInputs): Promise<Result<StepsDone>> {
    // What TensorFlow computes here blocks the thread: first let in what the host has to say.
    await setImmediate();
    return withinMemory(() => this.#run(state, rows));
  }

  #run(state: Tensors, rows: RowInputs): StepsDone {
    this.#held.enter(state);
    this.#held.changing();
    const first = Number(state[STEP_COUNTER.name]?.data[0] ?? 0);
    const batches = batchesOf(rows.indices, this.batchSize);
    const results = this.#session.run(dataOf(rows), batches, first);
    const measures = joinedNumbers(results.map((each) => named(each, MEASURES)));
    const counter = BigInt64Array.of(BigInt(first + batches.length));
    const next: Record<string, Tensors[string]> = {
      [STEP_COUNTER.name]: { dtype: 'int64', shape: [], data: counter },
      ...this.#held.leave(),
    };
    for (const name of this.#unread) {
      const tensor = state[name];
      if (tensor !== undefined) next[name] = tensor;
    }
    return { state: next, losses: batchLosses(this.measures, measures), measures };
  }

  async close(): Promise<void> {
    this.#session.close();
  }
}

/** A forward pass that TensorFlow takes as one graph. */
export class SessionInferenceStep implements InferenceStep {
  readonly batchSize: number;
  readonly width: number;
  readonly measures: MeasurePlan;
  readonly source: TensorflowInference['source'];
  readonly reading: TensorflowInference['reading'];
  readonly #session: TensorflowSession;
  readonly #held: SessionState;

  constructor(
    { measures, outputShape, source, reading, weights }: TensorflowInference,
    session: TensorflowSession,
    batchSize: number,
  ) {
    this.batchSize = batchSize;
    this.width = elementCount(outputShape);
    this.measures = measures;
    this.source = source;
    this.reading = reading;
    this.#session = session;
    const carried = weights.map((weight) => ({ name: weight.name, parts: [weight] }));
    this.#held = new SessionState(session, carried);
  }

  async run(state: Tensors, rows: RowInputs): Promise<Result<RowsInferred>> {
    await setImmediate();
    return withinMemory(() => this.#run(state, rows));
  }

  /** The batch is filled up with a row that is there, and cut again. */
  #run(state: Tensors, rows: RowInputs): RowsInferred {
    this.#held.enter(usedWeights(state));
    const count = rows.indices.length;
    const indices = new Int32Array(this.batchSize);
    indices.set(rows.indices);
    const present = new Float32Array(this.batchSize).fill(1, 0, count);
    const [results] = this.#session.run(dataOf(rows), [indices], 0, [present]);
    if (results === undefined) throw new Error('A pass gives something');
    return {
      outputs: named(results, 'output').subarray(0, count * this.width),
      losses: named(results, 'losses').subarray(0, count),
      measures: named(results, MEASURES),
    };
  }

  async close(): Promise<void> {
    this.#session.close();
  }
}

function dataOf({ features, target, weight }: RowInputs): Tensors {
  return weight === undefined ? { features, target } : { features, target, [WEIGHT]: weight };
}

function batchesOf(indices: Int32Array, size: number): readonly Int32Array[] {
  return Array.from({ length: indices.length / size }, (_, at) =>
    // A copy of its own: the library is given memory, not a place in it.
    indices.slice(at * size, (at + 1) * size),
  );
}

function named(results: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const values = results.get(name);
  if (values === undefined) throw new Error(`There is no ${name}`);
  return values;
}
