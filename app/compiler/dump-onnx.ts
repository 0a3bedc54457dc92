import type { OnnxAttribute, OnnxGraph, OnnxNode } from './onnx/model.ts';

/**
 * An ONNX graph as text, a line for each node, bodies of loops indented below theirs:
 * `call:dense:Gemm:12 = Gemm x, kernel {transA: 1}`.
 */
export function dumpOnnx(graph: OnnxGraph, indent = ''): string {
  const declared = (kind: string, { name, dims }: OnnxGraph['inputs'][number]) =>
    `${indent}${kind} ${name} [${dims.join(', ')}]`;
  return [
    ...graph.inputs.map((info) => declared('input', info)),
    ...graph.initializers.map(
      ({ name, dims, bytes }) => `${indent}constant ${name} [${dims.join(', ')}] ${bytes.length} B`,
    ),
    ...graph.nodes.map((node) => nodeText(node, indent)),
    ...graph.outputs.map((info) => declared('output', info)),
  ].join('\n');
}

/** Nodes of a graph, those of the bodies inside it included. */
export function onnxNodeCount(graph: OnnxGraph): number {
  const bodies = graph.nodes.flatMap(bodiesOf);
  return graph.nodes.length + bodies.reduce((sum, body) => sum + onnxNodeCount(body), 0);
}

function nodeText(node: OnnxNode, indent: string): string {
  const { op, domain, inputs, outputs, attributes } = node;
  const plain = Object.entries(attributes).filter(([, { kind }]) => kind !== 'graph');
  const settings = plain.map(([key, value]) => `${key}: ${attributeText(value)}`);
  const words = [
    `${outputs.join(', ')} =`,
    domain === '' ? op : `${domain}.${op}`,
    inputs.map((name) => name || '–').join(', '),
    settings.length === 0 ? '' : `{${settings.join(', ')}}`,
  ];
  const line = indent + words.filter(Boolean).join(' ');
  return [line, ...bodiesOf(node).map((body) => dumpOnnx(body, `${indent}  `))].join('\n');
}

const bodiesOf = ({ attributes }: OnnxNode): readonly OnnxGraph[] =>
  Object.values(attributes).flatMap((attribute) =>
    attribute.kind === 'graph' ? [attribute.value] : [],
  );

function attributeText(attribute: OnnxAttribute): string {
  return attribute.kind === 'ints' ? `[${attribute.value.join(', ')}]` : String(attribute.value);
}
