import { AUTO_LOSS, type LossName, type LossSettings } from '../../architecture/losses.ts';
import type { Shape } from '../../shape.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { LOSSES } from '../losses/table.ts';
import { sigmoid, softmax } from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';

const ACTIVATIONS = { softmax, sigmoid, linear: (x: Value): Value => x };

export interface LossCase {
  readonly name: LossName;
  readonly activation: keyof typeof ACTIVATIONS;
  /** Of the output, [batch, …]. */
  readonly shape: Shape;
  /** `values` has the output's shape, `labels` all but its last axis. */
  readonly target: 'labels' | 'values';
  readonly settings?: Partial<Omit<LossSettings, 'name'>> | undefined;
}

/** A graph from `x`, what goes into the activation, and `target` to the losses, `y`. */
export function lossGraph({ name, activation, shape, target, settings }: LossCase): Graph {
  const graph = new Graph();
  const output = ACTIVATIONS[activation](graph.input('x', 'float32', shape));
  const told =
    target === 'labels'
      ? graph.input('target', 'int32', shape.slice(0, -1))
      : graph.input('target', 'float32', shape);
  const y = LOSSES[name]({
    output,
    target: told,
    settings: { ...AUTO_LOSS, ...settings, name },
  });
  graph.outputs.set('y', y);
  return graph;
}

/** Losses, and the gradient of their sum with respect to what goes into the activation. */
export function lossOf(
  given: Omit<LossCase, 'shape'> & { readonly shape?: Shape },
  rows: readonly (readonly number[])[],
  target: readonly number[],
): { readonly loss: readonly number[]; readonly gradient: readonly number[] } {
  const shape = given.shape ?? [rows.length, rows[0]?.length ?? 0];
  const graph = lossGraph({ ...given, shape });
  const y = graph.outputs.get('y');
  const x = graph.inputs.get('x');
  if (x === undefined || y === undefined) throw new Error('A loss graph has x and y');
  const [gradient] = differentiate(sum(y), [x]);
  if (gradient !== undefined) graph.outputs.set('gradient', gradient);
  const results = interpret(graph, { x: rows.flat(), target });
  const values = (output: string) => [...(results.get(output)?.data ?? [])];
  return { loss: values('y'), gradient: values('gradient') };
}

/** One case or more of every loss, with arguments that change something. */
export const LOSS_CASES: readonly Omit<LossCase, 'shape'>[] = [
  { name: 'sparse_categorical_crossentropy', activation: 'softmax', target: 'labels' },
  {
    name: 'categorical_crossentropy',
    activation: 'softmax',
    target: 'values',
    settings: { labelSmoothing: 0.1 },
  },
  {
    name: 'binary_crossentropy',
    activation: 'sigmoid',
    target: 'values',
    settings: { labelSmoothing: 0.2 },
  },
  {
    name: 'categorical_focal_crossentropy',
    activation: 'softmax',
    target: 'labels',
    settings: { gamma: 1.5, alpha: 0.7, labelSmoothing: 0.1 },
  },
  { name: 'binary_focal_crossentropy', activation: 'sigmoid', target: 'values' },
  {
    name: 'binary_focal_crossentropy',
    activation: 'sigmoid',
    target: 'values',
    settings: { gamma: 0.5, alpha: 0.3, classBalancing: true },
  },
  { name: 'mean_squared_error', activation: 'linear', target: 'values' },
  { name: 'mean_squared_error', activation: 'softmax', target: 'labels' },
  { name: 'mean_absolute_error', activation: 'linear', target: 'values' },
  { name: 'mean_absolute_percentage_error', activation: 'linear', target: 'values' },
  { name: 'huber', activation: 'linear', target: 'values', settings: { delta: 0.6 } },
  { name: 'log_cosh', activation: 'linear', target: 'values' },
  { name: 'poisson', activation: 'sigmoid', target: 'values' },
  { name: 'kl_divergence', activation: 'softmax', target: 'values' },
  { name: 'cosine_similarity', activation: 'linear', target: 'values' },
  { name: 'hinge', activation: 'linear', target: 'values' },
  { name: 'squared_hinge', activation: 'linear', target: 'values' },
  { name: 'categorical_hinge', activation: 'linear', target: 'labels' },
  { name: 'bayesian_personalized_ranking', activation: 'linear', target: 'labels' },
  { name: 'sampled_softmax', activation: 'softmax', target: 'labels' },
  { name: 'penalty_reduced_focal', activation: 'sigmoid', target: 'values' },
  {
    name: 'penalty_reduced_focal',
    activation: 'sigmoid',
    target: 'values',
    settings: { gamma: 1.5 },
  },
  { name: 'center_absolute_error', activation: 'linear', target: 'values' },
];
