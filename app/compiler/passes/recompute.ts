import type { AnyNode, Graph, Value } from '../graph.ts';
import { add, divide, ELEMENTWISE, multiply, squareRoot } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import type { Operator } from '../operators/vocabulary.ts';
import { ALIASES, bufferOf, bytesOf, GIVEN, lastUses, memoryPeak } from '../peak-memory.ts';
import { dropDead } from './drop-dead.ts';
import { copyNode, rewrite } from './rewrite.ts';

/** Operators that cost little more than reading what they are given. */
const CHEAP: ReadonlySet<Operator> = new Set<Operator>([
  ...ELEMENTWISE,
  ...ALIASES,
  'broadcast',
  'poolWindow',
  'layerNormalization',
  'blockedAffine',
]);
/** Values below this share of the peak are not worth a node. */
const SMALLEST_SHARE = 1 / 500;
/** So many values at most: each is found by counting the whole graph again. */
const MOST_VALUES = 400;

/** A value that is made again for those who read it late. */
interface Again {
  readonly buffer: Value;
  /** Itself, and what it is made of that has to be repeated too. */
  readonly chain: ReadonlySet<Value>;
  /** From here on its readers take the repeated one. */
  readonly from: AnyNode;
  /** Bytes that the peak loses for each byte that the repeated nodes write. */
  readonly worth: number;
}

/**
 * Computes cheap values a second time where they are read late, instead of keeping them: activations,
 * scaled and normalised values, dropout masks. Whatever takes most for what it costs comes first,
 * until the intermediate values fit; the same operator on the same numbers gives the same bits.
 * @param budgetBytes what they may take at most at once
 * @returns the graph as it is where they fit, and the one with the lowest peak where they never do
 * @source Chen et al. 2016, arXiv:1604.06174, whose rule of keeping the results of expensive
 *         operators this follows
 */
export function recompute(graph: Graph, budgetBytes: number): Graph {
  let [best, current] = [graph, graph];
  let lowest = memoryPeak(graph).bytes;
  for (let count = 0; count < MOST_VALUES && lowest > budgetBytes; count += 1) {
    const again = mostWorth(current);
    if (again === null) break;
    current = repeated(current, again);
    const { bytes } = memoryPeak(current);
    if (bytes >= lowest) continue;
    [best, lowest] = [current, bytes];
  }
  return best;
}

/** What lowers a graph's peak at the least cost; null where nothing does. */
function mostWorth(graph: Graph): Again | null {
  const { node: peak, bytes } = memoryPeak(graph);
  if (peak === null) return null;
  const lastUse = lastUses(graph);
  const lasts = (value: Value): number => lastUse.get(value)?.index ?? value.node.index;
  const kept = new Set([...graph.outputs.values()].map(bufferOf));
  const nextRead = firstReaders(graph, peak);
  let best: Again | null = null;
  for (const [buffer, from] of nextRead) {
    const saved = bytesOf(buffer);
    const isRead = peak.inputs.some((input) => bufferOf(input) === buffer);
    if (saved < bytes * SMALLEST_SHARE || isRead || kept.has(buffer)) continue;
    if (buffer.node.index >= peak.index || !isCheap(buffer)) continue;
    const chain = new Set<Value>();
    const sources = new Set<Value>();
    addSources(buffer, from.index, lasts, chain, sources);
    // What has to be kept longer for it takes memory at the peak, unless it is there anyway.
    const extended = [...sources].filter(
      (source) => lasts(source) < peak.index && !kept.has(source),
    );
    const net = extended.reduce((left, source) => left - bytesOf(source), saved);
    const worth = net / [...chain].reduce((sum, value) => sum + bytesOf(value), 0);
    if (net > 0 && worth > (best?.worth ?? 0)) best = { buffer, chain, from, worth };
  }
  return best;
}

/** For each buffer that is read after the peak: by whom first. */
function firstReaders(graph: Graph, peak: AnyNode): ReadonlyMap<Value, AnyNode> {
  const readers = new Map<Value, AnyNode>();
  for (const node of graph.nodes.slice(peak.index + 1)) {
    if (ALIASES.has(node.op)) continue;
    for (const input of node.inputs) {
      const buffer = bufferOf(input);
      if (!readers.has(buffer)) readers.set(buffer, node);
    }
  }
  return readers;
}

const isCheap = ({ node, output }: Value): boolean =>
  CHEAP.has(node.op) || (node.op === 'batchNormalization' && output === 0);

/** What a cheap value is made of, when it is made again. */
function partsOf({ node }: Value): readonly Value[] {
  const [, gamma, beta] = node.inputs;
  const [, , variance, centred] = node.outputs;
  // The normalised image follows from the centred one, which its gradient needs anyway.
  return node.op === 'batchNormalization' && gamma && beta && variance && centred
    ? [centred, variance, gamma, beta]
    : node.inputs;
}

/** A value once more, of its parts: the very operators that it was made by. */
function remadeOf({ node, output }: Value, parts: readonly Value[], target: Graph): Value {
  const [centred, variance, gamma, beta] = parts;
  if (node.op === 'batchNormalization' && centred && variance && gamma && beta) {
    const { axis, epsilon } = node.attributes;
    const stretch = (vector: Value) =>
      reshape(
        vector,
        centred.shape.slice(axis).map((size, at) => (at === 0 ? size : 1)),
      );
    const factor = divide(gamma, squareRoot(add(variance, epsilon)));
    return add(multiply(centred, stretch(factor)), stretch(beta));
  }
  return copyNode(node, parts, target)[output] ?? missing(centred);
}

/**
 * Collects what has to be repeated so that a value can be: those it is made of, as far as they are
 * cheap and gone by then, and what these are made of.
 */
function addSources(
  value: Value,
  at: number,
  lasts: (value: Value) => number,
  chain: Set<Value>,
  sources: Set<Value>,
): void {
  chain.add(value);
  for (const part of partsOf(value)) {
    const buffer = bufferOf(part);
    if (GIVEN.has(buffer.node.op) || chain.has(buffer)) continue;
    if (lasts(buffer) < at && isCheap(buffer)) addSources(buffer, at, lasts, chain, sources);
    else sources.add(buffer);
  }
}

/** The graph in which the late readers of a value take one that is made for them. */
function repeated(graph: Graph, { buffer, chain, from }: Again): Graph {
  const copies = new Map<Value, Value>();
  const again = new Map<Value, Value>();
  const copyOf = (value: Value): Value => copies.get(value) ?? missing(value);
  const rewritten = rewrite(graph, (node, inputs, target) => {
    /** A value made once more, with all that it is made of and that is not there any more. */
    const remade = (value: Value): Value => {
      const known = again.get(value);
      if (known !== undefined) return known;
      if (!chain.has(bufferOf(value))) return copyOf(value);
      const parts = partsOf(value).map(remade);
      const made = target.within(value.node.scope, () => remadeOf(value, parts, target));
      again.set(value, made);
      return made;
    };
    const isLate = node.index >= from.index && !ALIASES.has(node.op);
    const taken = node.inputs.map((input, place) =>
      isLate && bufferOf(input) === buffer ? remade(input) : (inputs[place] ?? missing(input)),
    );
    const outputs = copyNode(node, taken, target);
    node.outputs.forEach((value, place) => {
      const copy = outputs[place];
      if (copy !== undefined) copies.set(value, copy);
    });
    return outputs;
  });
  return dropDead(rewritten);
}

function missing(value: Value | undefined): never {
  throw new Error(`${value?.node.op} has not been computed`);
}
