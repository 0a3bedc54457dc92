import { fail, ok, type Result } from '../../errors.ts';
import type { FoldMeans } from './apply-table.ts';
import type { FittedInput, FittedOp, FittedTable, OpEntries, OpName } from './fitted-table.ts';
import type { FrameColumn, FrameType } from './frame.ts';
import { encodedNames, OPS, type Op } from './ops.ts';
import type { RecipeStep } from './recipe-steps.ts';
import { columnsExpected, type RecipeFault, selectColumns } from './select-columns.ts';
import type { FitContext, FitTarget, FittedStep, StepRule } from './step-rule.ts';
import { type ColumnStepKind, STEP_RULES } from './step-rules.ts';
import type { TrainingFacts } from './training-facts.ts';

/** A column at some point of the recipe. */
export interface TracedColumn {
  readonly name: string;
  readonly type: FrameType;
  /** The column of the source that it comes from. */
  readonly source: string;
  /** Its features, if it ended here. */
  readonly features: readonly string[];
}

export type OutOfFold = ReadonlyMap<OpEntries['target-means'], FoldMeans>;

/** Where fitting learns from. */
export interface FitSource {
  /** Facts of the training rows at some point of the recipe. */
  readonly facts: (point: RecipePoint) => TrainingFacts;
  /** Takes rows that lack one of these columns at some point out of every split. */
  readonly leaveOut: (columns: readonly string[], point: RecipePoint) => Promise<void>;
}

/** What has been done so far. */
export interface RecipePoint {
  readonly ops: readonly FittedOp[];
  readonly outOfFold: OutOfFold;
  readonly columns: readonly TracedColumn[];
}

export interface FitWork {
  /** How every column of the source is read, target and weights among them. */
  readonly inputs: readonly FittedInput[];
  readonly steps: readonly RecipeStep[];
  readonly target: FitTarget;
  readonly weight: string | null;
  readonly source: FitSource;
}

export interface FittedSteps {
  readonly table: FittedTable;
  readonly outOfFold: OutOfFold;
  /** Columns after all steps, target and weights among them. */
  readonly columns: readonly TracedColumn[];
}

/**
 * Fits the steps in order, each on training rows as the steps before left them.
 * Fails with `recipe/invalid` naming the place.
 */
export async function fitSteps(work: FitWork): Promise<Result<FittedSteps>> {
  const { inputs, steps, target, source } = work;
  const reserved = [target.column, ...(work.weight === null ? [] : [work.weight])];
  let columns: readonly TracedColumn[] = inputs.map(({ column, type }) => ({
    name: column,
    type,
    source: column,
    features: [column],
  }));
  const ops: FittedOp[] = [];
  const outOfFold = new Map<OpEntries['target-means'], FoldMeans>();
  for (const [at, step] of steps.entries()) {
    const place = `steps[${at}]`;
    if (!isColumnStep(step)) continue;
    const chosen = chooseColumns(step, columns, reserved, place);
    if (!chosen.ok) return fail({ code: 'recipe/invalid', ...chosen.fault });
    const facts = source.facts({ ops: ops.slice(), outOfFold, columns });
    const fitted = await fitOne(step, chosen.columns, { facts, target });
    for (const [entry, means] of fitted.outOfFold ?? []) outOfFold.set(entry, means);
    for (const op of fitted.ops) {
      if (op.op === 'require') {
        const names = op.columns.map(({ column }) => column);
        await source.leaveOut(names, { ops: ops.slice(), outOfFold, columns });
      }
      const next = advance(columns, op);
      const taken = firstDuplicate(next.map(({ name }) => name));
      if (taken !== undefined) {
        const fault = { place, value: taken, expected: 'new name' };
        return fail({ code: 'recipe/invalid', ...fault });
      }
      columns = next;
      ops.push(op);
    }
  }
  return ok({ table: lineUp(inputs, ops, columns, reserved), outOfFold, columns });
}

type ColumnStep = RecipeStep<ColumnStepKind>;

function isColumnStep(step: RecipeStep): step is ColumnStep {
  return Object.hasOwn(STEP_RULES, step.kind);
}

/** What a step works on, or what is wrong with it. */
function chooseColumns(
  step: ColumnStep,
  columns: readonly TracedColumn[],
  reserved: readonly string[],
  place: string,
) {
  const fault = faultOf(step, place);
  if (fault !== null) return { ok: false, fault } as const;
  const accepted = acceptedBy(step);
  if (step.kind === 'rename') return chooseRenamed(step, columns, reserved, place);
  // Rows without a target or a weight may be left out; nothing else touches these.
  const touchesRows = step.kind === 'missing' && step.strategy === 'drop-rows';
  const open = touchesRows ? columns : columns.filter(({ name }) => !reserved.includes(name));
  return selectColumns(step.columns, open, accepted, reserved, `${place}.columns`);
}

function chooseRenamed(
  { column, to }: RecipeStep<'rename'>,
  columns: readonly TracedColumn[],
  reserved: readonly string[],
  place: string,
) {
  const names = columns.map(({ name }) => name);
  const open = columns.filter(({ name }) => !reserved.includes(name));
  const found = open.filter(({ name }) => name === column);
  const fault = (
    field: string,
    value: string,
    expected: string,
  ): { ok: false; fault: RecipeFault } => ({
    ok: false,
    fault: { place: `${place}.${field}`, value, expected },
  });
  if (found.length === 0) {
    return fault('column', column, columnsExpected(open.map(({ name }) => name)));
  }
  if (names.includes(to)) return fault('to', to, 'new name');
  return { ok: true, columns: found } as const;
}

function faultOf<Kind extends ColumnStepKind>(
  step: RecipeStep<Kind>,
  place: string,
): RecipeFault | null {
  const rule: StepRule<Kind> = STEP_RULES[step.kind];
  return rule.fault?.(step, place) ?? null;
}

function acceptedBy<Kind extends ColumnStepKind>(step: RecipeStep<Kind>): readonly FrameType[] {
  const rule: StepRule<Kind> = STEP_RULES[step.kind];
  return rule.accepts(step);
}

function fitOne<Kind extends ColumnStepKind>(
  step: RecipeStep<Kind>,
  columns: readonly FrameColumn[],
  context: FitContext,
): Promise<FittedStep> {
  const rule: StepRule<Kind> = STEP_RULES[step.kind];
  return rule.fit(step, columns, context);
}

/** The columns after an operation: each is replaced, in its place, by what it becomes. */
function advance<Name extends OpName>(
  columns: readonly TracedColumn[],
  op: FittedOp<Name>,
): readonly TracedColumn[] {
  const rule: Op<OpEntries[Name]> = OPS[op.op];
  const entries: ReadonlyMap<string, OpEntries[Name]> = new Map(
    op.columns.map((entry: OpEntries[Name]) => [entry.column, entry]),
  );
  return columns.flatMap((column) => {
    const entry = entries.get(column.name);
    if (entry === undefined) return [column];
    return rule.outputs(entry, column.type).map(({ name, type }, at) => ({
      name,
      type,
      source: column.source,
      features: (at === 0 ? encodedNames(op.op, entry) : null) ?? [name],
    }));
  });
}

function firstDuplicate(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => {
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  });
}

/** What is left of the columns: numbers and encodings become features; what needs reading is read. */
function lineUp(
  inputs: readonly FittedInput[],
  ops: readonly FittedOp[],
  columns: readonly TracedColumn[],
  reserved: readonly string[],
): FittedTable {
  const features = columns.filter(
    ({ name, type }) => !reserved.includes(name) && (type === 'number' || type === 'encoded'),
  );
  const used = new Set(features.map(({ source }) => source));
  return {
    inputs: inputs.filter(({ column }) => used.has(column)),
    ops,
    features: features.map(({ name, features: names }) => ({ column: name, names })),
  };
}
