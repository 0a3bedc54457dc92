import { elementCount } from '../../shape.ts';
import type { AnyNode, Graph, Value } from '../graph.ts';
import { STEP_COUNTER } from '../model-weights.ts';
import { isData, NEXT } from '../onnx/edges.ts';
import { foldRule } from './fold.ts';

/** Larger results are better computed step by step, while they are in a cache. */
const LARGEST = 16_384;

/** Which nodes of a step can be computed for several steps at once. */
export interface Parts {
  /** What follows from the step's number alone. */
  readonly counting: ReadonlySet<AnyNode>;
  /** What follows from the batch's data alone, and those inputs themselves. */
  readonly preparing: ReadonlySet<AnyNode>;
  /** What no next state depends on. */
  readonly measuring: ReadonlySet<AnyNode>;
}

export function partsOf(step: Graph): Parts {
  const counting = new Set<AnyNode>();
  const preparing = new Set<AnyNode>();
  for (const node of step.nodes) {
    if (node.outputs.some(({ shape }) => elementCount(shape) > LARGEST)) continue;
    if (node.op === 'input') {
      if (node.attributes.name === STEP_COUNTER.name) counting.add(node);
      if (isData(node.attributes.name)) preparing.add(node);
    } else if (node.op !== 'constant') {
      if (node.outputs[0]?.shape.length === 0) addFollowing(node, counting, false);
      else addFollowing(node, preparing, true);
    }
  }
  return { counting, preparing, measuring: measuringNodes(step, counting, preparing) };
}

/** Adds a node to those before it if all it needs is among them, or constant. */
function addFollowing(node: AnyNode, before: Set<AnyNode>, countVaries: boolean): void {
  const folded = node.inputs.map((input) => before.has(input.node));
  const known = node.inputs.every(({ node: { op } }, place) => folded[place] || op === 'constant');
  if (known && folded.includes(true) && foldRule(node, folded, { countVaries }) !== null) {
    before.add(node);
  }
}

function measuringNodes(
  step: Graph,
  counting: ReadonlySet<AnyNode>,
  preparing: ReadonlySet<AnyNode>,
): ReadonlySet<AnyNode> {
  const needed = neededForState(step);
  const measuring = new Set<AnyNode>();
  const readByStep = new Set<Value>();
  for (const node of step.nodes.toReversed()) {
    if (node.op === 'input' || node.op === 'constant') continue;
    if (counting.has(node) || preparing.has(node)) continue;
    const folded = node.inputs.map((input) => input.node.op !== 'constant');
    const canWait =
      !needed.has(node) &&
      node.outputs.every((value) => !readByStep.has(value)) &&
      node.inputs.every(
        (input) => !counting.has(input.node) && elementCount(input.shape) <= LARGEST,
      ) &&
      foldRule(node, folded, { countVaries: true }) !== null;
    if (canWait) measuring.add(node);
    else for (const input of node.inputs) readByStep.add(input);
  }
  return measuring;
}

/** Nodes that some next value of the state depends on. */
function neededForState(step: Graph): ReadonlySet<AnyNode> {
  const needed = new Set<AnyNode>();
  const pending = [...step.outputs].filter(([name]) => name.endsWith(NEXT)).map(([, v]) => v.node);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (needed.has(node)) continue;
    needed.add(node);
    pending.push(...node.inputs.map((input) => input.node));
  }
  return needed;
}
