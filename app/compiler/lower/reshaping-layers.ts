import { broadcast, reshape, transpose } from '../operators/movement.ts';
import { axisOrder, channelsLast, layoutsOf } from './layer-tensor.ts';
import type { Lowering, LoweringTable } from './lowering.ts';

const reshaped: Lowering<'Flatten' | 'Reshape'> = ({ shape }, input) => {
  const x = channelsLast(input);
  return { value: reshape(x, [x.shape[0] ?? 1, ...shape]), layout: 'channels-last' };
};

export const reshapingLayers = {
  Flatten: reshaped,
  Reshape: reshaped,
  Permute: ({ config: { dims } }, { value, layout }) => {
    const rank = value.shape.length;
    // Which axis of the output each place of the input's value already is.
    const order = axisOrder(layout, rank).map((axis) => (axis === 0 ? 0 : dims.indexOf(axis) + 1));
    // The other order of axes may be just another layout.
    const same = layoutsOf(rank).find((name) => axisOrder(name, rank).join() === order.join());
    if (same !== undefined) return { value, layout: same };
    const axes = order.map((_, axis) => order.indexOf(axis));
    return { value: transpose(value, axes), layout: 'channels-last' };
  },
  // Recurrent layers, which sequences made so are for as a rule, take the time first.
  RepeatVector: ({ config: { n } }, input) => {
    const x = channelsLast(input);
    const [batch = 1, features = 1] = x.shape;
    const value = broadcast(reshape(x, [1, batch, features]), [n, batch, features]);
    return { value, layout: 'time-first' };
  },
} satisfies Partial<LoweringTable>;
