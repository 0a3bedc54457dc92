import type { Value } from '../graph.ts';

/** The fields of a run plan that decide an update; named as in `RunPlan`. */
export interface OptimizerSettings {
  readonly optimizer: 'adam' | 'sgd';
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** What an update may draw on besides the weight and its gradient. */
export interface UpdateContext {
  readonly settings: OptimizerSettings;
  /** Which update this is, counted from 1; float32 scalar. */
  readonly updateNumber: Value;
  /** A tensor of the weight's shape that lives from step to step, zero at first. */
  moment(suffix: string): Value;
}

/** A weight and its moments after one step. */
export interface Update {
  readonly weight: Value;
  readonly moments: Readonly<Record<string, Value>>;
}

export type Optimizer = (weight: Value, gradient: Value, context: UpdateContext) => Update;
