import type { Node } from '../../../graph.ts';
import { blockingOf } from '../../../operators/blocked.ts';
import { fourSizes } from '../../../operators/linear.ts';
import { type StridePhase, stridePhases } from '../../../operators/stride-phases.ts';
import type { GraphWriter } from '../../graph-writer.ts';
import { shapeOf, valueAt } from '../emitter.ts';
import { BlockWriter } from './block-writer.ts';
import { interleave } from './interleave.ts';

/**
 * The filter with input and output channels swapped, its pixels along one axis; depthwise filters
 * have but one input channel a group and stay as they are.
 */
function swapped(
  blocks: BlockWriter,
  filter: string,
  [out, perGroup, pixels]: readonly [number, number, number],
  groups: number,
): { readonly name: string; readonly pixelAxis: number } {
  const { size } = blocks;
  if (perGroup === 1) {
    return { name: blocks.reshape(filter, [out / size, pixels, size]), pixelAxis: 1 };
  }
  const shape = [groups, out / groups / size, perGroup / size, pixels, size, size];
  const name = blocks.transpose(blocks.reshape(filter, shape), [0, 2, 1, 3, 5, 4]);
  return { name, pixelAxis: 3 };
}

/**
 * An ordinary convolution of dy by the filter turned round: faster than ConvTranspose by six times
 * for 3 × 3 filters of 16 and 32 channels. With strides, one for each offset within the stride,
 * by the rows and columns of the filter that reach there, the results interleaved.
 */
export function inputGradientEmitter(
  node: Node<'blockedInputGradient'>,
  [dy = '', filter = '', addend]: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const { groups, strides, dilations } = node.attributes;
  const gradient = valueAt(node, 0);
  const filterValue = valueAt(node, 1);
  const whole = shapeOf(node);
  const phases = stridePhases(whole, gradient.shape, filterValue.shape, node.attributes);
  if (phases === null) throw new Error('This input gradient is not made of convolutions');
  const [batch, channels, height, width] = fourSizes({ shape: whole });
  const [out, perGroup, kernelHeight, kernelWidth] = fourSizes(filterValue);
  const blocks = new BlockWriter(writer, blockingOf(gradient).size);
  const sizes = [out, perGroup, kernelHeight * kernelWidth] as const;
  const { name: turned, pixelAxis } = swapped(blocks, filter, sizes, groups);

  const convolve = (row: StridePhase, column: StridePhase, ...added: readonly string[]) => {
    const pixels = row.taps.flatMap((tap) => column.taps.map((other) => tap * kernelWidth + other));
    const inOrder = pixels.length === sizes[2] && pixels.every((pixel, place) => pixel === place);
    const picked = inOrder
      ? turned
      : blocks.op('Gather', [turned, writer.integers(pixels)], { axis: pixelAxis });
    const kernel = [row.taps.length, column.taps.length];
    const name = blocks.reshape(picked, [channels, out / groups, ...kernel]);
    return blocks.blocked('Conv', [dy, name, ...added], {
      kernel_shape: kernel,
      pads: [row.before, column.before, row.after, column.after],
      dilations,
      group: groups,
    });
  };

  const [firstRow, ...otherRows] = phases.rows;
  const [firstColumn, ...otherColumns] = phases.columns;
  if (!firstRow || !firstColumn) throw new Error('A stride has phases');
  if (otherRows.length + otherColumns.length === 0) {
    return [convolve(firstRow, firstColumn, ...(addend === undefined ? [] : ['', addend]))];
  }

  const small = [batch, channels, Math.ceil(height / strides[0]), Math.ceil(width / strides[1])];
  const parts = phases.rows.map((row) =>
    phases.columns.map((column) =>
      row.taps.length * column.taps.length === 0 ? null : convolve(row, column),
    ),
  );
  const gathered = interleave(blocks, parts, small, whole);
  return [addend === undefined ? gathered : blocks.op('Add', [gathered, addend])];
}
