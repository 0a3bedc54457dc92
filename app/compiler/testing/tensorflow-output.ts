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
  const theirs = tensorflowLayer<Layer>(tf.layers, request.type, request.config);
  theirs.build(shape);
  theirs.setWeights(layer.weights.map((weight) => tensorOf(weight.name, weight.shape)));
  return [...theirs.apply(tensorOf('x0', shape)).dataSync()];
}

/**
 * A layer of TensorFlow.js, whose names are Keras' with a small first letter and whose arguments are
 * in camel case.
 * @param layers `tf.layers`; their type is the caller's to know
 */
export function tensorflowLayer<Made>(
  layers: object,
  type: string,
  config: LayerSpec['config'] = {},
): Made {
  const make = Object.entries(layers).find(
    ([name]) => name.toLowerCase() === type.toLowerCase(),
  )?.[1];
  if (make === undefined) throw new Error(`TensorFlow.js has no ${type}`);
  const camel = Object.entries(config)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [
      key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]);
  return make(Object.fromEntries(camel));
}
