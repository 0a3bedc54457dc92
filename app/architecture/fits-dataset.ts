import type { SampleInput, SampleTarget, Task } from '../dataset/dataset.ts';
import { sampleShape } from '../dataset/sample.ts';
import { fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import { type Shape, sameShape } from '../shape.ts';
import { findDefinition } from './catalogue.ts';
import { fitsVocabulary } from './fits-vocabulary.ts';
import { type InferredModel, inferModel } from './infer-model.ts';
import type { InferredLayer } from './inferred-layer.ts';
import type { Activation } from './layer-definition.ts';
import type { ModelSpec } from './model-spec.ts';
import { type SampleShare, shareSample } from './share-sample.ts';

/** What of a dataset decides a model's two ends. */
export interface DatasetFacts {
  readonly task: Task;
  readonly input: SampleInput;
  /** In label order; empty unless the task has classes. */
  readonly classes: readonly string[];
  /** What is to be answered; a class or a number where left out, as `classes` says. */
  readonly sampleTarget?: SampleTarget | undefined;
}

/** The loss that goes with a model's output; mean over the batch. */
export type LossName = 'softmax-cross-entropy' | 'sigmoid-cross-entropy' | 'mean-squared-error';

/** A model that takes a dataset's samples and answers its task. */
export interface FittedModel extends InferredModel {
  readonly share: SampleShare;
  readonly loss: LossName;
}

/**
 * Infers a model and holds its ends against a dataset. Classes need one softmax output each, or, for two classes,
 * one sigmoid output (the second class' probability); a number needs one output.
 */
export function fitsDataset(model: ModelSpec, facts: DatasetFacts): Result<FittedModel> {
  const inferred = inferModel(model);
  if (!inferred.ok) return inferred;
  const { layers, inputShapes, outputShape } = inferred.value;
  const first = layers[0];
  const last = layers.at(-1);
  if (first === undefined || last === undefined) return fail({ code: 'architecture/no-layers' });

  const expectedInput = sampleShape(facts.input);
  const share = shareSample(inputShapes, expectedInput);
  if (share === null) {
    return fail({
      code: 'architecture/shape-mismatch',
      layerId: first.id,
      expected: expectedInput,
      actual: first.shape,
    });
  }
  const vocabulary = fitsVocabulary(layers, facts.input);
  if (!vocabulary.ok) return vocabulary;
  const loss = outputLoss(last, outputShape, facts);
  return loss.ok ? ok({ ...inferred.value, share, loss: loss.value }) : loss;
}

/** Activation that a layer ends with; `linear` for layers without one. */
export function finalActivation(layer: InferredLayer): Activation {
  const own = findDefinition(layer.type)?.finalActivation?.(layer.config, layer.inputShapes);
  return own ?? ('activation' in layer.config ? layer.config.activation : 'linear');
}

function outputLoss(last: InferredLayer, output: Shape, facts: DatasetFacts): Result<LossName> {
  const classes = facts.classes.length;
  if (classes === 0) {
    return sameShape(output, [1])
      ? ok('mean-squared-error')
      : fail({
          code: 'architecture/output-mismatch',
          layerId: last.id,
          expected: [1],
          actual: output,
        });
  }
  if (classes === 2 && sameShape(output, [1])) {
    return withActivation(last, 'sigmoid', 'sigmoid-cross-entropy');
  }
  if (!sameShape(output, [classes])) {
    return fail({
      code: 'architecture/output-mismatch',
      layerId: last.id,
      expected: [classes],
      actual: output,
    });
  }
  return withActivation(last, 'softmax', 'softmax-cross-entropy');
}

function withActivation(
  layer: InferredLayer,
  expected: Activation,
  loss: LossName,
): Result<LossName> {
  const actual = finalActivation(layer);
  if (actual === expected) return ok(loss);
  const layerId: LayerId = layer.id;
  return fail({ code: 'architecture/output-activation', layerId, expected, actual });
}
