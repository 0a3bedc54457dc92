import {
  addLayer,
  setLayerConfig,
  setLayerInputs,
} from '../../../../app/architecture/edit-model.ts';
import { type DatasetFacts, fitsDataset } from '../../../../app/architecture/fits-dataset.ts';
import { namedOutputs } from '../../../../app/architecture/infer-outputs.ts';
import { AUTO_LOSS, type LossSettings } from '../../../../app/architecture/losses.ts';
import { type ModelSpec, outputOf } from '../../../../app/architecture/model-spec.ts';
import { sampleShape } from '../../../../app/dataset/sample.ts';
import type { LayerId } from '../../../../app/ids.ts';
import { type Shape, sameShape } from '../../../../app/shape.ts';

/** One change that makes a model fit its dataset. */
export type Mend =
  | { readonly kind: 'input-shape'; readonly shape: Shape }
  | { readonly kind: 'output'; readonly layerId: LayerId; readonly outputs: OutputLayer }
  | { readonly kind: 'flatten'; readonly before: LayerId }
  | { readonly kind: 'added-output'; readonly outputs: OutputLayer };

interface OutputLayer {
  readonly units: number;
  readonly activation: 'softmax' | 'linear';
}

export interface MendedModel {
  readonly model: ModelSpec;
  readonly mends: readonly Mend[];
}

/**
 * Makes the two ends of a model fit a dataset, changing as little as will do.
 * @returns null where nothing is to mend, or where the fault lies between the ends
 */
export function mendModel(
  model: ModelSpec,
  facts: DatasetFacts,
  loss: LossSettings = AUTO_LOSS,
): MendedModel | null {
  if (fitsDataset(model, facts, loss).ok) return null;
  const entered = withInput({ model, mends: [] }, sampleShape(facts.input));
  const outputs: OutputLayer =
    facts.classes.length === 0
      ? { units: 1, activation: 'linear' }
      : { units: facts.classes.length, activation: 'softmax' };
  const retuned = withOutputs(entered, outputs);
  const candidates = [
    entered,
    retuned,
    retuned && flattened(retuned),
    withAddedOutput(entered, outputs, false),
    withAddedOutput(entered, outputs, true),
  ];
  return (
    candidates.find(
      (candidate) => candidate !== null && fitsDataset(candidate.model, facts, loss).ok,
    ) ?? null
  );
}

function withInput({ model, mends }: MendedModel, shape: Shape): MendedModel {
  const [first] = model.layers;
  const found = first?.config.shape;
  if (first?.type !== 'Input' || (Array.isArray(found) && sameShape(found, shape))) {
    return { model, mends };
  }
  return {
    model: setLayerConfig(model, first.id, 'shape', shape),
    mends: [...mends, { kind: 'input-shape', shape }],
  };
}

/** The Dense layer that predicts set to the outputs; an Activation behind it takes the activation. */
function withOutputs({ model, mends }: MendedModel, outputs: OutputLayer): MendedModel | null {
  const index = predictingIndex(model);
  const last = model.layers[index];
  const activating = last?.type === 'Activation' ? last : undefined;
  const dense = activating === undefined ? last : model.layers[index - 1];
  if (dense?.type !== 'Dense') return null;
  const sized = setLayerConfig(model, dense.id, 'units', outputs.units);
  return {
    model: setLayerConfig(sized, (activating ?? dense).id, 'activation', outputs.activation),
    mends: [...mends, { kind: 'output', layerId: dense.id, outputs }],
  };
}

/** Where the first output's layer stands. */
function predictingIndex(model: ModelSpec): number {
  const [first] = namedOutputs(model);
  const id = first === undefined ? undefined : outputOf(first.layer).layerId;
  return model.layers.findIndex((layer) => layer.id === id);
}

/** A Flatten right before the layer that `withOutputs` has set, which takes what comes out of it. */
function flattened({ model, mends }: MendedModel): MendedModel {
  const index = model.layers.findIndex(({ id }) => id === retunedBy(mends));
  const dense = model.layers[index];
  if (dense === undefined) return { model, mends };
  const added = addLayer(model, 'Flatten', {}, index);
  const flatten = added.layers[index]?.id;
  return {
    model:
      dense.inputs === undefined || flatten === undefined
        ? added
        : setLayerInputs(setLayerInputs(added, flatten, dense.inputs), dense.id, undefined),
    mends: [...mends, { kind: 'flatten', before: dense.id }],
  };
}

function retunedBy(mends: readonly Mend[]): LayerId | undefined {
  return mends.find((mend) => mend.kind === 'output')?.layerId;
}

function withAddedOutput(
  { model, mends }: MendedModel,
  outputs: OutputLayer,
  flatten: boolean,
): MendedModel {
  const before = flatten ? addLayer(model, 'Flatten') : model;
  const added = addLayer(before, 'Dense', { ...outputs });
  return {
    model: withNewFirst(added, model.layers.length),
    mends: [...mends, { kind: 'added-output', outputs }],
  };
}

/** A model that names its outputs predicts from what was added behind its first one, from an index on. */
function withNewFirst(model: ModelSpec, from: number): ModelSpec {
  const [first, ...others] = model.outputs ?? [];
  const [start, last] = [model.layers[from], model.layers.at(-1)];
  if (first === undefined || start === undefined || last === undefined) return model;
  const outputs = [{ ...first, layer: last.id }, ...others];
  return setLayerInputs({ ...model, outputs }, start.id, [first.layer]);
}
