import type { EmitterTable } from './emitter.ts';

const LAST_AXIS = { axis: -1 };

export const reductionEmitters = {
  sum: ({ attributes: { axes, keepAxes } }, inputs, writer) =>
    writer.nodes('ReduceSum', [...inputs, writer.integers(axes)], {
      keepdims: Number(keepAxes),
    }),
  mean: ({ attributes: { axes, keepAxes } }, inputs, writer) =>
    writer.nodes('ReduceMean', inputs, { axes, keepdims: Number(keepAxes) }),
  argMax: (_node, inputs, writer) => writer.nodes('ArgMax', inputs, { ...LAST_AXIS, keepdims: 0 }),
  softmax: (_node, inputs, writer) => writer.nodes('Softmax', inputs, LAST_AXIS),
  logSoftmax: (_node, inputs, writer) => writer.nodes('LogSoftmax', inputs, LAST_AXIS),
  oneHot: ({ attributes }, inputs, writer) => {
    const depth = writer.constant([attributes.depth], 'int32', []);
    return writer.nodes('OneHot', [...inputs, depth, writer.constant([0, 1], 'float32', [2])]);
  },
} satisfies Partial<EmitterTable>;
