import type { InferredLayer } from '../../../../../app/architecture/inferred-layer.ts';
import type { TensorFlow, TfLayer } from '../tensorflow-types.ts';
import { coreLayers } from './core-layers.ts';
import type { NativeLayer, NativeLayerTable } from './native-layer.ts';
import { recurrentLayers } from './recurrent-layers.ts';
import { windowLayers } from './window-layers.ts';

const NATIVE: NativeLayerTable = { ...coreLayers, ...windowLayers, ...recurrentLayers };

/**
 * TensorFlow.js' own layer for one of ours; null where it has none that does the same. Those with
 * masks are not its own: it lets masks pass where Keras 3 does not.
 */
export function nativeLayer(tf: TensorFlow, layer: InferredLayer, name: string): TfLayer | null {
  const make = NATIVE[layer.type] as NativeLayer<InferredLayer['type']> | undefined;
  if (make === undefined || layer.masked || layer.inputsMasked.some(Boolean)) return null;
  return make(tf, layer, name);
}
