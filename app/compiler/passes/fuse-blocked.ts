import { type AnyNode, type Graph, only, type Value } from '../graph.ts';
import { blockedAffine } from '../operators/blocked.ts';
import { rewrite } from './rewrite.ts';

/** Who reads the values of a graph. */
class Uses {
  readonly #users = new Map<Value, AnyNode[]>();
  readonly #results: ReadonlySet<Value>;

  constructor(graph: Graph) {
    this.#results = new Set(graph.outputs.values());
    for (const node of graph.nodes) {
      for (const input of node.inputs) {
        const users = this.#users.get(input) ?? [];
        this.#users.set(input, users);
        users.push(node);
      }
    }
  }

  /** Whether nobody but this node reads the value, and it but once. */
  isOnlyFor(value: Value, node: AnyNode): boolean {
    const users = this.#users.get(value) ?? [];
    return users.length === 1 && users[0] === node && !this.#results.has(value);
  }

  /** Whether the value is not read after this node: its memory can take the node's result. */
  endsAt(value: Value, node: AnyNode): boolean {
    const isFree = value.node.op !== 'input' && value.node.op !== 'constant';
    return isFree && this.#users.get(value)?.at(-1) === node && !this.#results.has(value);
  }
}

/** The operator's result plus `addend`; null where it cannot add anything more. */
function withAddend({ node }: Value, addend: Value, target: Graph): Value | null {
  const inputs = [...node.inputs, addend];
  switch (node.op) {
    case 'blockedInputGradient':
      return node.inputs.length > 2
        ? null
        : only(target.append(node.op, inputs, node.attributes, node.outputs));
    case 'blockedConvolution': {
      const { attributes } = node;
      if (attributes.addend || attributes.activation !== 'linear') return null;
      return only(target.append(node.op, inputs, { ...attributes, addend: true }, node.outputs));
    }
    case 'blockedAffine': {
      const { attributes } = node;
      if (attributes.addend || attributes.activation !== 'linear') return null;
      return only(target.append(node.op, inputs, { ...attributes, addend: true }, node.outputs));
    }
    default:
      return null;
  }
}

/** The operator's result above 0, else 0; null where it cannot tell. */
function withRelu({ node }: Value, target: Graph): Value | null {
  const { inputs, outputs } = node;
  switch (node.op) {
    case 'blockedConvolution':
      return only(
        target.append(node.op, inputs, { ...node.attributes, activation: 'relu' }, outputs),
      );
    case 'blockedAffine':
      return only(
        target.append(node.op, inputs, { ...node.attributes, activation: 'relu' }, outputs),
      );
    default:
      return null;
  }
}

/**
 * Lets the blocked operators do what comes after them while they have the numbers at hand: add a
 * value that ends there, whose memory then takes the sum (any other would be copied first), and
 * relu. What is replaced stays behind for `dropDead`.
 */
export function fuseBlocked(graph: Graph): Graph {
  const uses = new Uses(graph);
  return rewrite(graph, (node, inputs, target) => {
    const [first, second] = inputs;
    const [left, right] = node.inputs;
    if (node.op === 'relu' && left?.blocking !== undefined && first !== undefined) {
      if (!uses.isOnlyFor(left, node)) return null;
      const fused = withRelu(first, target) ?? addedUnderRelu(left.node, first, uses);
      return fused && [fused];
    }
    if (node.op !== 'add' || !left?.blocking || !right?.blocking || !first || !second) return null;
    // The one computed last is still at hand.
    const pairs = [
      { host: left, fused: () => withAddend(first, second, target), addend: right },
      { host: right, fused: () => withAddend(second, first, target), addend: left },
    ].sort((one, other) => other.host.node.index - one.host.node.index);
    for (const { host, fused, addend } of pairs) {
      if (!uses.isOnlyFor(host, node) || !uses.endsAt(addend, node)) continue;
      const found = fused();
      if (found !== null) return [found];
    }
    return null;
  });
}

/** relu(left + right) of two images, one of which ends there, in one pass. */
function addedUnderRelu(sum: AnyNode, { node, shape, graph }: Value, uses: Uses): Value | null {
  const [left, right] = sum.inputs;
  const [first, second] = node.inputs;
  if (node.op !== 'add' || !left || !right || !first || !second) return null;
  const [x, addend] = uses.endsAt(right, sum) ? [first, second] : [second, first];
  if (!uses.endsAt(right, sum) && !uses.endsAt(left, sum)) return null;
  if (x.blocking === undefined || addend.blocking === undefined) return null;
  const [, channels = 1] = shape;
  const ones = graph.constant(new Float32Array(channels).fill(1), 'float32', [channels]);
  return blockedAffine(x, ones, { addend, activation: 'relu' });
}
