import { fileURLToPath } from 'node:url';
import type { LayerSpec, OutputName, TargetSource } from '../../app/architecture/model-spec.ts';
import type { SampleShare } from '../../app/architecture/share-sample.ts';
import type { Shape } from '../../app/shape.ts';
import { LineProcess } from '../peers/line-process.ts';

/** Values with their shape; they travel as base64. */
export interface PeerTensor {
  readonly shape: Shape;
  readonly data: Float32Array | Int32Array | Uint8Array;
}

type Argument =
  | number
  | boolean
  | null
  | readonly number[]
  | readonly string[]
  /** A schedule in place of the learning rate. */
  | LibraryClass;

/** What a library knows by a name, and the arguments that make it. */
export interface LibraryClass {
  readonly class_name: string;
  readonly config: Readonly<Record<string, Argument>>;
}

/** What a library is to train: see `peer.py`. */
export interface PeerRequest {
  readonly peer: 'keras' | 'pytorch';
  readonly layers: readonly LayerSpec[];
  readonly share: SampleShare;
  readonly weights: ReadonlyMap<string, PeerTensor>;
  readonly optimizer: LibraryClass;
  /** The first one is the model's; PyTorch takes no more. */
  readonly outputs: readonly PeerOutput[];
  readonly features: PeerTensor;
  readonly target: PeerTensor;
  /** How much each row counts, and each class. */
  readonly sampleWeight?: PeerTensor | undefined;
  readonly classWeights?: readonly number[] | undefined;
  readonly batches: readonly (readonly number[])[];
}

/** What a model gives, and how it learns. */
export interface PeerOutput {
  readonly layer: OutputName;
  /** By the name of its function, or as a class of `keras.losses`. */
  readonly loss: string | LibraryClass;
  /** What its loss is multiplied by. */
  readonly weight: number;
  readonly target: TargetSource;
}

export interface PeerAnswer {
  /** One for each step, before its update. */
  readonly losses: readonly number[];
  readonly weights: ReadonlyMap<string, Float64Array>;
}

type Answer =
  | {
      readonly losses: readonly number[];
      readonly weights: Readonly<Record<string, { readonly data: string }>>;
    }
  | { readonly error: string };

/** Holds the layers of KerasHub, which exported programs come with. */
const HUB_FOLDER = fileURLToPath(new URL('../../resources/export', import.meta.url));

/** One Python process that trains what it is asked to, so that loading the libraries is paid once. */
export class PeerProcess {
  readonly #process: LineProcess;

  constructor(python: string) {
    const program = fileURLToPath(new URL('peer.py', import.meta.url));
    this.#process = new LineProcess(python, [program], {
      KERAS_BACKEND: 'torch',
      PYTHONPATH: HUB_FOLDER,
    });
  }

  async train(request: PeerRequest): Promise<PeerAnswer> {
    const answer = (await this.#process.ask({
      ...request,
      weights: Object.fromEntries(
        [...request.weights].map(([name, tensor]) => [name, encoded(tensor)]),
      ),
      features: encoded(request.features),
      target: encoded(request.target),
      sampleWeight: request.sampleWeight && encoded(request.sampleWeight),
    })) as Answer;
    if ('error' in answer) throw new Error(answer.error);
    return {
      losses: answer.losses,
      weights: new Map(
        Object.entries(answer.weights).map(([name, { data }]) => [name, decoded(data)]),
      ),
    };
  }

  close(): Promise<void> {
    return this.#process.close();
  }
}

export function encoded({ shape, data }: PeerTensor) {
  const dtype = data.constructor.name.replace('Array', '').toLowerCase();
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return { dtype, shape, data: bytes.toString('base64') };
}

export function decoded(base64: string): Float64Array {
  return new Float64Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}
