import { only, type Value } from '../graph.ts';
import type { Pair } from './attributes.ts';
import { fourSizes, windowedShape } from './linear.ts';
import type { Operators } from './vocabulary.ts';

/** Mean of each window of an image [batch, channels, height, width]; padding does not count. */
export function averagePool(x: Value, attributes: Operators['averagePool']): Value {
  const sizes = fourSizes(x);
  const shape = windowedShape(sizes, sizes[1], attributes.window, {
    ...attributes,
    dilations: [1, 1],
  });
  return only(x.graph.append('averagePool', [x], attributes, [{ dtype: x.dtype, shape }]));
}

/** An image with every row repeated `factors[0]` times and every column `factors[1]` times. */
export function upsample(x: Value, factors: Pair): Value {
  if (factors[0] === 1 && factors[1] === 1) return x;
  const [batch, channels, height, width] = fourSizes(x);
  const shape = [batch, channels, height * factors[0], width * factors[1]];
  return only(x.graph.append('upsample', [x], { factors }, [{ dtype: x.dtype, shape }]));
}
