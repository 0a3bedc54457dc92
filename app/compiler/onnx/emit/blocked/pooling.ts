import { elementCount } from '../../../../shape.ts';
import type { Node } from '../../../graph.ts';
import { blockingOf } from '../../../operators/blocked.ts';
import { fourSizes } from '../../../operators/linear.ts';
import { float, type GraphWriter } from '../../graph-writer.ts';
import { valueAt } from '../emitter.ts';
import { BlockWriter } from './block-writer.ts';
import { slidingAttributes } from './convolution.ts';
import { interleave } from './interleave.ts';

export function maxPoolEmitter(
  node: Node<'blockedMaxPool'>,
  [x = '']: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const blocks = new BlockWriter(writer, blockingOf(valueAt(node, 0)).size);
  return [
    blocks.blocked('MaxPool', [x], {
      ...slidingAttributes(node.attributes),
      kernel_shape: node.attributes.window,
    }),
  ];
}

/**
 * Place by place within the window: where the largest value so far is the window's largest, the
 * winner is among the places so far, and dy belongs to them; a place's own share is what it adds.
 * All of it is as small as dy, until the shares are interleaved. (Comparing x with the enlarged
 * largest values, and sharing dy among all winners, moves more memory.)
 */
export function maxPoolGradientEmitter(
  node: Node<'blockedMaxPoolGradient'>,
  [dy = '', x = '', largest = '']: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const { window, strides } = node.attributes;
  const value = valueAt(node, 1);
  const small = valueAt(node, 0).shape;
  const blocks = new BlockWriter(writer, blockingOf(value).size);
  const [batch, channels, height, width] = fourSizes(value);
  const [, , rows, columns] = fourSizes({ shape: small });
  const images = (batch * channels) / blocks.size;

  /** Largest of the first so many rows and columns of each window. */
  const largestOf = (down: number, across: number): string => {
    const missing = (size: number, count: number, length: number, stride: number) =>
      Math.max(0, (count - 1) * stride + length - size);
    const below = missing(height, rows, down, strides[0]);
    const beside = missing(width, columns, across, strides[1]);
    const pooled = blocks.blocked('MaxPool', [x], {
      kernel_shape: [down, across],
      strides,
      pads: [0, 0, below, beside],
    });
    const found = [
      images,
      Math.floor((height + below - down) / strides[0]) + 1,
      Math.floor((width + beside - across) / strides[1]) + 1,
      blocks.size,
    ];
    const wanted = [images, rows, columns, blocks.size];
    if (elementCount(found) === elementCount(wanted)) return pooled;
    return blocks.reshape(blocks.crop(blocks.reshape(pooled, found), found, wanted), small);
  };
  const soFar = (row: number, column: number): string => {
    if (column === window[1] - 1) return largestOf(row + 1, window[1]);
    const corner = largestOf(row + 1, column + 1);
    return row === 0 ? corner : blocks.op('Max', [largestOf(row, window[1]), corner]);
  };

  let before: string | null = null;
  const shares = Array.from({ length: window[0] }, (_, row) =>
    Array.from({ length: window[1] }, (__, column) => {
      const isLast = row === window[0] - 1 && column === window[1] - 1;
      const owned = isLast ? dy : ownedBy(soFar(row, column), largest, dy, blocks);
      const share = before === null ? owned : blocks.op('Sub', [owned, before]);
      before = owned;
      return share;
    }),
  );
  return [interleave(blocks, shares, small, value.shape)];
}

/** Near float32's largest number: what is not 0 becomes so large that it is cut off. */
const STEEPEST = 3e38;

/** dy where two values are equal, else 0; the first is never the larger one. */
function ownedBy(value: string, largest: string, dy: string, blocks: BlockWriter): string {
  const equal = blocks.op('HardSigmoid', [blocks.op('Sub', [value, largest])], {
    alpha: float(STEEPEST),
    beta: float(1),
  });
  return blocks.op('Mul', [equal, dy]);
}
