import type { Initializer } from '../architecture/initializers.ts';
import type { TargetSource } from '../architecture/model-spec.ts';
import type { LayerId } from '../ids.ts';
import type { MeasurePlan } from '../metrics/measures.ts';
import type { OutputReading } from '../metrics/output-reading.ts';
import type { Shape } from '../shape.ts';

/** One value that lives from step to step: a weight, an optimiser moment, a moving statistic, a counter. */
export interface StateTensor {
  /** Stable name: `<layer id>/<weight name>` (`dense/kernel`), with `@m`, `@v`, … for its moments; `@step` for the step counter. */
  readonly name: string;
  readonly role: 'weight' | 'statistic' | 'moment' | 'step';
  readonly layerId: LayerId | null;
  /** Keras layout: Dense kernel [in, out], Conv2D kernel [height, width, in, out]. */
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int64';
  /** What it holds before the first step: see `initialState`; a number fills it. */
  readonly initializer: Initializer | number;
  /** Places that start at 1 all the same, from the first up to before the second. */
  readonly ones?: readonly [from: number, to: number] | undefined;
}

/** Large tables of which a call takes the rows that its steps look up, one after the other. */
export interface LookedUpTables {
  /**
   * Says which rows those are. Inputs: data and `indices` as of the training graph, and `@step` where
   * it is asked for. Output: `measures` int32 [K · n], of each step the row numbers of one group
   * after the other's.
   */
  readonly bytes: Uint8Array;
  /** By what rows are looked up. */
  readonly groups: readonly LookedUp[];
}

/** Tables that share their row numbers. */
export interface LookedUp {
  /** Name of an input int32 [rows]: of each row its place among those that the call takes. */
  readonly places: string;
  /** State tensors; a call takes of each [rows looked up, …]. */
  readonly tables: readonly string[];
  /** Of the whole tables. */
  readonly rows: number;
  /** Row numbers that a step looks up. */
  readonly count: number;
  /** Bytes of all that a step looks up, if each row is another one. */
  readonly bytes: number;
}

/** A training graph of several steps, one written after the other. */
export interface Stretch {
  /** At least 2. */
  readonly steps: number;
  readonly bytes: Uint8Array;
}

/**
 * One call of the training graph runs K steps, at most `mostSteps`; a single one where it is written
 * without a loop, and as many as a `stretch` has by the stretch.
 * Inputs: `features` [rows, …sample] (uint8, int32 or float32), `target` [rows, …] (int32 or float32), for datasets
 * with weights `weight` float32 [rows],
 * `indices` int32 [K, batch] (rows of each step's batch), and every state tensor by its name; of `lookedUp`
 * tables those rows only that its steps look up, and what says where they are.
 * Outputs: every state tensor as `<name>:next`, but for those of `unchanged`, and `measures`
 * float32 [K · width]: the sums of each step.
 */
export interface CompiledTraining {
  readonly bytes: Uint8Array;
  /** Null where `bytes` take as many steps as one likes, or no call takes several. */
  readonly stretch: Stretch | null;
  /** Whether all steps are written without a loop. */
  readonly loopless: boolean;
  readonly batchSize: number;
  /** Of a stretch, 1 for a large state, as few as keep what is looked up small, else as many as one likes (Infinity). */
  readonly mostSteps: number;
  readonly state: readonly StateTensor[];
  /** State tensors that a step leaves as they were, as frozen weights. */
  readonly unchanged: readonly string[];
  /** Null where all tables are taken whole. */
  readonly lookedUp: LookedUpTables | null;
  readonly measures: MeasurePlan;
  readonly featureType: 'uint8' | 'int32' | 'float32';
  readonly targetType: 'int32' | 'float32';
}

/**
 * Forward pass with moving statistics and no dropout.
 * Inputs: `features` [rows, …sample], `target` [rows, …], for datasets with weights `weight` float32 [rows],
 * `indices` int32 [batch], `present` float32 [batch]
 * (0 for rows that only fill up the batch), weights and statistics by name.
 * Outputs: `output` float32 [batch, …] (probabilities or values), `losses` float32 [batch], each with what the
 * weights cost by their regularisers, and `measures` float32 [width]: sums over the rows that are there.
 */
export interface CompiledInference {
  readonly bytes: Uint8Array;
  readonly batchSize: number;
  readonly measures: MeasurePlan;
  readonly state: readonly StateTensor[];
  readonly outputShape: Shape;
  /** What the output is to give, and what is read in it. */
  readonly source: TargetSource;
  readonly reading: OutputReading;
}
