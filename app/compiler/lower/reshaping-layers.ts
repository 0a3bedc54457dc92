import { broadcast, reshape } from '../operators/movement.ts';
import { fromOrder } from './axis-order.ts';
import { axisOrder, channelsLast } from './layer-tensor.ts';
import type { Lowering, LoweringTable } from './lowering.ts';

const reshaped: Lowering<'Flatten' | 'Reshape'> = ({ shape }, input) => {
  const x = channelsLast(input);
  return { value: reshape(x, [x.shape[0] ?? 1, ...shape]), layout: 'channels-last' };
};

export const reshapingLayers = {
  Flatten: reshaped,
  Reshape: reshaped,
  // Often the other order of axes is just another layout.
  Permute: ({ config: { dims } }, { value, layout }) => {
    const axes = axisOrder(layout, value.shape.length);
    return fromOrder(
      value,
      axes.map((axis) => (axis === 0 ? 0 : dims.indexOf(axis) + 1)),
    );
  },
  // Recurrent layers, which sequences made so are for as a rule, take the time first.
  RepeatVector: ({ config: { n } }, input) => {
    const x = channelsLast(input);
    const [batch = 1, features = 1] = x.shape;
    const value = broadcast(reshape(x, [1, batch, features]), [n, batch, features]);
    return { value, layout: 'time-first' };
  },
} satisfies Partial<LoweringTable>;
