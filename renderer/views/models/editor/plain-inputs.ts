import type { ModelSpec } from '../../../../app/architecture/model-spec.ts';

/**
 * The same model with inputs named only where they are not the layer before: a chain that names each input cannot be
 * reordered, one that names none can.
 */
export function withoutPlainInputs(model: ModelSpec): ModelSpec {
  const layers = model.layers.map((layer, index) => {
    const { inputs, ...plain } = layer;
    const before = model.layers[index - 1];
    const isPlain = inputs?.length === 1 && inputs[0] === before?.id;
    return isPlain || (index === 0 && inputs?.length === 0) ? plain : layer;
  });
  return { ...model, layers };
}
