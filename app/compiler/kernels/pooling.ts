import { touched } from './convolution.ts';
import {
  at,
  emptyTensor,
  forEachIndex,
  inputAt,
  type KernelTable,
  outputShape,
  stridesOf,
} from './tensor.ts';

export const poolingKernels = {
  averagePool: (node, inputs) => {
    const x = inputAt(inputs, 0);
    const y = emptyTensor(outputShape(node));
    const window = { ...node.attributes, dilations: [1, 1] } as const;
    forEachIndex(y.shape, ([batch = 0, channel = 0, row = 0, column = 0], inY) => {
      let total = 0;
      let cells = 0;
      forEachIndex(window.window, ([down = 0, right = 0]) => {
        const inX = touched(x, [batch, channel], [row, column], [down, right], window);
        if (inX < 0) return;
        total += at(x, inX);
        cells += 1;
      });
      y.data[inY] = total / cells;
    });
    return [y];
  },
  upsample: (node, inputs) => {
    const x = inputAt(inputs, 0);
    const y = emptyTensor(outputShape(node));
    const [down, right] = node.attributes.factors;
    const [ofBatch = 0, ofChannel = 0, ofRow = 0] = stridesOf(x.shape);
    forEachIndex(y.shape, ([batch = 0, channel = 0, row = 0, column = 0], inY) => {
      const inImage = Math.floor(row / down) * ofRow + Math.floor(column / right);
      y.data[inY] = at(x, batch * ofBatch + channel * ofChannel + inImage);
    });
    return [y];
  },
} satisfies Partial<KernelTable>;
