import type { Node } from '../../graph.ts';
import { float, type GraphWriter } from '../graph-writer.ts';
import { ELEMENT_TYPES } from '../model.ts';
import { reducedInStages } from '../reduce-in-stages.ts';
import { blockedReduction } from './blocked/reduction.ts';
import { STEEPEST } from './elementwise.ts';
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

/** CUDA has a kernel for indices and depth of 32 bits, WebGPU for neither: it subtracts. */
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
      Float32Array.from({ length: depth }, (_, at) => at),
      'float32',
      [depth],
    );
    const numbers = writer.node('Cast', [indices], { to: ELEMENT_TYPES.float32 });
    const column = writer.node('Unsqueeze', [numbers, writer.integers([-1])]);
    const apart = writer.node('Abs', [writer.node('Sub', [column, classes])]);
    // 1 where nothing lies between, 0 from 1 on.
    return writer.nodes('HardSigmoid', [apart], { alpha: float(-1), beta: float(1) });
  }
  const values = writer.constant([0, 1], 'float32', [2]);
  return writer.nodes('OneHot', [indices, writer.constant([depth], 'int32', []), values]);
};

/** ONNX gives places of 64 bits, which the next node on WebGPU has to leave to the processor. */
const placeOfLargest: Emitter<'argMax'> = (node, inputs, writer) => {
  const short = { to: ELEMENT_TYPES.int32 };
  if (writer.execution.provider !== 'webgpu') {
    const place = writer.node('ArgMax', inputs, { ...LAST_AXIS, keepdims: 0 });
    return writer.nodes('Cast', [place], short);
  }
  const x = nameAt(inputs, 0);
  const count = valueAt(node, 0).shape.at(-1) ?? 1;
  const ranks = Float32Array.from({ length: count }, (_, at) => count - at);
  const below = writer.node('Sub', [x, writer.node('ReduceMax', [x], { axes: [-1], keepdims: 1 })]);
  // 1 at the largest alone. Of comparisons, the runtime would turn the bools, on the processor.
  const isLargest = writer.node('HardSigmoid', [below], { alpha: float(STEEPEST), beta: float(1) });
  const ranked = writer.node('Mul', [isLargest, writer.constant(ranks, 'float32', [count])]);
  const best = writer.node('ReduceMax', [ranked], { axes: [-1], keepdims: 0 });
  const place = writer.node('Sub', [writer.constant([count], 'float32', []), best]);
  return writer.nodes('Cast', [place], short);
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
  argMax: placeOfLargest,
  softmax: (_node, inputs, writer) => writer.nodes('Softmax', inputs, LAST_AXIS),
  logSoftmax: (_node, inputs, writer) =>
    writer.execution.provider === 'webgpu'
      ? [composedLogSoftmax(nameAt(inputs, 0), writer)]
      : writer.nodes('LogSoftmax', inputs, LAST_AXIS),
  oneHot,
} satisfies Partial<EmitterTable>;
