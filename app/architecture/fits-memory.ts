import { fail, ok, type Result } from '../errors.ts';
import { elementCount } from '../shape.ts';
import { parameterCount } from './infer-model.ts';
import type { InferredLayer } from './inferred-layer.ts';

const FLOAT_BYTES = 4;

/**
 * Whether training could ever fit a machine's memory, by what no plan avoids: the weights, their
 * gradients, and what the layer that gives most gives for a batch. What it takes in all, the engine
 * counts before it starts.
 * @param memoryBytes all that the machine has
 * @returns the failure names that layer
 */
export function fitsMemory(
  layers: readonly InferredLayer[],
  batchSize: number,
  memoryBytes: number,
): Result<null> {
  let widest = { layerId: '', bytes: 0 };
  let weightBytes = 0;
  for (const { id, outputShapes, weights } of layers) {
    const { total, trainable } = parameterCount(weights);
    weightBytes += (total + trainable) * FLOAT_BYTES;
    const numbers = outputShapes.reduce((sum, shape) => sum + elementCount(shape), 0);
    const bytes = numbers * batchSize * FLOAT_BYTES;
    if (bytes > widest.bytes) widest = { layerId: id, bytes };
  }
  const neededBytes = weightBytes + widest.bytes;
  return neededBytes <= memoryBytes
    ? ok(null)
    : fail({
        code: 'architecture/memory-short',
        layerId: widest.layerId,
        layerBytes: widest.bytes,
        neededBytes,
        memoryBytes,
      });
}
