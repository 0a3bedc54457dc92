import { type AnyNode, type Graph, typeText, type Value } from './graph.ts';
import { innerGraph } from './operators/inner-graph.ts';

/**
 * A graph as text, a line for each node, for people; bodies stand indented below their node:
 * `%7 float32 [64, 10] = matrixProduct %5, dense/kernel {transposeLeft: false}  # dense`.
 */
export function dumpGraph(graph: Graph): string {
  const results = [...graph.outputs].map(([name, value]) => `${name} = ${nameOf(value)}`);
  return [...graph.nodes.map(nodeText), ...results].join('\n');
}

function nodeText(node: AnyNode): string {
  const outputs = node.outputs.map((value) => `${nameOf(value)} ${typeText(value)}`).join(', ');
  if (node.op === 'input') return `input ${outputs}`;
  const inputs = node.inputs.map(nameOf).join(', ');
  const scope = node.scope === '' ? '' : `  # ${node.scope}`;
  const line = `${outputs} = ${node.op} ${[inputs, attributesText(node)].filter(Boolean).join(' ')}${scope}`;
  const inner = innerGraph(node);
  return inner === null ? line : [line, ...dumpGraph(inner.body).split('\n')].join('\n  ');
}

function nameOf({ node, output }: Value): string {
  if (node.op === 'input') return node.attributes.name;
  return node.outputs.length === 1 ? `%${node.index}` : `%${node.index}.${output}`;
}

/** Attributes in braces; of a long list only the beginning. */
function attributesText({ attributes }: AnyNode): string {
  const entries = Object.entries(attributes)
    .filter(([key]) => key !== 'body')
    .map(([key, value]) => `${key}: ${valueText(value)}`);
  return entries.length === 0 ? '' : `{${entries.join(', ')}}`;
}

const SHOWN = 8;

function valueText(value: unknown): string {
  if (!isList(value)) return String(value);
  const shown = Array.from(value).slice(0, SHOWN).join(', ');
  return value.length > SHOWN ? `[${shown}, … ${value.length} in all]` : `[${shown}]`;
}

function isList(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}
