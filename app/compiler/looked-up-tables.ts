import { BYTES_PER_MIB } from '../units.ts';
import type { LookedUpTables } from './compiled.ts';
import { emitTraining } from './emit-onnx.ts';
import type { ExecutionPlan } from './execution-plan.ts';
import type { Graph } from './graph.ts';
import { STEP_COUNTER } from './model-weights.ts';
import { lookedUp, lookupGraph } from './passes/look-up-rows.ts';

/** What a call takes of its tables at most: its loops hold some six copies of it. */
const MOST_BYTES = 8 * BYTES_PER_MIB;
/** Or so much of them, where they are large. */
const MOST_SHARE = 1 / 8;

/** The tables of which a step graph takes some rows, and the model that says which; null for none. */
export function lookedUpTables(step: Graph, execution: ExecutionPlan): LookedUpTables | null {
  const groups = lookedUp(step);
  if (groups.length === 0) return null;
  const graph = lookupGraph(step);
  const carried = graph.inputs.has(STEP_COUNTER.name)
    ? [{ name: STEP_COUNTER.name, parts: [STEP_COUNTER] }]
    : [];
  const numbers = groups.flatMap(({ places }) =>
    [...graph.outputs.keys()].filter((name) => name.startsWith(`${places} `)),
  );
  return { bytes: emitTraining(graph, carried, numbers, execution, null), groups };
}

/** Steps of a call at most, so that what it takes of its tables stays small beside them. */
export function mostLookedUpSteps({ groups }: LookedUpTables): number {
  const bytes = groups.reduce((sum, each) => sum + each.bytes, 0);
  const whole = groups.reduce((sum, each) => sum + (each.bytes / each.count) * each.rows, 0);
  return Math.max(1, Math.floor(Math.max(MOST_BYTES, whole * MOST_SHARE) / bytes));
}
