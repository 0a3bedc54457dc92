import { type DatasetFacts, fitsDataset } from '../../app/architecture/fits-dataset.ts';
import type { OptimizerSettings } from '../../app/compiler/optimizers/settings.ts';
import { optimizerSettings } from '../../app/compiler/testing/models.ts';
import type { OpenModel } from '../../app/compiler/testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from '../../app/compiler/testing/train.ts';
import type { SampleInput } from '../../app/dataset/dataset.ts';
import { sampleShape } from '../../app/dataset/sample.ts';
import { type RandomStream, randomStream } from '../../app/random.ts';
import { elementCount } from '../../app/shape.ts';
import type { LayerCase } from './case-models.ts';
import type { PeerAnswer, PeerRequest, PeerTensor } from './peer-process.ts';

const ROWS = 24;
const BATCH_SIZE = 8;
/** Added to weights at the start: a bias of zero would hide how it is used. */
const STIR = 0.2;
/** Share of a series' steps that are all zeros, as masks have them. */
const ABSENT_STEPS = 0.25;

/** A training as it went here, and all that a peer needs to do the same. */
export interface Training {
  readonly request: Omit<PeerRequest, 'peer' | 'optimizer'>;
  readonly result: PeerAnswer;
}

/** Trains a case here: compiler, then ONNX Runtime, all steps in one call. */
export async function trainHere(
  { model, input, classes }: LayerCase,
  settings: Partial<OptimizerSettings>,
  steps: number,
  open: (bytes: Uint8Array) => Promise<OpenModel>,
): Promise<Training> {
  const facts: DatasetFacts = {
    task: classes === 0 ? 'regression' : 'classification',
    input,
    classes: Array.from({ length: classes }, (_, label) => `class ${label}`),
  };
  const fitted = fitsDataset(model, facts);
  if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));
  const training = compiled(model, optimizerSettings(settings), facts, BATCH_SIZE);
  const random = randomStream(1, 'interop');
  const state = startingState(training, 1);
  const weights = new Map<string, PeerTensor>();
  for (const { name, role, shape } of training.state) {
    const data = state[name]?.data;
    if (!(data instanceof Float32Array) || role === 'moment') continue;
    if (role === 'weight')
      data.forEach((value, at) => {
        data[at] = value + STIR * signed(random);
      });
    weights.set(name, { shape, data: data.slice() });
  }
  const features = { shape: [ROWS, ...sampleShape(input)], data: samples(input, random) };
  const target = { shape: [ROWS], data: targets(classes, random) };
  const batches = Array.from({ length: steps }, () =>
    Array.from({ length: BATCH_SIZE }, () => random.nextBelow(ROWS)),
  );
  const session = await open(training.bytes);
  const { outputs, losses } = await trainCall(
    training,
    session,
    state,
    { features, target },
    Int32Array.from(batches.flat()),
  );
  await session.close();
  const valuesOf = (name: string) => Float64Array.from(outputs[name] ?? [], Number);
  return {
    request: {
      layers: model.layers,
      share: fitted.value.share,
      weights,
      loss: fitted.value.outputs[0].loss.name,
      features,
      target,
      batches,
    },
    result: {
      losses,
      weights: new Map([...weights.keys()].map((name) => [name, valuesOf(`${name}:next`)])),
    },
  };
}

const signed = (random: RandomStream) => 2 * random.nextFloat() - 1;

function samples(input: SampleInput, random: RandomStream): Float32Array | Int32Array | Uint8Array {
  const length = ROWS * elementCount(sampleShape(input));
  switch (input.kind) {
    case 'image':
      return Uint8Array.from({ length }, () => random.nextBelow(256));
    case 'tokens':
      return Int32Array.from({ length }, () => random.nextBelow(input.vocabulary));
    case 'series': {
      const steps = Array.from({ length: length / input.channels }, () =>
        random.nextFloat() < ABSENT_STEPS
          ? Array<number>(input.channels).fill(0)
          : Array.from({ length: input.channels }, () => 2 * signed(random)),
      );
      return Float32Array.from(steps.flat());
    }
    default:
      return Float32Array.from({ length }, () => 2 * signed(random));
  }
}

function targets(classes: number, random: RandomStream): Float32Array | Int32Array {
  return classes === 0
    ? Float32Array.from({ length: ROWS }, () => signed(random))
    : Int32Array.from({ length: ROWS }, () => random.nextBelow(classes));
}
