import type { Recipe } from '../../../app/dataset/dataset.ts';
import type { FittedTarget } from '../../../app/dataset/recipe.ts';
import { applyOps } from '../../../app/dataset/recipes/apply-table.ts';
import { LEFT_OUT } from '../../../app/dataset/recipes/assign-rows.ts';
import { standardScaling } from '../../../app/dataset/recipes/fit-numbers.ts';
import {
  type FittedSteps,
  fitSteps,
  type RecipePoint,
} from '../../../app/dataset/recipes/fit-recipe.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { isMissing } from '../../../app/dataset/recipes/frame.ts';
import type { RowClasses, SplitAssignment } from '../../../app/dataset/split.ts';
import { hasClasses, predictsNumber } from '../../../app/dataset/tasks.ts';
import { ok, type Result } from '../../../app/errors.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import type { TableSession } from '../delimited/table-session.ts';
import { readFrames } from './read-frames.ts';
import { AssignmentTable, type FactsWork, TableFacts } from './table-facts.ts';

export interface FitTableWork {
  readonly session: TableSession;
  readonly table: AnalysedTable;
  readonly recipe: Recipe;
  readonly inputs: readonly FittedInput[];
  /** Rows that a step leaves out are marked in it. */
  readonly assignment: SplitAssignment;
  readonly labels: RowClasses;
}

export interface FittedSource {
  readonly steps: FittedSteps;
  readonly target: FittedTarget;
}

/** Fits steps and target on the training split alone. Fails with `recipe/invalid`. */
export async function fitTable(work: FitTableWork): Promise<Result<FittedSource>> {
  const { session, table, recipe, inputs, assignment, labels } = work;
  const { plan, staged, classCounts } = table;
  const aside = plan.columns[plan.targetIndex]?.name ?? null;
  const column = aside ?? '';
  const regression = predictsNumber(plan.task);
  const classes = classCounts.map(({ name }) => name);
  const target = { column, classes: hasClasses(plan.task) ? classes : null };
  const assigned = new AssignmentTable(session, assignment);
  const rows = { session, staged, inputs, assignment, assigned, labels };
  const factsWork: FactsWork = { ...rows, target };
  const steps = await fitSteps({
    inputs,
    steps: recipe.steps,
    target,
    weight: recipe.weight ?? null,
    source: {
      facts: (point) => new TableFacts(factsWork, point),
      leaveOut: (columns, point) => leaveOut(factsWork, columns, point),
    },
  });
  if (!steps.ok) return steps;
  if (plan.task === 'reconstruction') {
    return ok({ steps: steps.value, target: { kind: 'features', column: aside } });
  }
  if (!regression) return ok({ steps: steps.value, target: { kind: 'label', column, classes } });
  const traced = [{ name: column, type: 'number', source: column, features: [] }] as const;
  const facts = new TableFacts(factsWork, { ops: [], outOfFold: new Map(), columns: traced });
  const { shift, factor } = standardScaling((await facts.moments([column])).get(column));
  return ok({
    steps: steps.value,
    target: { kind: 'standardize', column, mean: shift, stddev: factor },
  });
}

/** Takes rows that lack a value out of the assignment, training or not. */
async function leaveOut(
  { session, staged, inputs, assignment, assigned }: FactsWork,
  columns: readonly string[],
  { ops, outOfFold, columns: traced }: RecipePoint,
): Promise<void> {
  const sources = new Set(
    traced.filter(({ name }) => columns.includes(name)).map(({ source }) => source),
  );
  const read = inputs.filter(({ column }) => sources.has(column));
  for await (const { frame, firstRow } of readFrames(session, staged, read)) {
    const splits = assignment.slice(firstRow, firstRow + frame.rows);
    const applied = applyOps(ops, frame, { firstRow, splits, outOfFold }).frame;
    for (const column of columns) {
      const vector = applied.columns.get(column);
      if (vector === undefined) continue;
      for (let row = 0; row < frame.rows; row += 1) {
        if (isMissing(vector, row)) assignment[firstRow + row] = LEFT_OUT;
      }
    }
  }
  assigned.forget();
}
