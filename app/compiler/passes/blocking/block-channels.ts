import { type AnyNode, type Blocking, Graph } from '../../graph.ts';
import { copyNode, liveNodes } from '../rewrite.ts';
import { Forms } from './forms.ts';
import { blockingRule } from './rules.ts';

/**
 * Computes convolutions, and what comes between them, on blocks of channels where the runtime's
 * blocked kernels take them; values are reordered where the two worlds meet.
 */
export function blockChannels(source: Graph, size: Blocking['size']): Graph {
  const target = new Graph();
  const forms = new Forms(target, size);
  const live = liveNodes(source);
  for (const node of source.nodes) {
    if (!live.has(node) && node.op !== 'input') continue;
    target.within(node.scope, () => {
      const rule = isHalf(node) ? undefined : blockingRule(node.op);
      if (rule?.(node, forms) !== true) copyRowMajor(node, forms);
    });
  }
  for (const [name, value] of source.outputs) target.outputs.set(name, forms.rowMajor(value));
  return target;
}

/** The blocked kernels compute in float32 alone. */
const isHalf = ({ inputs, outputs }: AnyNode): boolean =>
  [...inputs, ...outputs].some(({ dtype }) => dtype === 'float16');

function copyRowMajor(node: AnyNode, forms: Forms): void {
  const inputs = node.inputs.map((input) => forms.rowMajor(input));
  copyNode(node, inputs, forms.target).forEach((copy, output) => {
    const value = node.outputs[output];
    if (value !== undefined) forms.setRowMajor(value, copy);
  });
}
