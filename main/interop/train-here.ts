import { type DatasetFacts, fitsDataset } from '../../app/architecture/fits-dataset.ts';
import type { CompiledTraining } from '../../app/compiler/compiled.ts';
import { modelWeights } from '../../app/compiler/model-weights.ts';
import { optimizerSettings, type StepSettings } from '../../app/compiler/testing/models.ts';
import type { OpenModel } from '../../app/compiler/testing/onnx-runner.ts';
import {
  compiled,
  type State,
  startingState,
  trainCall,
} from '../../app/compiler/testing/train.ts';
import { randomStream } from '../../app/random.ts';
import { madeUpSamples, signed } from '../../app/testing/made-up-samples.ts';
import type { LayerCase } from './case-models.ts';
import { madeUpTargets, madeUpWeights } from './made-up-data.ts';
import type { PeerAnswer, PeerRequest, PeerTensor } from './peer-process.ts';

const ROWS = 24;
export const BATCH_SIZE = 8;
/** Added to weights at the start: a bias of zero would hide how it is used. */
const STIR = 0.2;

/** A training as it went here, and all that a peer needs to do the same. */
export interface Training {
  readonly request: Omit<PeerRequest, 'peer' | 'optimizer'>;
  readonly result: PeerAnswer;
}

/** A training that is to be done, with its made-up data. */
export interface MadeUpRun {
  readonly facts: DatasetFacts;
  readonly plan: StepSettings;
  readonly training: CompiledTraining;
  readonly state: State;
  readonly data: {
    readonly features: PeerTensor;
    readonly target: PeerTensor;
    readonly weight?: PeerTensor;
  };
  /** Rows of the batches, one after the other. */
  readonly rows: Int32Array;
  /** All that a peer needs to do the same. */
  readonly request: Training['request'];
}

/** Makes up data and weights for a case. */
export function madeUpRun(
  layerCase: LayerCase,
  settings: Partial<StepSettings>,
  steps: number,
): MadeUpRun {
  const { model, input, classes, values, classWeights } = layerCase;
  const facts: DatasetFacts = {
    task: classes === 0 ? 'regression' : 'classification',
    input,
    classes: Array.from({ length: classes }, (_, label) => `class ${label}`),
    weighted: layerCase.sampleWeights === true,
    ...(values && { sampleTarget: { kind: 'values', shape: values.shape } }),
  };
  const plan = optimizerSettings({ ...settings, ...(classWeights && { classWeights }) });
  const fitted = fitsDataset(model, facts, plan.loss);
  if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));
  const training = compiled(model, plan, facts, BATCH_SIZE);
  const random = randomStream(1, 'interop');
  const state = startingState(training, 1);
  const weights = new Map<string, PeerTensor>();
  // In the order of the model: peers list a layer's weights so.
  for (const { name, trainable, shape } of modelWeights(fitted.value)) {
    const data = state[name]?.data;
    if (!(data instanceof Float32Array)) continue;
    if (trainable)
      data.forEach((value, at) => {
        data[at] = value + STIR * signed(random);
      });
    weights.set(name, { shape, data: data.slice() });
  }
  const features = madeUpSamples(input, ROWS, random);
  const target = madeUpTargets(layerCase, ROWS, random);
  const weight = layerCase.sampleWeights ? madeUpWeights(ROWS, random) : undefined;
  const batches = Array.from({ length: steps }, () =>
    Array.from({ length: BATCH_SIZE }, () => random.nextBelow(ROWS)),
  );
  return {
    facts,
    plan,
    training,
    state,
    data: { features, target, ...(weight && { weight }) },
    rows: Int32Array.from(batches.flat()),
    request: {
      layers: model.layers,
      share: fitted.value.share,
      weights,
      outputs: fitted.value.outputs.map((output) => ({
        layer: output.name,
        loss: output.loss.name,
        weight: output.weight,
        target: output.source,
      })),
      features,
      target,
      sampleWeight: weight,
      classWeights,
      batches,
    },
  };
}

/** Trains a case here: compiler, then ONNX Runtime, all steps in one call. */
export async function trainHere(
  layerCase: LayerCase,
  settings: Partial<StepSettings>,
  steps: number,
  open: (bytes: Uint8Array) => Promise<OpenModel>,
): Promise<Training> {
  const { training, state, data, rows, request } = madeUpRun(layerCase, settings, steps);
  const session = await open(training.bytes);
  const { state: after, losses } = await trainCall(training, session, state, data, rows);
  await session.close();
  const valuesOf = (name: string) => Float64Array.from(after[name]?.data ?? [], Number);
  const names = [...request.weights.keys()];
  return {
    request,
    result: { losses, weights: new Map(names.map((name) => [name, valuesOf(name)])) },
  };
}
