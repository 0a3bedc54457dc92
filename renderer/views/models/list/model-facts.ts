import { findDefinition } from '../../../../app/architecture/catalogue.ts';
import { checkModel } from '../../../../app/architecture/check-model.ts';
import { finalActivation } from '../../../../app/architecture/fit-loss.ts';
import type { DatasetFacts } from '../../../../app/architecture/fits-dataset.ts';
import { inferModel } from '../../../../app/architecture/infer-model.ts';
import type { InferredLayer } from '../../../../app/architecture/inferred-layer.ts';
import type { ModelSpec } from '../../../../app/architecture/model-spec.ts';
import type { Task } from '../../../../app/dataset/tasks.ts';
import type { Shape } from '../../../../app/shape.ts';

/** What a list shows of a model. */
export interface ModelFacts {
  /** Null for a model that is still wrong. */
  readonly task: Task | null;
  readonly layers: number;
  readonly parameters: number;
  readonly inputShape: Shape | null;
  readonly outputShape: Shape | null;
}

export function modelFacts(model: ModelSpec): ModelFacts {
  const report = checkModel(model);
  return {
    task: taskOf(model),
    layers: model.layers.length,
    parameters: report.parameters,
    inputShape: report.layers[0]?.shape ?? null,
    outputShape: report.outputShape,
  };
}

/** What a template is shown with before there is a dataset to fit it to. */
export const EXAMPLE_FACTS: Readonly<Partial<Record<Task, DatasetFacts>>> = {
  classification: {
    task: 'classification',
    input: { kind: 'tabular', features: 20 },
    classes: ['a', 'b', 'c'],
  },
  regression: { task: 'regression', input: { kind: 'tabular', features: 20 }, classes: [] },
  'image-classification': {
    task: 'image-classification',
    input: { kind: 'image', height: 28, width: 28, channels: 1 },
    classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
  },
  'object-detection': {
    task: 'object-detection',
    input: { kind: 'image', height: 96, width: 96, channels: 3 },
    classes: ['a', 'b', 'c'],
    sampleTarget: { kind: 'boxes', height: 24, width: 24, classes: 3, most: 10 },
  },
  'text-classification': {
    task: 'text-classification',
    input: { kind: 'tokens', length: 64, vocabulary: 5000 },
    classes: ['a', 'b'],
  },
  'language-modeling': {
    task: 'language-modeling',
    input: { kind: 'tokens', length: 64, vocabulary: 65 },
    classes: [],
    sampleTarget: { kind: 'tokens', length: 64, vocabulary: 65 },
  },
  translation: {
    task: 'translation',
    input: {
      kind: 'tokens',
      length: 64,
      vocabulary: 8000,
      parts: [
        { length: 32, vocabulary: 8000 },
        { length: 32, vocabulary: 8000 },
      ],
    },
    classes: [],
    sampleTarget: { kind: 'tokens', length: 32, vocabulary: 8000 },
  },
  recommendation: {
    task: 'recommendation',
    input: {
      kind: 'tokens',
      length: 1 + 5 + 5 * 12,
      vocabulary: 1683,
      parts: [
        { length: 1, vocabulary: 944 },
        { length: 5, vocabulary: 1683 },
        { length: 5 * 12, vocabulary: 1100, optional: true },
      ],
    },
    classes: [],
    sampleTarget: { kind: 'values', shape: [5] },
  },
  reconstruction: {
    task: 'reconstruction',
    input: { kind: 'tabular', features: 20 },
    classes: [],
  },
  forecasting: {
    task: 'forecasting',
    input: { kind: 'series', length: 24, channels: 2 },
    classes: [],
    sampleTarget: { kind: 'values', shape: [1] },
  },
};

/** Whether a layer looks up what its inputs name. */
const readsTokens = (layers: readonly InferredLayer[]): boolean =>
  layers.some(({ type }) => findDefinition(type)?.tableRows !== undefined);

/** A model does not say what it is for; its two ends do. */
function taskOf(model: ModelSpec): Task | null {
  const inferred = inferModel(model);
  if (!inferred.ok) return null;
  const last = inferred.value.layers.at(-1);
  if (last === undefined) return null;
  if (inferred.value.outputs[0].target === 'features') return 'reconstruction';
  if (inferred.value.inputShapes[0]?.length === 3) {
    const isDetector = model.outputs?.some(({ target }) => target === 'sizes') === true;
    return isDetector ? 'object-detection' : 'image-classification';
  }
  const activation = finalActivation(last);
  if (readsTokens(inferred.value.layers)) {
    const several = inferred.value.inputShapes.length > 1;
    if (several) return last.shape.length === 2 ? 'translation' : 'recommendation';
    return last.shape.length === 2 ? 'language-modeling' : 'text-classification';
  }
  if (activation === 'softmax' || activation === 'sigmoid') return 'classification';
  return inferred.value.inputShapes[0]?.length === 2 ? 'forecasting' : 'regression';
}
