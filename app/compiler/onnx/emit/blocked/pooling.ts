import { elementCount, type Shape } from '../../../../shape.ts';
import type { Node } from '../../../graph.ts';
import { blockingOf } from '../../../operators/blocked.ts';
import { fourSizes } from '../../../operators/linear.ts';
import { floats, type GraphWriter } from '../../graph-writer.ts';
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
 * Who wins is found out on values as few as dy's. A row of a window owns dy if the rows up to it
 * reach the window's largest value and those before it do not; within that row, a column does if the
 * columns up to it reach it. What each place owns is then interleaved. Of several winners the first
 * has dy to itself, at the price of sharing it out equally: comparing all of x with the enlarged
 * largest values moves more memory.
 */
export function maxPoolGradientEmitter(
  node: Node<'blockedMaxPoolGradient'>,
  [dy = '', x = '', largest = '']: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const { window } = node.attributes;
  const value = valueAt(node, 1);
  const small = valueAt(node, 0).shape;
  const blocks = new BlockWriter(writer, blockingOf(value).size);
  const owned = (total: string, rows: number, columns: number): string => {
    if (rows === window[0] && columns === window[1]) return total;
    const reached = cornerPool(node, x, [rows, columns], blocks);
    return blocks.op('Mul', [total, equality(reached, largest, small, blocks)]);
  };
  const rows = differences(
    Array.from({ length: window[0] }, (_, row) => owned(dy, row + 1, window[1])),
    blocks,
  );
  const shares = rows.map((total, row) =>
    differences(
      Array.from({ length: window[1] }, (_, column) =>
        column === window[1] - 1 ? total : owned(total, row + 1, column + 1),
      ),
      blocks,
    ),
  );
  return [interleave(blocks, shares, small, value.shape)];
}

/** The first of some names, and what each further one adds to the one before. */
function differences(names: readonly string[], blocks: BlockWriter): readonly string[] {
  return names.map((name, place) => {
    const before = names[place - 1];
    return before === undefined ? name : blocks.op('Sub', [name, before]);
  });
}

/** Largest of the first so many rows and columns of each window. */
function cornerPool(
  node: Node<'blockedMaxPoolGradient'>,
  x: string,
  [down, across]: readonly [number, number],
  blocks: BlockWriter,
): string {
  const { strides } = node.attributes;
  const small = valueAt(node, 0).shape;
  const [batch, channels, height, width] = fourSizes(valueAt(node, 1));
  const [, , rows, columns] = fourSizes({ shape: small });
  const missing = (size: number, count: number, length: number, stride: number) =>
    Math.max(0, (count - 1) * stride + length - size);
  const below = missing(height, rows, down, strides[0]);
  const beside = missing(width, columns, across, strides[1]);
  const pooled = blocks.blocked('MaxPool', [x], {
    kernel_shape: [down, across],
    strides,
    pads: [0, 0, below, beside],
  });
  const images = (batch * channels) / blocks.size;
  const found = [
    images,
    Math.floor((height + below - down) / strides[0]) + 1,
    Math.floor((width + beside - across) / strides[1]) + 1,
    blocks.size,
  ];
  const wanted = [images, rows, columns, blocks.size];
  if (elementCount(found) === elementCount(wanted)) return pooled;
  return blocks.reshape(blocks.crop(blocks.reshape(pooled, found), found, wanted), small);
}

/** Near float32's largest number: what is not 0 becomes so large that it is cut off. */
const STEEPEST = 3e38;

/** 1 where a value is the largest, which it never exceeds, else 0: their difference, cut off, in one pass. */
function equality(value: string, largest: string, shape: Shape, blocks: BlockWriter): string {
  const [, channels = 1] = shape;
  const minusOne = blocks.writer.filled(-1, [channels, 1, 1, 1]);
  return blocks.blocked('Conv', [largest, minusOne, '', value], {
    kernel_shape: [1, 1],
    group: channels,
    activation: 'HardSigmoid',
    activation_params: floats([STEEPEST, 1]),
  });
}
