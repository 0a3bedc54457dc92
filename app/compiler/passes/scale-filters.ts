import { elementCount } from '../../shape.ts';
import { type Graph, type Node, only, type Value } from '../graph.ts';
import { add, multiply } from '../operators/elementwise.ts';
import { broadcast, reshape } from '../operators/movement.ts';
import { rewrite } from './rewrite.ts';
import { useCounts } from './scaled-values.ts';

/**
 * Lets a convolution do what comes after it with one number for each channel, or one for all: a
 * factor goes into its filter, a summand into its bias. Batch normalisation by moving statistics is both, on many
 * times the filter's numbers.
 */
export function scaleFilters(graph: Graph): Graph {
  const uses = useCounts(graph);
  return rewrite(graph, (node, inputs, target) => {
    if (node.op !== 'multiply' && node.op !== 'add') return null;
    for (const place of [0, 1]) {
      const [image, vector] = [inputs[place], inputs[1 - place]];
      if (image === undefined || vector === undefined) return null;
      const convolution = image.node;
      if (convolution.op !== 'convolution' || uses.get(node.inputs[place]) !== 1) continue;
      const isNumber = elementCount(vector.shape) === 1;
      if (!isNumber && !isPerChannel(vector, image)) continue;
      const change = node.op === 'multiply' ? scaled : shifted;
      const parts = change(convolution, reshape(vector, [elementCount(vector.shape)]));
      return [only(target.append('convolution', parts, convolution.attributes, node.outputs))];
    }
    return null;
  });
}

function scaled({ inputs }: Node<'convolution'>, factor: Value): readonly Value[] {
  const [x, filter, bias] = inputs;
  if (x === undefined || filter === undefined) throw new Error('A convolution has a filter');
  const alongFilters = reshape(factor, [elementCount(factor.shape), 1, 1, 1]);
  const further = bias === undefined ? [] : [multiply(bias, factor)];
  return [x, multiply(filter, alongFilters), ...further];
}

function shifted({ inputs }: Node<'convolution'>, summand: Value): readonly Value[] {
  const [x, filter, bias] = inputs;
  if (x === undefined || filter === undefined) throw new Error('A convolution has a filter');
  const [channels = 1] = filter.shape;
  return [x, filter, bias === undefined ? broadcast(summand, [channels]) : add(bias, summand)];
}

/** Whether a value has one number for each channel of an image [batch, channels, height, width]. */
function isPerChannel({ shape, dtype }: Value, image: Value): boolean {
  const [, channels] = image.shape;
  return dtype === image.dtype && elementCount(shape) === channels && shape.at(-3) === channels;
}
