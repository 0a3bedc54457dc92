import type { SampleInput, SampleTarget, Task } from '../dataset/dataset.ts';
import { sampleShape, targetOf } from '../dataset/sample.ts';
import { fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { type Answer, type FittedLoss, fitLoss, lossesFitting } from './fit-loss.ts';
import { fitsVocabulary } from './fits-vocabulary.ts';
import { type InferredModel, inferModel } from './infer-model.ts';
import { AUTO_LOSS, type LossName, type LossSettings } from './losses.ts';
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

/** An output that is trained, and towards what. */
export interface FittedOutput {
  readonly layerId: LayerId;
  readonly shape: Shape;
  readonly target: SampleTarget;
  readonly loss: FittedLoss;
}

/** A model that takes a dataset's samples and answers its task. */
export interface FittedModel extends InferredModel {
  readonly share: SampleShare;
  readonly output: FittedOutput;
}

/**
 * Infers a model and holds its ends against a dataset. Without a loss of choice, classes need one softmax output
 * each, or, for two classes, one sigmoid output (the second class' probability); numbers need an output each.
 */
export function fitsDataset(
  model: ModelSpec,
  facts: DatasetFacts,
  loss: LossSettings = AUTO_LOSS,
): Result<FittedModel> {
  const inferred = inferModel(model);
  if (!inferred.ok) return inferred;
  const { layers, inputShapes } = inferred.value;
  const [first] = layers;
  if (first === undefined) return fail({ code: 'architecture/no-layers' });

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
  const answer = answerOf(inferred.value, facts);
  const fitted = fitLoss(answer, loss);
  if (!fitted.ok) return fitted;
  const { layer, shape, target } = answer;
  const output = { layerId: layer.id, shape, target, loss: fitted.value };
  return ok({ ...inferred.value, share, output });
}

/** Losses that a model's output could be trained with; none where the model is wrong. */
export function fittingLosses(model: ModelSpec, facts: DatasetFacts): readonly LossName[] {
  const inferred = inferModel(model);
  return inferred.ok ? lossesFitting(answerOf(inferred.value, facts)) : [];
}

function answerOf({ layers, outputShape }: InferredModel, facts: DatasetFacts): Answer {
  const layer = layers.at(-1);
  if (layer === undefined) throw new Error('An inferred model has layers');
  const classes = facts.classes.length;
  return { layer, shape: outputShape, target: targetOf(facts), classes };
}
