import type { Shape } from '../shape.ts';
import { findDefinition } from './catalogue.ts';
import { inferConfigured } from './infer-layer.ts';
import type { InferredLayer, InferredLayerOf } from './inferred-layer.ts';

/**
 * The layer inside a wrapper as it stands for itself, with the wrapper's id.
 * @param inputShapes what it is given, e.g. one step of a sequence
 * @param changes     arguments that the wrapper decides
 */
export function wrappedLayer(
  wrapper: InferredLayerOf<'Bidirectional' | 'TimeDistributed'>,
  inputShapes: readonly Shape[],
  changes: Readonly<Record<string, boolean>> = {},
): InferredLayer {
  const { id, config, base, inputs, inputsMasked } = wrapper;
  const definition = findDefinition(config.layer);
  if (definition === undefined) throw new Error(`No layer ${config.layer}`);
  const inner = { id, base, inputs, inputShapes, inputsMasked, config: { ...config, ...changes } };
  const inferred = inferConfigured(definition, inner);
  // Its shape was inferred with the wrapper's own.
  if (!inferred.ok) throw new Error(JSON.stringify(inferred.error));
  return inferred.value;
}
