import type { FittedModel, FittedOutput } from '../../architecture/fits-dataset.ts';
import { outputOf } from '../../architecture/model-spec.ts';
import type { Value } from '../graph.ts';
import { channelsLast } from '../lower/layer-tensor.ts';
import type { LoweredModel } from '../lower/lower-model.ts';
import { cast, multiply } from '../operators/elementwise.ts';
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
  /** [batch, time] where the output is a masked sequence. */
  readonly mask: Value | undefined;
  /** For each but the last axis of the output: [batch, …]. */
  readonly losses: Value;
}

/** A batch as it was handed in: `features` [batch, …sample] and `target` [batch, …]. */
export interface BatchData {
  readonly features: Value;
  readonly target: Value;
}

/** Holds every output of a model against its target, the first one first. */
export function compareOutputs(
  model: FittedModel,
  lowered: LoweredModel,
  data: BatchData,
): readonly [Compared, ...Compared[]] {
  const [primary, ...others] = model.outputs;
  const compare = (output: FittedOutput) => compareOutput(model, output, lowered, data);
  return [compare(primary), ...others.map(compare)];
}

function compareOutput(
  { input }: FittedModel,
  output: FittedOutput,
  { tensors }: LoweredModel,
  { features, target }: BatchData,
): Compared {
  const { layerId, place } = outputOf(output.name);
  const tensor = tensors.get(layerId)?.[place];
  if (tensor === undefined) throw new Error(`The model does not give ${output.name}`);
  const prediction = channelsLast(tensor);
  const truth = output.source === 'target' ? target : reconstructed(features, input.kind);
  const { loss: settings } = output;
  return {
    output,
    prediction,
    target: truth,
    mask: tensor.mask,
    losses: LOSSES[settings.name]({ output: prediction, target: truth, settings }),
  };
}

/** Samples as what a model is to give back: pixels as fractions of white, all else as it is stored. */
function reconstructed(features: Value, kind: FittedModel['input']['kind']): Value {
  return kind === 'image' ? multiply(cast(features, 'float32'), 1 / WHITE) : features;
}
