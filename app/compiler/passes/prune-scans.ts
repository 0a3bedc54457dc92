import { stackNode } from '../gradients/stack-steps.ts';
import type { Graph, Node, Value } from '../graph.ts';
import { ELEMENTWISE } from '../operators/elementwise.ts';
import { appendScan, bodyOf, stepsOf } from '../operators/scan.ts';
import { dropDead } from './drop-dead.ts';
import { foldConstants } from './fold-constants.ts';
import { rewrite } from './rewrite.ts';
import { shareCommon } from './share-common.ts';

/** Leaves out of every scan what it collects for nobody, and simplifies its body. */
export function pruneScans(graph: Graph): Graph {
  const read = new Set<Value>(graph.outputs.values());
  for (const { inputs } of graph.nodes) for (const input of inputs) read.add(input);
  return rewrite(graph, (node, inputs) => (node.op === 'scan' ? pruned(node, inputs, read) : null));
}

/** The scan's outputs, each in its old place; undefined for one that is gone. */
function pruned(
  node: Node<'scan'>,
  inputs: readonly Value[],
  isRead: ReadonlySet<Value>,
): readonly (Value | undefined)[] {
  const { states } = node.attributes;
  const { nodes, outputs } = bodyOf(node);
  const values = [...outputs.values()];
  const isAsked = node.outputs.map((value, place) => place < states || isRead.has(value));
  const isMade = values.map(
    (_, place) => isAsked[place] && isMadeOutside(place, values, isAsked, states),
  );
  const isKept = isAsked.map((asked, place) => asked && !isMade[place]);
  const read = new Map([...outputs].filter((_, place) => isKept[place]));
  const passes = [foldConstants, shareCommon, dropDead, pruneScans];
  const body = passes.reduce((current, pass) => pass(current), dropDead({ nodes, outputs: read }));
  const kept = appendScan(inputs, { ...node.attributes, body });
  let next = 0;
  const found = isKept.map((keep) => (keep ? kept[next++] : undefined));
  return found.map((value, place) => {
    const made = values[place];
    if (made === undefined || !isMade[place]) return value;
    const operands = made.node.inputs.flatMap((input) => {
      const operand = found[values.indexOf(input, states)];
      return operand === undefined ? [] : [{ value: operand, stacked: true }];
    });
    return stackNode(made.node, operands, stepsOf(node))?.[made.output];
  });
}

/**
 * Whether what is collected is better computed of all steps at once from what else is collected: a
 * next state would have to be copied at every step, as it leaves the body twice.
 */
function isMadeOutside(
  place: number,
  values: readonly Value[],
  isAsked: readonly boolean[],
  states: number,
): boolean {
  const value = values[place];
  if (value === undefined || place < states || values.indexOf(value) >= states) return false;
  return (
    ELEMENTWISE.has(value.node.op) &&
    value.node.inputs.every((input) => {
      const collected = values.indexOf(input, states);
      return collected !== -1 && isAsked[collected] && values.indexOf(input) >= states;
    })
  );
}
