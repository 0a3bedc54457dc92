import type { Node } from '../../../graph.ts';
import { blockingOf } from '../../../operators/blocked.ts';
import { fourSizes } from '../../../operators/linear.ts';
import type { GraphWriter } from '../../graph-writer.ts';
import { shapeOf, valueAt } from '../emitter.ts';
import { BlockWriter } from './block-writer.ts';

/** Zeros around images, or edges cut off: never both. */
export function blockedPad(
  node: Node<'pad'>,
  [x = '']: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const value = valueAt(node, 0);
  const { before, after } = node.attributes;
  const blocks = new BlockWriter(writer, blockingOf(value).size);
  const [, , top = 0, left = 0] = before;
  const [, , bottom = 0, right = 0] = after;
  if (Math.min(top, left, bottom, right) >= 0) {
    return [blocks.surround(x, fourSizes(value)[1], [top, left, bottom, right])];
  }
  const [batch, channels, height, width] = fourSizes(value);
  const rows = [(batch * channels) / blocks.size, height, width * blocks.size];
  const cut = blocks.op('Slice', [
    blocks.reshape(x, rows),
    writer.integers([-top, -left * blocks.size]),
    writer.integers([height + bottom, (width + right) * blocks.size]),
    writer.integers([1, 2]),
  ]);
  return [blocks.reshape(cut, shapeOf(node))];
}
