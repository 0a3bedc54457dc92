import type { Shape } from '../../../../shape.ts';
import type { Padding } from '../../../operators/attributes.ts';
import { BLOCKED_DOMAIN } from '../../block-size-probe.ts';
import type { AttributeValue, GraphWriter } from '../../graph-writer.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

/**
 * Shorthand for nodes around blocked values. In the model such a value has the shape it would have
 * row-major; reshaping it gives the axes in the order in which they lie in memory.
 */
export class BlockWriter {
  readonly writer: GraphWriter;
  /** Channels of a block. */
  readonly size: number;

  constructor(writer: GraphWriter, size: number) {
    this.writer = writer;
    this.size = size;
  }

  /** A standard operator. */
  op(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.writer.node(type, inputs, attributes);
  }

  /** An operator on blocks. */
  blocked(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.writer.node(type, inputs, attributes, { domain: BLOCKED_DOMAIN });
  }

  /** A blocked image with zeros around it: a depthwise convolution by ones writes it on all threads. */
  surround(x: string, channels: number, pads: Padding): string {
    if (pads.every((count) => count === 0)) return x;
    return this.blocked('Conv', [x, this.writer.filled(1, [channels, 1, 1, 1])], {
      kernel_shape: [1, 1],
      group: channels,
      pads,
    });
  }

  reshape(name: string, shape: Shape): string {
    return this.op('Reshape', [name, this.writer.integers(shape)]);
  }

  transpose(name: string, perm: readonly number[]): string {
    return this.op('Transpose', [name], { perm });
  }

  /** Rows of a matrix summed, each times the same number: on two threads, ReduceSum takes up to ten times as long. */
  sumRows(name: string, [rows, columns]: readonly [number, number], times = 1): string {
    const matrix = this.reshape(name, [rows, columns]);
    return this.op('MatMul', [this.writer.filled(times, [rows]), matrix]);
  }

  /** The first `shape` of every axis of a value that is larger along some. */
  crop(name: string, from: Shape, shape: Shape): string {
    const axes = shape.map((_, axis) => axis).filter((axis) => shape[axis] !== from[axis]);
    if (axes.length === 0) return name;
    return this.op('Slice', [
      name,
      this.writer.integers(axes.map(() => 0)),
      this.writer.integers(axes.map((axis) => shape[axis] ?? 0)),
      this.writer.integers(axes),
    ]);
  }

  /** A value continued by zeros at the end of some axes. */
  extend(name: string, from: Shape, shape: Shape): string {
    const missing = shape.map((size, axis) => size - (from[axis] ?? 0));
    if (missing.every((count) => count === 0)) return name;
    const pads = this.writer.integers([...missing.map(() => 0), ...missing]);
    return this.op('Pad', [name, pads]);
  }
}
