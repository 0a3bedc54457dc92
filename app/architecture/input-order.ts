import type { AppError } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import { inputNames, type ModelSpec, outputOf } from './model-spec.ts';

/**
 * What is wrong with where a layer's inputs come from: no layer has that id, or it is one that comes
 * later, be it that the two stand in the wrong order or that each waits for the other. Layers are
 * not reordered here: what the layer before is decides what a layer without named inputs takes.
 * @returns null where every input comes from a layer before
 */
export function misplacedInput(model: ModelSpec, index: number): AppError | null {
  const layer = model.layers[index];
  if (layer === undefined) return null;
  const before = model.layers.slice(0, index).map(({ id }) => id);
  for (const input of inputNames(model, index)) {
    const { layerId: source } = outputOf(input);
    if (before.includes(source)) continue;
    if (model.layers.every(({ id }) => id !== source)) {
      return { code: 'architecture/input-missing', layerId: layer.id, input, known: before };
    }
    const way = wayTo(model, source, layer.id);
    return way === null
      ? { code: 'architecture/input-later', layerId: layer.id, input: source }
      : { code: 'architecture/cycle', layerId: layer.id, cycle: [...way, layer.id] };
  }
  return null;
}

/** Layers from `start` through what takes what to `end`, in the order data flows; null where none. */
function wayTo(model: ModelSpec, end: LayerId, start: LayerId): readonly LayerId[] | null {
  const seen = new Set<LayerId>();
  const open: (readonly LayerId[])[] = [[end]];
  for (let way = open.shift(); way !== undefined; way = open.shift()) {
    const [head = end] = way;
    if (head === start) return way;
    if (seen.has(head)) continue;
    seen.add(head);
    const index = model.layers.findIndex(({ id }) => id === head);
    open.push(...inputNames(model, index).map((name) => [outputOf(name).layerId, ...way]));
  }
  return null;
}
