import type { Shape } from '../../../../app/shape.ts';
import type { TensorFlow } from './tensorflow-types.ts';

type Numbers = Float32Array | Int32Array | Uint8Array;

/**
 * What of the package's native part is called past TensorFlow.js: sessions, which it has for saved
 * models. A tensor goes by a number there.
 * @source @tensorflow/tfjs-node-gpu 4.22, dist/tfjs_binding.d.ts
 */
export interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  /** Shares the array's memory, on the processor. */
  createTensor(shape: Shape, dtype: number, numbers: Numbers): number;
  deleteTensor(tensor: number): void;
  /** Those that it holds. */
  getNumOfTensors(): number;
  tensorDataSync(tensor: number): Numbers;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(model: number): void;
  /** @param inputs, outputs names of nodes, with commas between them */
  runSavedModel(
    model: number,
    tensors: readonly number[],
    inputs: string,
    outputs: string,
  ): readonly { readonly id: number; readonly shape: Shape; readonly dtype: number }[];
}

/** The native part behind a backend; null where something else computes. */
export function bindingOf(tf: TensorFlow): Binding | null {
  const backend: object = tf.backend();
  if (!('binding' in backend)) return null;
  const { binding } = backend;
  const isBinding = typeof binding === 'object' && binding !== null && 'runSavedModel' in binding;
  return isBinding ? (binding as Binding) : null;
}
