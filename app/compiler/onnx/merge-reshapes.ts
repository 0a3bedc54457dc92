import type { OnnxGraph, OnnxNode } from './model.ts';

type Written = Pick<OnnxGraph, 'nodes' | 'outputs'>;

/**
 * Makes one reshape of several in a row. ONNX Runtime would do so too, but give the new nodes new
 * places in the order of the graph, and so compute what they read at other times than those that
 * `writingOrder` has made out: a packed block's gradients, for instance, in the wrong direction.
 * @source onnxruntime v1.30: reshape_fusion.cc
 */
export function mergeReshapes({ nodes, outputs }: Written): readonly OnnxNode[] {
  /** What each reshape's output is a view of. */
  const viewed = new Map<string, string>();
  const merged = nodes.map((node): OnnxNode => {
    const [given, shape] = node.inputs;
    const [output] = node.outputs;
    if (node.op !== 'Reshape' || given === undefined || shape === undefined) return node;
    const source = viewed.get(given) ?? given;
    if (output !== undefined) viewed.set(output, source);
    return source === given ? node : { ...node, inputs: [source, shape] };
  });
  const read = new Set(outputs.map(({ name }) => name));
  addRead(merged, read);
  return merged.filter(({ op, outputs: [output = ''] }) => op !== 'Reshape' || read.has(output));
}

/** Adds the names that nodes read, those in graphs inside them included. */
function addRead(nodes: readonly OnnxNode[], read: Set<string>): void {
  for (const { inputs, attributes } of nodes) {
    for (const input of inputs) read.add(input);
    for (const attribute of Object.values(attributes)) {
      if (attribute.kind !== 'graph') continue;
      for (const { name } of attribute.value.outputs) read.add(name);
      addRead(attribute.value.nodes, read);
    }
  }
}
