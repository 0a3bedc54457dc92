import { BYTES_PER_MIB } from '../../units.ts';
import type { ExecutionPlan } from '../execution-plan.ts';
import type { Graph, Value } from '../graph.ts';
import { iterationOf } from '../iteration/iteration.ts';
import { innerGraph } from '../operators/inner-graph.ts';
import { stepsOf } from '../operators/scan.ts';
import { bytesOf, peakTemporaryBytes } from '../peak-memory.ts';
import {
  batchOf,
  carriedInfo,
  INDICES,
  inputOf,
  MEASURES,
  NEXT,
  nameIn,
  placesFor,
  valueInfo,
} from './edges.ts';
import { isWrittenOut } from './emit/scan.ts';
import { GraphWriter } from './graph-writer.ts';
import type { OnnxGraph } from './model.ts';
import { splitPieces } from './split-pieces.ts';
import { writeGraph } from './write-graph.ts';

/** A loop body holds at most this many nodes: opening a session takes longer with each. */
const BODY_NODES = 1000;
const MOST_STEPS = 8;
/** Intermediate values of all steps of an iteration together, bytes: the runtime keeps them apart. */
const BODY_BYTES = 48 * BYTES_PER_MIB;
/** The same where there is little state to spare from being written: as much as caches hold. */
const CACHED_BYTES = 8 * BYTES_PER_MIB;
/** The same on a card, where starting a node costs more than what caches would spare. */
const CARD_BYTES = 512 * BYTES_PER_MIB;
/** Intermediate bytes for each byte of state, above which state counts as little. */
const LITTLE_STATE = 4;

/**
 * Steps that one iteration of the loop takes, written one after the other. Between them, the
 * runtime updates the state where it lies; only an iteration's last step writes it elsewhere.
 * Measured with ONNX Runtime 1.30: 8 steps an iteration take 9 % less time each for a
 * 784-512-512-10 perceptron with Adam, and 2 to 8 steps 8 to 15 % more for a convolutional network
 * of few weights, whose activations then come from memory instead of a cache.
 */
export function stepsPerIteration(step: Graph, execution: ExecutionPlan): number {
  const { provider } = execution;
  const byNodes = BODY_NODES / nodeCount(step, execution);
  const peak = peakTemporaryBytes(step);
  if (provider !== undefined) return stepsWithin(byNodes, CARD_BYTES / Math.max(1, peak));
  const limit = peak > LITTLE_STATE * changedBytes(step) ? CACHED_BYTES : BODY_BYTES;
  return stepsWithin(byNodes, limit / Math.max(1, peak));
}

const stepsWithin = (byNodes: number, byBytes: number): number =>
  Math.max(1, Math.min(MOST_STEPS, Math.floor(Math.min(byNodes, byBytes))));

/** A loop has three copies of the state at once, beside what a call is given and what it gives. */
const LARGE_STATE = 20 * BYTES_PER_MIB;

/**
 * Whether a call takes one step, without a loop: as soon as the state is large. A loop would save
 * handing it over, some 10 to 30 % of such a step's time, but hold 6 copies of it instead of 3.
 */
export function takesOneStep(step: Graph): boolean {
  return changedBytes(step) > LARGE_STATE;
}

/** Bytes carried from step to step, but for tables of which a call takes a few rows. */
export function changedBytes({ inputs, outputs }: Graph): number {
  const carried = [...inputs].filter(
    ([name, value]) => outputs.has(name + NEXT) && placesFor(value) === null,
  );
  return carried.reduce((sum, [, value]) => sum + bytesOf(value), 0);
}

/** A tensor that the loops carry: `<name>` of the step becomes `<name>:next`. */
export interface LoopCarried {
  readonly name: string;
  /** What it is called in the call's graph before the loops and after them. */
  readonly entering: string;
  readonly leaving: string;
}

/** Nodes of a graph, those of bodies inside it included, as often as they are written. */
function nodeCount({ nodes }: Pick<Graph, 'nodes'>, execution: ExecutionPlan): number {
  return nodes.reduce((sum, node) => {
    const body = innerGraph(node)?.body ?? { nodes: [] };
    const times = node.op === 'scan' && isWrittenOut(node, execution) ? stepsOf(node) : 1;
    return sum + 1 + times * nodeCount(body, execution);
  }, 0);
}

/** What a loop runs: a step graph, the tensors it carries on and the measures it gives. */
export interface LoopedStep {
  readonly step: Graph;
  readonly carried: readonly LoopCarried[];
  /** What stays as it is through a call: names in the step, and in the call's graph. */
  readonly lasting: ReadonlyMap<string, string>;
  /** Vectors; those of all steps follow each other. */
  readonly measured: readonly string[];
}

/**
 * Writes the loops of a call: one with several steps an iteration, and one with a step an iteration
 * for those that remain. However a run's steps are cut into calls, each is computed by the same
 * operators on the same numbers.
 */
export function writeLoops(looped: LoopedStep, writer: GraphWriter): void {
  const { carried } = looped;
  const shape = writer.node('Shape', [INDICES]);
  const steps = writer.node('Gather', [shape, writer.constant([0], 'int64', [])]);
  const loops = loopsOf(stepsPerIteration(looped.step, writer.execution), steps, writer);
  let before = carried.map(({ entering }) => entering);
  const measured = loops.map(({ iterations, ...body }, place) => {
    const isLast = place === loops.length - 1;
    const after = carried.map(({ name, leaving }) => (isLast ? leaving : `${name}:${body.name}`));
    const scanned = `${MEASURES}:${body.name}`;
    writer.namedNode('Loop', [iterations, '', ...before], [...after, scanned], {
      body: { kind: 'graph', value: loopBody(looped, body, writer) },
    });
    before = after;
    return writer.node('Reshape', [scanned, writer.integers([-1])]);
  });
  writer.namedNode('Concat', measured, [MEASURES], { axis: 0 });
}

/** Writes a call of so many steps, 1 to 8, without a loop: see `takesOneStep` and `ExecutionPlan`. */
export function writeSteps(
  { step, carried, lasting, measured }: LoopedStep,
  count: number,
  writer: GraphWriter,
): void {
  const { graph, data } = iterationOf(step, measured, count);
  const first = writer.constant([0], 'int64', []);
  const rowsOf = batchRows(first, count, step, writer);
  const taken = new Map(lasting);
  for (const { name, entering } of carried) taken.set(name, entering);
  const outputs = writeGraph(graph, writer, (input) => {
    const rows = data.get(input);
    return rows === undefined
      ? nameIn(taken, input)
      : writer.node('Gather', [rows.name, rowsOf(rows.step)]);
  });
  for (const { name, leaving } of carried) {
    writer.namedNode('Identity', [nameIn(outputs, name + NEXT)], [leaving]);
  }
  writer.namedNode('Identity', [nameIn(outputs, MEASURES)], [MEASURES]);
}

interface LoopPlan {
  readonly name: string;
  /** Name of the number of iterations. */
  readonly iterations: string;
  /** Steps that one iteration takes. */
  readonly count: number;
  /** Name of the number of steps done before the loop; null for none. */
  readonly stepsBefore: string | null;
}

/** @param steps name of the number of steps, an int64 scalar */
function loopsOf(count: number, steps: string, writer: GraphWriter): readonly LoopPlan[] {
  if (count === 1) return [{ name: 'steps', iterations: steps, count: 1, stepsBefore: null }];
  const several = writer.constant([count], 'int64', []);
  const iterations = writer.node('Div', [steps, several]);
  const done = writer.node('Mul', [iterations, several]);
  const rest = writer.node('Sub', [steps, done]);
  return [
    { name: 'steps', iterations, count, stepsBefore: null },
    { name: 'rest', iterations: rest, count: 1, stepsBefore: done },
  ];
}

/** One iteration of a loop. */
function loopBody(
  looped: LoopedStep,
  { name, count, stepsBefore }: Omit<LoopPlan, 'iterations'>,
  outer: GraphWriter,
): OnnxGraph {
  const { step, lasting, measured } = looped;
  const carried = looped.carried.map((each) => each.name);
  const writer = new GraphWriter(name, outer);
  const iteration = valueInfo(`${name}:iteration`, { dtype: 'int64', shape: [] });
  const condition = valueInfo(`${name}:condition`, { dtype: 'bool', shape: [] });
  // A graph inside another may not reuse its names.
  const entering = carried.map((each) => loopInfo(`${name}:${each}`, inputOf(step, each)));
  const whole = (value: number) => writer.constant([value], 'int64', []);
  const scaled = count === 1 ? iteration.name : writer.node('Mul', [iteration.name, whole(count)]);
  const start = stepsBefore === null ? scaled : writer.node('Add', [scaled, stepsBefore]);

  const { graph, data } = iterationOf(step, measured, count);
  const rowsOf = batchRows(start, count, step, writer);
  const taken = new Map(lasting);
  carried.forEach((each, place) => {
    taken.set(each, entering[place]?.name ?? '');
  });
  const outputs = writeGraph(graph, writer, (input) => {
    const rows = data.get(input);
    return rows === undefined
      ? nameIn(taken, input)
      : writer.node('Gather', [rows.name, rowsOf(rows.step)]);
  });
  const leaving = carried.map((each) =>
    loopInfo(nameIn(outputs, each + NEXT), inputOf(step, each)),
  );
  const all = valueInfo(nameIn(outputs, MEASURES), outputOf(graph, MEASURES));
  const goOn = { ...condition, name: writer.node('Identity', [condition.name]) };
  return writer.finish(name, [iteration, condition, ...entering], [goOn, ...leaving, all]);
}

const loopInfo = (name: string, value: Value) => carriedInfo(name, value, value);

/**
 * Names of the row numbers of one step's batch, or of those of all steps together (null), counted
 * from a step on.
 */
function batchRows(start: string, count: number, step: Graph, writer: GraphWriter) {
  if (count === 1) {
    const rows = writer.node('Gather', [INDICES, start]);
    return () => rows;
  }
  const from = writer.node('Reshape', [start, writer.integers([1])]);
  const to = writer.node('Add', [from, writer.integers([count])]);
  const several = writer.node('Slice', [INDICES, from, to, writer.integers([0])]);
  const all = writer.node('Reshape', [several, writer.integers([-1])]);
  const each = splitPieces(all, Array<number>(count).fill(batchOf(step)), 0, writer);
  return (at: number | null) => (at === null ? all : (each[at] ?? ''));
}

function outputOf({ outputs }: Graph, name: string) {
  const value = outputs.get(name);
  if (value === undefined) throw new Error(`The graph does not give ${name}`);
  return value;
}
