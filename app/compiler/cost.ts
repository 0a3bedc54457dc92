import { type DatasetFacts, fitsDataset } from '../architecture/fits-dataset.ts';
import { AUTO_LOSS } from '../architecture/losses.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { ok, type Result } from '../errors.ts';
import { fitMetrics } from '../metrics/fit-metrics.ts';
import { AUTO_METRICS } from '../metrics/metric-names.ts';
import { elementCount } from '../shape.ts';
import type { MeasuredPlan } from './compile-inference.ts';
import type { TrainedPlan } from './compile-training.ts';
import type { AnyNode, Value } from './graph.ts';
import { changedBytes, takesOneStep } from './onnx/training-loop.ts';
import { innerGraph } from './operators/inner-graph.ts';
import { OPTIMIZER_SCOPE } from './optimizer-scope.ts';
import { DEFAULT_OPTIMIZER_SETTINGS, type OptimizerSettings } from './optimizers/settings.ts';
import { accumulateRows } from './passes/accumulate-rows.ts';
import {
  filterBlocking,
  filterGradientBlocking,
  inputGradientBlocking,
} from './passes/blocking/fit.ts';
import { leaveUnchanged } from './passes/leave-unchanged.ts';
import { lookUpRows } from './passes/look-up-rows.ts';
import { simplify } from './passes/simplify.ts';
import { updateRows } from './passes/update-rows.ts';
import { kernelCount, peakTemporaryBytes, trafficBytes } from './peak-memory.ts';
import { buildTrainingStep } from './training-step.ts';

/** What a model asks of a machine, counted on the graph that trains it. */
export interface ModelCost {
  /** Numbers in all weights, moving statistics included. */
  readonly parameters: number;
  readonly trainable: number;
  /**
   * Floating-point operations of forward and backward pass for one sample; a multiply-add counts
   * as two. The optimiser's work is left out: it does not grow with the samples.
   */
  readonly flopsPerSample: number;
  /** Of those, in convolutions that no blocked kernel computes; several times slower for each. */
  readonly plainFlopsPerSample: number;
  /** Those of the optimiser at one step, however many samples it has; the mean where steps differ. */
  readonly updateFlops: number;
  /** Weights, statistics and the optimiser's moments. */
  readonly stateBytes: number;
  /** Of the state, what is handed over at each step, since it is large, and not once a call. */
  readonly handedBytes: number;
  /** What one step holds of activations and gradients at most at once. */
  readonly activationBytes: number;
  /** What one step reads and writes, as if nothing stayed in a cache. */
  readonly trafficBytes: number;
  /** Operators that the runtime runs for one step. */
  readonly kernels: number;
}

/** Channels of a block with AVX-512. */
const BLOCK = 16;

const TYPICAL = { ...DEFAULT_OPTIMIZER_SETTINGS, loss: AUTO_LOSS, metrics: AUTO_METRICS };

/**
 * Counts what a training step of the model takes.
 * @param settings they decide how many moments there are
 * @param batchSize samples of a step: decides all but parameters and state
 * @returns the model's first fault where it is wrong or does not fit the data
 */
export function costOf(
  model: ModelSpec,
  data: DatasetFacts,
  settings: OptimizerSettings & MeasuredPlan & Pick<TrainedPlan, 'augmentation'> = TYPICAL,
  batchSize = 1,
): Result<ModelCost> {
  const fitted = fitsDataset(model, data, settings.loss, settings.augmentation);
  if (!fitted.ok) return fitted;
  const metrics = fitMetrics(fitted.value, settings.metrics);
  if (!metrics.ok) return metrics;
  const step = buildTrainingStep(fitted.value, data.input, {
    settings,
    batchSize,
    seed: 0,
    plannedSteps: 1,
    metrics: metrics.value,
    drawPool: (_seed, size) => new Float32Array(size),
  });
  // A table's gradient that is never made takes nothing.
  const graph = simplify(accumulateRows(updateRows(simplify(step.graph))));
  const { nodes } = graph;
  const handed = lookUpRows(leaveUnchanged(graph));
  return ok({
    parameters: fitted.value.parameters,
    trainable: fitted.value.trainableParameters,
    flopsPerSample: flopsOfAll(nodes.filter(({ scope }) => scope !== OPTIMIZER_SCOPE)) / batchSize,
    updateFlops:
      flopsOfAll(nodes.filter(({ scope }) => scope === OPTIMIZER_SCOPE)) /
      settings.accumulationSteps,
    plainFlopsPerSample: plainFlopsOf(nodes) / batchSize,
    stateBytes: step.carried
      .flatMap(({ parts }) => parts)
      .reduce(
        (sum, { shape, dtype }) => sum + elementCount(shape) * (dtype === 'int64' ? 8 : 4),
        0,
      ),
    handedBytes: takesOneStep(handed) ? changedBytes(handed) : 0,
    activationBytes: peakTemporaryBytes(graph),
    trafficBytes: trafficBytes(nodes),
    kernels: kernelCount(nodes),
  });
}

const flopsOfAll = (nodes: readonly AnyNode[]): number =>
  nodes.reduce((sum, node) => sum + flopsOf(node), 0);

function plainFlopsOf(nodes: readonly AnyNode[]): number {
  return nodes.reduce((sum, node) => {
    const inner = innerGraph(node);
    if (inner !== null) return sum + inner.runs * plainFlopsOf(inner.body.nodes);
    return sum + (isPlainConvolution(node) ? flopsOf(node) : 0);
  }, 0);
}

/** Whether a convolution falls into no blocks of the processors that most runs are on. */
function isPlainConvolution(node: AnyNode): boolean {
  switch (node.op) {
    case 'convolution':
      return filterBlocking(node.inputs[1]?.shape ?? [], node.attributes.groups, BLOCK) === null;
    case 'convolutionInputGradient':
      return inputGradientBlocking(node, BLOCK) === null;
    case 'convolutionFilterGradient':
      return filterGradientBlocking(node, BLOCK) === null;
    default:
      return false;
  }
}

/** Copies of the state: what a call is given, has made and gives back. */
const STATE_COPIES = 3;

/**
 * What training keeps in memory at once: weights with the optimiser's state, and what one step
 * holds. Runtime and data come on top.
 * @returns bytes
 */
export function trainingBytes({ stateBytes, activationBytes }: ModelCost): number {
  return STATE_COPIES * stateBytes + activationBytes;
}

/** For each number: two sums over it, centring or levelling, scaling and shifting. */
const NORMALIZATION_FLOPS = 7;

/** Floating-point operations of one node. */
export function flopsOf(node: AnyNode): number {
  const inner = innerGraph(node);
  if (inner !== null) {
    return inner.runs * flopsOfAll(inner.body.nodes);
  }
  const [first, second] = node.inputs;
  const output = node.outputs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  switch (node.op) {
    case 'matrixProduct': {
      const inner = first?.shape[node.attributes.transposeLeft ? 0 : 1] ?? 1;
      return 2 * output * inner;
    }
    case 'batchedProduct': {
      const { transposeLeft, leadLeft } = node.attributes;
      const inner = first?.shape.at(transposeLeft ? (leadLeft ? 0 : -2) : -1) ?? 1;
      return 2 * output * inner;
    }
    case 'lstm': {
      const [, , features = 1] = first?.shape ?? [];
      return 8 * output * (features + (node.inputs[2]?.shape[0] ?? 1));
    }
    case 'sharedProduct':
      return 2 * output * (first?.shape[1] ?? 1);
    case 'convolution':
      return 2 * output * perOutput(second);
    case 'convolutionInputGradient':
      return 2 * sizeOf(first) * perOutput(second);
    case 'convolutionFilterGradient':
      return 2 * sizeOf(second) * perOutput(node.outputs[0]);
    case 'maxPool':
    case 'averagePool':
      return sizeOf(node.outputs[0]) * node.attributes.window[0] * node.attributes.window[1];
    case 'batchNormalization':
    case 'batchNormalizationGradient':
    case 'layerNormalization':
    case 'layerNormalizationGradient':
      return NORMALIZATION_FLOPS * sizeOf(first);
    case 'sum':
    case 'mean':
    case 'argMax':
    case 'maxPoolGradient':
    case 'scatterAdd':
      return sizeOf(first);
    case 'input':
    case 'constant':
    case 'poolWindow':
    case 'reshape':
    case 'transpose':
    case 'broadcast':
    case 'concatenate':
    case 'split':
    case 'reverse':
    case 'gather':
    case 'gatherAlong':
    case 'upsample':
    case 'pad':
    case 'oneHot':
    case 'cast':
      return 0;
    default:
      return output;
  }
}

const sizeOf = (value: Value | undefined): number => elementCount(value?.shape ?? []);

/** Multiply-adds that go into one output value of a filter [out, in / groups, kh, kw]. */
const perOutput = (filter: Value | undefined): number => elementCount(filter?.shape.slice(1) ?? []);
