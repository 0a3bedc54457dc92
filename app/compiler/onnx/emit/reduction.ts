import type { Node } from '../../graph.ts';
import type { GraphWriter } from '../graph-writer.ts';
import { ELEMENT_TYPES } from '../model.ts';
import { reducedInStages } from '../reduce-in-stages.ts';
import { blockedReduction } from './blocked/reduction.ts';
import { byBlocking, type Emitter, type EmitterTable, nameAt, valueAt } from './emitter.ts';

const LAST_AXIS = { axis: -1 };

/**
 * A matrix summed along its first axis, as a product with ones; null for other sums. ReduceSum
 * takes 41 µs over a [64, 512] matrix on two threads, the product 5 (ONNX Runtime 1.30).
 */
function columnSums(node: Node<'sum'>, x: string, writer: GraphWriter): string | null {
  const { axes, keepAxes } = node.attributes;
  const { shape = [] } = node.inputs[0] ?? {};
  const [rows] = shape;
  const alongFirst = axes.length === 1 && axes[0] === 0 && !keepAxes;
  if (rows === undefined || shape.length !== 2 || !alongFirst) return null;
  const ones = writer.constant(new Float32Array(rows).fill(1), 'float32', [rows]);
  return writer.node('MatMul', [ones, x]);
}

/** WebGPU has no kernel for it, and waiting for the processor costs more than the step's products. */
function composedLogSoftmax(x: string, writer: GraphWriter): string {
  const last = { axes: [-1], keepdims: 1 };
  const shifted = writer.node('Sub', [x, writer.node('ReduceMax', [x], last)]);
  const exponentials = writer.node('Exp', [shifted]);
  const total = writer.node('ReduceSum', [exponentials, writer.integers(last.axes)], {
    keepdims: 1,
  });
  return writer.node('Sub', [shifted, writer.node('Log', [total])]);
}

/** CUDA has a kernel for indices and depth of 32 bits, WebGPU for neither: it compares. */
const oneHot: Emitter<'oneHot'> = (node, inputs, writer) => {
  const { depth } = node.attributes;
  const { provider } = writer.execution;
  const isShort = valueAt(node, 0).dtype === 'int32';
  const indices =
    provider === undefined || isShort
      ? nameAt(inputs, 0)
      : writer.node('Cast', inputs, { to: ELEMENT_TYPES.int32 });
  if (provider === 'webgpu') {
    const classes = writer.constant(
      Int32Array.from({ length: depth }, (_, at) => at),
      'int32',
      [depth],
    );
    const column = writer.node('Unsqueeze', [indices, writer.integers([-1])]);
    const isClass = writer.node('Equal', [column, classes]);
    return writer.nodes('Cast', [isClass], { to: ELEMENT_TYPES.float32 });
  }
  const values = writer.constant([0, 1], 'float32', [2]);
  return writer.nodes('OneHot', [indices, writer.constant([depth], 'int32', []), values]);
};

export const reductionEmitters = {
  sum: byBlocking<'sum'>((node, inputs, writer) => {
    const product = columnSums(node, nameAt(inputs, 0), writer);
    if (product !== null) return [product];
    const keepdims = Number(node.attributes.keepAxes);
    const rank = valueAt(node, 0).shape.length;
    return [
      reducedInStages(nameAt(inputs, 0), node.attributes.axes, rank, writer, (x, axes) =>
        writer.node('ReduceSum', [x, writer.integers(axes)], { keepdims }),
      ),
    ];
  }, blockedReduction),
  mean: byBlocking<'mean'>((node, inputs, writer) => {
    const keepdims = Number(node.attributes.keepAxes);
    const rank = valueAt(node, 0).shape.length;
    return [
      reducedInStages(nameAt(inputs, 0), node.attributes.axes, rank, writer, (x, axes) =>
        writer.node('ReduceMean', [x], { axes, keepdims }),
      ),
    ];
  }, blockedReduction),
  argMax: (_node, inputs, writer) => writer.nodes('ArgMax', inputs, { ...LAST_AXIS, keepdims: 0 }),
  softmax: (_node, inputs, writer) => writer.nodes('Softmax', inputs, LAST_AXIS),
  logSoftmax: (_node, inputs, writer) =>
    writer.execution.provider === 'webgpu'
      ? [composedLogSoftmax(nameAt(inputs, 0), writer)]
      : writer.nodes('LogSoftmax', inputs, LAST_AXIS),
  oneHot,
} satisfies Partial<EmitterTable>;
