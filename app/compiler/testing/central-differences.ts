import { elementCount } from '../../shape.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';

/** Steps that balance the formula's error against that of float64. */
const STEP = 1e-5;

type Feeds = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Largest difference between the gradients that `differentiate` builds and central differences of
 * the scalar `loss`, in parts of the larger of the two or of 1.
 */
export function gradientError(loss: Value, sources: readonly Value[], feeds: Feeds): number {
  const { graph } = loss;
  graph.outputs.set('loss', loss);
  differentiate(loss, sources).forEach((gradient, place) => {
    graph.outputs.set(`gradient ${place}`, gradient);
  });
  const analytic = interpret(graph, feeds);
  const forward = new Graph();
  Object.assign(forward, { nodes: graph.nodes.slice(0, loss.node.index + 1) });
  forward.outputs.set('loss', loss);
  const lossAt = (moved: Feeds): number => interpret(forward, moved).get('loss')?.data[0] ?? NaN;

  let worst = 0;
  sources.forEach((source, place) => {
    const { node } = source;
    if (node.op !== 'input') throw new Error('Sources are inputs');
    const { name } = node.attributes;
    const gradient = analytic.get(`gradient ${place}`)?.data ?? [];
    if (gradient.length !== elementCount(source.shape)) throw new Error('A gradient is missing');
    const values = Float64Array.from(feeds[name] ?? []);
    values.forEach((value, at) => {
      const lossWith = (changed: number) => lossAt({ ...feeds, [name]: values.with(at, changed) });
      const numeric = (lossWith(value + STEP) - lossWith(value - STEP)) / (2 * STEP);
      const found = gradient[at] ?? NaN;
      const scale = Math.max(1, Math.abs(numeric), Math.abs(found));
      const error = Math.abs(found - numeric) / scale;
      // NaN is the worst of all, and no comparison says so.
      worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
    });
  });
  return worst;
}
