import { OFFSET_CHANNELS, SIZE_CHANNELS } from '../boxes/center-grid.ts';
import type { SampleInput, SampleTarget } from '../dataset/dataset.ts';
import { reconstructionOf, sampleShape, targetOf } from '../dataset/sample.ts';
import type { Task } from '../dataset/tasks.ts';
import { type AppError, fail, ok, type Result } from '../errors.ts';
import type { Shape } from '../shape.ts';
import { type Augmentation, fitAugmentation } from './augmentation.ts';
import { type Answer, type FittedLoss, fitLoss, lossesFitting } from './fit-loss.ts';
import { fitsVocabulary } from './fits-vocabulary.ts';
import { type InferredModel, inferModel } from './infer-model.ts';
import type { InferredOutput } from './infer-outputs.ts';
import type { InferredLayer } from './inferred-layer.ts';
import { AUTO_LOSS, type LossName, type LossSettings } from './losses.ts';
import type { ModelSpec, OutputName, TargetSource } from './model-spec.ts';
import { neededLength, type SampleShare, shareSample } from './share-sample.ts';

/** What of a dataset decides a model's two ends. */
export interface DatasetFacts {
  readonly task: Task;
  readonly input: SampleInput;
  /** In label order; empty unless the task has classes. */
  readonly classes: readonly string[];
  /** What is to be answered; a class or a number where left out, as `classes` says. */
  readonly sampleTarget?: SampleTarget | undefined;
  /** Whether each sample has a weight of its own. */
  readonly weighted?: boolean | undefined;
}

/** An output that is trained, and towards what. */
export interface FittedOutput {
  readonly name: OutputName;
  readonly shape: Shape;
  readonly source: TargetSource;
  readonly target: SampleTarget;
  readonly loss: FittedLoss;
  /** What its loss is multiplied by before all are added up. */
  readonly weight: number;
}

/** A model that takes a dataset's samples and answers its task. */
export interface FittedModel extends Omit<InferredModel, 'outputs'> {
  readonly share: SampleShare;
  readonly input: SampleInput;
  /** The dataset's target, whether or not an output is trained towards it. */
  readonly target: SampleTarget;
  /** Of the dataset; 0 unless its task has classes. */
  readonly classCount: number;
  /** Whether each sample comes with a weight. */
  readonly weighted: boolean;
  /** The first one predicts. */
  readonly outputs: readonly [FittedOutput, ...FittedOutput[]];
  /** What samples go through in training before they come to the model. */
  readonly augmentation: readonly InferredLayer[];
}

/**
 * Infers a model and holds its ends against a dataset. Without a loss of choice, classes need one softmax output
 * each, or, for two classes, one sigmoid output (the second class' probability); numbers need an output each.
 * @param loss of outputs that have the first one's target and no loss of their own
 * @param augmentation of the plan that it is trained by
 */
export function fitsDataset(
  model: ModelSpec,
  facts: DatasetFacts,
  loss: LossSettings = AUTO_LOSS,
  augmentation: Augmentation = [],
): Result<FittedModel> {
  const inferred = inferModel(model);
  if (!inferred.ok) return inferred;
  const { layers, inputShapes } = inferred.value;
  const [first] = layers;
  if (first === undefined) return fail({ code: 'architecture/no-layers' });

  const { input } = facts;
  const expectedInput = sampleShape(input);
  const share = shareSample(inputShapes, expectedInput, neededLength(input));
  if (share === null) {
    return fail({
      code: 'architecture/shape-mismatch',
      layerId: first.id,
      expected: expectedInput,
      actual: first.shape,
    });
  }
  const vocabulary = fitsVocabulary(layers, input);
  if (!vocabulary.ok) return vocabulary;
  const [primary, ...further] = inferred.value.outputs;
  const main = fitOutput(primary, facts, loss);
  if (!main.ok) return main;
  const others: FittedOutput[] = [];
  for (const output of further) {
    const isAlike = sourceOf(output, facts) === main.value.source;
    const fitted = fitOutput(output, facts, isAlike ? loss : { ...loss, name: 'auto' });
    if (!fitted.ok) return fitted;
    others.push(fitted.value);
  }
  const lacking = lackingOf(main.value, others);
  if (lacking !== null) return fail(lacking);
  const augmented = fitAugmentation(augmentation, facts, [main.value, ...others]);
  if (!augmented.ok) return augmented;
  const mixing = [...augmented.value, ...layers].filter(({ type }) => type === 'MixUp');
  if (mixing.length > 1) return fail({ code: 'plan/mixed-twice' });
  return ok({
    ...inferred.value,
    share,
    input,
    target: targetOf(facts),
    classCount: facts.classes.length,
    weighted: facts.weighted === true,
    outputs: [main.value, ...others],
    augmentation: augmented.value,
  });
}

/**
 * Losses that one of a model's outputs could be trained with, the first one where none is named; none where the
 * model is wrong.
 */
export function fittingLosses(
  model: ModelSpec,
  facts: DatasetFacts,
  name?: OutputName,
): readonly LossName[] {
  const inferred = inferModel(model);
  if (!inferred.ok) return [];
  const { outputs } = inferred.value;
  const output = outputs.find(({ layer }) => layer === name) ?? outputs[0];
  return lossesFitting(answerOf(output, facts));
}

/** A detector is read as a whole: where centres are comes first, and sizes and offsets must come with it. */
function lackingOf(main: FittedOutput, others: readonly FittedOutput[]): AppError | null {
  const sources = [main, ...others].map(({ source }) => source);
  const isDetector = [main, ...others].some(
    ({ source, target }) => isPartOfBoxes(source) || target.kind === 'boxes',
  );
  if (!isDetector) return null;
  if (main.source !== 'target') return { code: 'architecture/boxes-incomplete', lacking: 'target' };
  const lacking = (['sizes', 'offsets'] as const).find((source) => !sources.includes(source));
  return lacking === undefined ? null : { code: 'architecture/boxes-incomplete', lacking };
}

const isPartOfBoxes = (source: TargetSource): boolean => source === 'sizes' || source === 'offsets';

function fitOutput(
  output: InferredOutput,
  facts: DatasetFacts,
  loss: LossSettings,
): Result<FittedOutput> {
  const source = sourceOf(output, facts);
  if (isPartOfBoxes(source) && targetOf(facts).kind !== 'boxes') {
    return fail({
      code: 'architecture/config-invalid',
      layerId: output.from.id,
      key: 'target',
      value: source,
      expected: 'target | features',
    });
  }
  const answer = answerOf(output, facts);
  const fitted = fitLoss(answer, { ...loss, name: output.loss ?? loss.name });
  if (!fitted.ok) return fitted;
  return ok({
    name: output.layer,
    shape: output.shape,
    source,
    target: answer.target,
    loss: fitted.value,
    weight: output.weight ?? 1,
  });
}

/** Where nothing else is to be answered, an output is to give the sample back. */
function sourceOf({ target }: InferredOutput, { task }: DatasetFacts): TargetSource {
  return target ?? (task === 'reconstruction' ? 'features' : 'target');
}

function answerOf(output: InferredOutput, facts: DatasetFacts): Answer {
  const { from, shape } = output;
  const source = sourceOf(output, facts);
  return {
    layer: from,
    shape,
    source,
    target: answeredTarget(source, facts),
    classes: facts.classes.length,
  };
}

function answeredTarget(source: TargetSource, facts: DatasetFacts): SampleTarget {
  const target = targetOf(facts);
  if (source === 'features') return reconstructionOf(facts.input);
  if (!isPartOfBoxes(source) || target.kind !== 'boxes') return target;
  const channels = source === 'sizes' ? SIZE_CHANNELS : OFFSET_CHANNELS;
  return { kind: 'values', shape: [target.height, target.width, channels] };
}
