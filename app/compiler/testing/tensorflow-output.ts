import type { LayerSpec } from '../../architecture/model-spec.ts';
import { type LayerRequest, layerCase } from './layer-cases.ts';

/** The part of TensorFlow.js that tests need; `app/` itself knows no runtime. */
export interface TensorFlow {
  readonly layers: object;
  readonly tensor: (values: Float32Array, shape: number[]) => object;
}

interface Layer {
  readonly weights: readonly object[];
  build(shape: readonly number[]): void;
  setWeights(weights: readonly object[]): void;
  apply(x: object): { dataSync(): Float32Array };
}

/** What the TensorFlow.js layer of the same name makes of a request's input and weights. */
export function tensorflowOutput(tf: TensorFlow, request: LayerRequest): readonly number[] {
  const { layer, feeds } = layerCase(request);
  const tensorOf = (name: string, shape: readonly number[]) =>
    tf.tensor(feeds[name] as Float32Array, [...shape]);
  const [inputShape = []] = request.inputShapes;
  const shape = [request.batch ?? 3, ...inputShape];
  const theirs = tensorflowLayer(tf, request.type, request.config);
  theirs.build(shape);
  theirs.setWeights(layer.weights.map((weight) => tensorOf(weight.name, weight.shape)));
  return [...theirs.apply(tensorOf('x0', shape)).dataSync()];
}

/** Its name is Keras' with a small first letter, its arguments are in camel case. */
function tensorflowLayer(
  tf: TensorFlow,
  type: string,
  config: LayerSpec['config'] | undefined,
): Layer {
  const make = Object.entries(tf.layers).find(
    ([name]) => name.toLowerCase() === type.toLowerCase(),
  )?.[1];
  if (make === undefined) throw new Error(`TensorFlow.js has no ${type}`);
  const camel = Object.entries(config ?? {}).map(([key, value]) => [
    key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return make(Object.fromEntries(camel));
}
