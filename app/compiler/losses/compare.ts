import type { FittedLoss } from '../../architecture/fit-loss.ts';
import type { FittedModel, FittedOutput } from '../../architecture/fits-dataset.ts';
import { outputOf, type TargetSource } from '../../architecture/model-spec.ts';
import { sameShape } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { channelsLast } from '../lower/layer-tensor.ts';
import type { LoweredModel } from '../lower/lower-model.ts';
import type { RandomPool } from '../lower/random-pool.ts';
import { type WeightValues, weightName } from '../model-weights.ts';
import { cast, equal, multiply, subtract } from '../operators/elementwise.ts';
import { type BoxParts, boxParts } from './box-parts.ts';
import type { Mixture } from './mixed.ts';
import { sampledSoftmax } from './sampled-softmax.ts';
import { LOSSES } from './table.ts';

/** The largest value of a pixel, which stands for white. */
const WHITE = 255;

/** An output beside what it is to give. */
export interface Compared {
  readonly output: FittedOutput;
  /** float32 [batch, …], channels last. */
  readonly prediction: Value;
  /** Labels int32 [batch, …], or values float32 [batch, …]. */
  readonly target: Value;
  /** Which places count: [batch, time] of a masked sequence; in the losses' shape where a class is ignored. */
  readonly mask: Value | undefined;
  /** For each but the last axis of the output: [batch, …]. */
  readonly losses: Value;
  /** Whether the losses came about without the prediction, which would cost more than they do. */
  readonly isSampled: boolean;
  /** What it is held against where samples are mixed: the neighbour's answer, with the losses towards it. */
  readonly neighbour?: Pick<Compared, 'target' | 'losses'> | undefined;
}

/** A batch as it was handed in: `features` [batch, …sample] and `target` [batch, …]. */
export interface BatchData {
  readonly features: Value;
  readonly target: Value;
}

/** What training draws on where it compares with some classes instead of all. */
export interface Sampling {
  readonly random: RandomPool;
  /** Weights of the model by their full names. */
  readonly weights: WeightValues;
}

/**
 * Holds every output of a model against its target, the first one first.
 * @param sampling null in inference, which compares with all classes
 * @param mixture  of samples that are mixed, which are held against their neighbour's answer as well
 */
export function compareOutputs(
  model: FittedModel,
  lowered: LoweredModel,
  data: BatchData,
  sampling: Sampling | null,
  mixture: Mixture | null = null,
): readonly [Compared, ...Compared[]] {
  const [primary, ...others] = model.outputs;
  const other = mixture && {
    features: mixture.neighbour(data.features),
    target: mixture.neighbour(data.target),
  };
  const compareWith = (output: FittedOutput, told: BatchData): Compared => {
    const compared = compareOutput(model, output, lowered, told);
    if (sampling === null || output.loss.name !== 'sampled_softmax') return compared;
    const losses = sampledLosses(compared, model, lowered, sampling);
    return { ...compared, losses, isSampled: true };
  };
  const compare = (output: FittedOutput): Compared => ({
    ...compareWith(output, data),
    neighbour: other === null ? undefined : compareWith(output, other),
  });
  return [compare(primary), ...others.map(compare)];
}

function compareOutput(
  model: FittedModel,
  output: FittedOutput,
  { tensors }: LoweredModel,
  { features, target }: BatchData,
): Compared {
  const { layerId, place } = outputOf(output.name);
  const tensor = tensors.get(layerId)?.[place];
  if (tensor === undefined) throw new Error(`The model does not give ${output.name}`);
  const prediction = channelsLast(tensor);
  const { loss: settings } = output;
  const { target: whole } = model;
  const parts = whole.kind === 'boxes' ? boxParts(target, whole.classes) : null;
  const truth = truthOf(output.source, { features, target }, model.input.kind, parts);
  const losses = LOSSES[settings.name]({
    output: prediction,
    target: truth,
    settings,
    centers: parts?.centers,
  });
  const counted = notIgnored(truth, settings);
  return {
    output,
    prediction,
    target: truth,
    mask: bothMasks(tensor.mask, counted),
    losses: counted === null ? losses : multiply(losses, counted),
    isSampled: false,
  };
}

/**
 * 1 for every place whose class counts, in the shape of the losses; null where all do.
 * @source Keras 3 `SparseCategoricalCrossentropy`, argument `ignore_class`
 */
function notIgnored(target: Value, { name, ignoreClass }: FittedLoss): Value | null {
  if (name !== 'sparse_categorical_crossentropy' || ignoreClass === null) return null;
  const ignored = equal(cast(target, 'float32'), ignoreClass);
  return subtract(1, cast(ignored, 'float32'));
}

/** Places that both count; a mask of time steps says nothing of samples as a whole. */
function bothMasks(mask: Value | undefined, counted: Value | null): Value | undefined {
  if (counted === null) return mask;
  return mask !== undefined && sameShape(mask.shape, counted.shape)
    ? multiply(mask, counted)
    : counted;
}

/** What an output is held against. */
function truthOf(
  source: TargetSource,
  { features, target }: BatchData,
  kind: FittedModel['input']['kind'],
  parts: BoxParts | null,
): Value {
  if (source === 'features') return reconstructed(features, kind);
  if (parts === null) return target;
  return source === 'target' ? parts.heat : parts[source];
}

/** Losses by the inputs and weights of the layer that gives the output. */
function sampledLosses(
  { output, target }: Compared,
  { layers }: FittedModel,
  { tensors }: LoweredModel,
  { random, weights }: Sampling,
): Value {
  const { layerId } = outputOf(output.name);
  const [from] = layers.find(({ id }) => id === layerId)?.inputs ?? [];
  const { layerId: before, place } = outputOf(from ?? layerId);
  const input = tensors.get(before)?.[place];
  const kernel = weights.get(weightName(layerId, 'kernel'));
  if (input === undefined || kernel === undefined) throw new Error(`${layerId} is not dense`);
  const bias = weights.get(weightName(layerId, 'bias'));
  const uniform = random.uniformNumbers(`${layerId}/negatives`, [output.loss.negatives]);
  return sampledSoftmax({ input: channelsLast(input), kernel, bias }, target, uniform);
}

/** Samples as what a model is to give back: pixels as fractions of white, all else as it is stored. */
function reconstructed(features: Value, kind: FittedModel['input']['kind']): Value {
  return kind === 'image' ? multiply(cast(features, 'float32'), 1 / WHITE) : features;
}
