import type { Value } from '../graph.ts';
import type { OptimizerSettings } from './settings.ts';

/** What an update may draw on besides the weight and its gradient. */
export interface UpdateContext {
  readonly settings: OptimizerSettings;
  /** Of this update; float32 scalar. */
  readonly learningRate: Value;
  /** Which update this is, counted from 1; float32 scalar. */
  readonly updateNumber: Value;
  /** A tensor of the weight's shape that lives from update to update, `initial` (0) at first. */
  moment(name: string, initial?: number): Value;
  /** As `moment`, but one number that all weights share. */
  scalar(name: string, initial: number): Value;
}

/** A weight, its moments and the shared scalars after one update. */
export interface Update {
  readonly weight: Value;
  readonly moments: Readonly<Record<string, Value>>;
  readonly scalars?: Readonly<Record<string, Value>>;
}

/** How an optimiser changes a weight; weights of the same rule share the object. */
export interface UpdateRule {
  /** Whether each number moves by itself, so that several weights can be updated as one. */
  readonly elementwise: boolean;
  /** What is taken off a weight before it is updated; null for nothing. */
  weightDecay(settings: OptimizerSettings): number | null;
  /** @param weight already decayed */
  update(weight: Value, gradient: Value, context: UpdateContext): Update;
}

/** The rule of an optimiser that moves each number by itself. */
export function elementwiseRule(update: UpdateRule['update']): UpdateRule {
  return { elementwise: true, weightDecay: ({ weightDecay }) => weightDecay, update };
}
