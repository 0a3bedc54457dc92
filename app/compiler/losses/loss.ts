import type { Value } from '../graph.ts';

/** What a batch's outputs are worth against its targets. */
export interface LossValues {
  /** One loss for each sample, [batch]. */
  readonly perSample: Value;
  /** A second measure that people read: 1 for a right answer, or an error. */
  readonly measure: { readonly name: 'accuracy' | 'mae'; readonly perSample: Value };
}

/** `compute` takes the model's output, [batch, classes] or [batch, 1], and the targets, [batch]. */
export interface Loss {
  readonly targetType: 'int32' | 'float32';
  readonly compute: (output: Value, target: Value) => LossValues;
}
