import type { FittedOutput } from '../../architecture/fits-dataset.ts';
import { AUTO_LOSS, type LossName } from '../../architecture/losses.ts';
import type { SampleTarget } from '../../dataset/dataset.ts';
import { targetShape, targetType } from '../../dataset/sample.ts';
import type { LayerId } from '../../ids.ts';
import { fitMetrics } from '../../metrics/fit-metrics.ts';
import { addMeasures, finishMeasures, NO_SUMS } from '../../metrics/measures.ts';
import { AUTO_METRICS, type MetricName, type MetricSettings } from '../../metrics/metric-names.ts';
import type { Shape } from '../../shape.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { LOSSES } from '../losses/table.ts';
import { measureBatch } from '../metrics/measure-batch.ts';
import { sigmoid, softmax } from '../operators/elementwise.ts';

const ACTIVATIONS = { softmax, sigmoid, linear: (x: Value): Value => x };

/** An output and what its metrics are of. */
export interface MetricCase {
  readonly loss: LossName;
  readonly activation: keyof typeof ACTIVATIONS;
  readonly target: SampleTarget;
  /** Of one sample's output. */
  readonly shape: Shape;
  /** [batch, time] */
  readonly mask?: readonly number[] | undefined;
  /** [batch] */
  readonly present?: readonly number[] | undefined;
  /** [batch] */
  readonly weight?: readonly number[] | undefined;
  readonly settings?: Partial<Omit<MetricSettings, 'names'>> | undefined;
}

export function outputOfCase({ shape, target, loss }: MetricCase): FittedOutput {
  return {
    name: 'output' as LayerId,
    shape,
    source: 'target',
    target,
    loss: { ...AUTO_LOSS, name: loss },
    weight: 1,
  };
}

/** A graph from `x`, what goes into the activation, and `target` to a batch's measures. */
export function metricGraph(given: MetricCase, names: readonly MetricName[], batch: number) {
  const output = outputOfCase(given);
  const metrics = fitMetrics({ outputs: [output] }, { ...AUTO_METRICS, ...given.settings, names });
  if (!metrics.ok) throw new Error(JSON.stringify(metrics.error));
  const graph = new Graph();
  const prediction = ACTIVATIONS[given.activation](
    graph.input('x', 'float32', [batch, ...given.shape]),
  );
  const target = targetInput(graph, given.target, batch);
  const mask = given.mask && graph.input('mask', 'float32', [batch, given.mask.length / batch]);
  const present = given.present && graph.input('present', 'float32', [batch]);
  const weight = given.weight && graph.input('weight', 'float32', [batch]);
  const losses = LOSSES[given.loss]({ output: prediction, target, settings: output.loss });
  const compared = { output, prediction, target, mask, losses, isSampled: false };
  const { measures, values } = measureBatch([compared], metrics.value, { present, weight });
  values.forEach((value, place) => {
    graph.outputs.set(`measure ${place}`, value);
  });
  return { graph, measures };
}

function targetInput(graph: Graph, target: SampleTarget, batch: number): Value {
  switch (target.kind) {
    case 'class':
      return graph.input('target', 'int32', [batch]);
    case 'tokens':
      return graph.input('target', 'int32', [batch, target.length]);
    case 'values':
    case 'boxes':
      return graph.input('target', targetType(target), [batch, ...targetShape(target)]);
  }
}

/** Metrics of a batch whose rows are what goes into the activation. */
export function metricsOf(
  ...batch: Parameters<typeof measuresOf>
): Readonly<Record<string, number>> {
  const { loss: _, ...metrics } = measuresOf(...batch);
  return metrics;
}

/** Loss and metrics of a batch whose rows are what goes into the activation. */
export function measuresOf(
  given: MetricCase,
  names: readonly MetricName[],
  rows: readonly (readonly number[])[],
  target: readonly number[],
): Readonly<Record<string, number>> {
  const { graph, measures } = metricGraph(given, names, rows.length);
  const { mask, present, weight } = given;
  const feeds = {
    x: rows.flat(),
    target,
    ...(mask && { mask }),
    ...(present && { present }),
    ...(weight && { weight }),
  };
  const results = interpret(graph, feeds);
  const values = [...results.values()].flatMap(({ data }) => [...data]);
  const sums = addMeasures(measures, NO_SUMS, Float64Array.from(values));
  return finishMeasures(measures, sums);
}
