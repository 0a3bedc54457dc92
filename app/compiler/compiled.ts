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

/**
 * One call of the training graph runs K steps, at most `mostSteps`.
 * Inputs: `features` [rows, …sample] (uint8, int32 or float32), `target` [rows, …] (int32 or float32), for datasets
 * with weights `weight` float32 [rows],
 * `indices` int32 [K, batch] (rows of each step's batch), and every state tensor by its name.
 * Outputs: every state tensor as `<name>:next`, and `measures` float32 [K · width]: the sums of each step.
 */
export interface CompiledTraining {
  readonly bytes: Uint8Array;
  readonly batchSize: number;
  /** 1 for a large state, else as many as one likes (Infinity). */
  readonly mostSteps: number;
  readonly state: readonly StateTensor[];
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
