import type { PreviewSide, RecipePreview } from '../../../app/contract/recipes.ts';
import type { Recipe } from '../../../app/dataset/dataset.ts';
import { applyOps } from '../../../app/dataset/recipes/apply-table.ts';
import { correctionsOf } from '../../../app/dataset/recipes/corrections.ts';
import { planOptions, wholeRecipe } from '../../../app/dataset/recipes/default-recipe.ts';
import type { TracedColumn } from '../../../app/dataset/recipes/fit-recipe.ts';
import { featureWidth } from '../../../app/dataset/recipes/fitted-table.ts';
import { countSplits, type SplitAssignment } from '../../../app/dataset/split.ts';
import { planTable } from '../../../app/dataset/table-plan.ts';
import { hasClasses } from '../../../app/dataset/tasks.ts';
import { type AppError, ok, type Result } from '../../../app/errors.ts';
import { readClasses } from '../delimited/analysis.ts';
import { TableSession } from '../delimited/table-session.ts';
import { readFates } from '../ratings/rating-fates.ts';
import { readGaps } from '../translations/prepare-translations.ts';
import {
  correctSample,
  describeCorrections,
  groupedInSample,
  type ReadRows,
} from './correct-sample.ts';
import { assign } from './deal-rows.ts';
import { fitTable } from './fit-table.ts';
import { inputsOf } from './prepare-table.ts';
import type { PrepareWork } from './prepare-work.ts';
import { previewFamily, readsFamily } from './preview-family.ts';
import { type SideSum, sideOf } from './preview-side.ts';
import { readFrames } from './read-frames.ts';
import { readLabels } from './row-facts.ts';
import { inScratch, type TableSample, unpackSample } from './table-sample.ts';

const NO_SIDE: PreviewSide = { columns: [], rows: [] };

/** What is asked of a recipe's preview. */
export interface PreviewRequest {
  readonly sample: TableSample;
  /** Null: the usual one. */
  readonly recipe: Recipe | null;
  /** Steps to go through; null: all. */
  readonly upTo: number | null;
  /** Reads rows of the source, where it is kept. */
  readonly readRows?: ReadRows | undefined;
}

/** Fits a recipe on a sample. Fails with `recipe/invalid`, or as the import would. */
export function previewRecipe(request: PreviewRequest): Promise<Result<RecipePreview>> {
  const { sample, recipe: given, upTo } = request;
  return inScratch((scratch) =>
    TableSession.with(scratch, undefined, async (session) => {
      const { recipe: _, ...beside } = sample.options;
      const options = given === null ? beside : { ...beside, recipe: given };
      const unpacked = await unpackSample(sample, scratch);
      const plan = planTable(
        unpacked.profiles,
        planOptions(options),
        unpacked.path,
        unpacked.staged.splitColumn,
      );
      if (!plan.ok) return plan;
      const table = { ...unpacked, plan: plan.value };
      const whole = wholeRecipe(table.plan, options);
      if (!whole.ok) return whole;
      const recipe = whole.value;
      const steps = recipe.steps.slice(0, upTo ?? recipe.steps.length);
      const work = { session, table, recipe: { ...recipe, steps }, folder: scratch };
      return tryRecipe(work, recipe, request);
    }),
  );
}

type SampleWork = Pick<PrepareWork, 'session' | 'table' | 'recipe' | 'folder'>;

async function tryRecipe(
  work: SampleWork,
  told: Recipe,
  { sample, readRows }: PreviewRequest,
): Promise<Result<RecipePreview>> {
  const { session, recipe } = work;
  const { staged, plan } = work.table;
  const classCounts = hasClasses(plan.task)
    ? await readClasses(session, staged, plan.targetIndex)
    : [];
  const whole = { ...work.table, classCounts };
  const corrections = correctionsOf(recipe.steps, plan.task);
  if (!corrections.ok) return corrections;
  const inputs = inputsOf(whole, recipe);
  if (!inputs.ok) return inputs;
  const translates = plan.task === 'translation';
  const labels = await (translates ? readGaps(session, whole) : readLabels(session, whole));
  const fates = await readFates(session, whole, labels.withoutTarget);
  if (!fates.ok) return fates;
  const kept = fates.value === null ? labels : { ...labels, withoutTarget: fates.value.leaving };
  const partial = staged.rows < sample.sourceRows;
  const dealing = { ...work, table: whole, recipe: await groupedInSample(work) };
  const dealt = await assignSample(dealing, inputs.value, kept, partial);
  if (!dealt.ok) return dealt;
  const corrected = await correctSample(
    { ...work, table: whole },
    dealt.value,
    corrections.value,
    sample.sourceRows,
  );
  if (!corrected.ok) return corrected;
  const { table, assignment } = corrected.value;
  const changed = await describeCorrections(corrections.value, readRows);
  const before: SideSum = sideOf(inputs.value.map(({ column, type }) => traced(column, type)));
  const common = {
    recipe: told,
    rows: staged.rows,
    sourceRows: sample.sourceRows,
    splits: countSplits(assignment),
    ...(changed !== null && { corrections: changed }),
  };
  if (readsFamily(plan.task)) {
    for await (const { frame } of readFrames(session, staged, inputs.value)) {
      before.add(frame);
    }
    const family = await previewFamily(
      { session, table, recipe: told },
      inputs.value,
      assignment,
      fates.value,
    );
    if (!family.ok) return family;
    const { features, preview } = family.value;
    return ok({ ...common, before: before.side(), after: NO_SIDE, features, family: preview });
  }
  const fitted = await fitTable({
    session,
    table,
    recipe,
    inputs: inputs.value,
    assignment,
    labels: table === whole ? labels.labels : (await readLabels(session, table)).labels,
  });
  if (!fitted.ok) return fitted;
  const { steps } = fitted.value;
  const after: SideSum = sideOf(steps.columns);
  for await (const { frame, firstRow } of readFrames(session, staged, inputs.value)) {
    const splits = assignment.subarray(firstRow, firstRow + frame.rows);
    const training = { firstRow, splits, outOfFold: steps.outOfFold };
    before.add(frame);
    after.add(applyOps(steps.table.ops, frame, training).frame);
  }
  return ok({
    ...common,
    splits: countSplits(assignment),
    before: before.side(),
    after: after.side(),
    features: featureWidth(steps.table),
  });
}

function traced(name: string, type: TracedColumn['type']): TracedColumn {
  return { name, type, source: name, features: [name] };
}

/** A sample may lack rows of a class or a group that all rows have: then it is dealt out at random. */
async function assignSample(
  work: SampleWork,
  inputs: Parameters<typeof assign>[1],
  labels: Parameters<typeof assign>[2],
  partial: boolean,
): Promise<Result<SplitAssignment>> {
  const assigned = await assign(work, inputs, labels);
  if (assigned.ok || !partial || !MAY_BE_THE_SAMPLE.includes(assigned.error.code)) return assigned;
  const split = {
    kind: 'random',
    fractions: { train: 0.7, val: 0.15, test: 0.15 },
    seed: 1,
  } as const;
  return assign({ ...work, recipe: { ...work.recipe, split } }, inputs, labels);
}

/** Failures that all rows need not have. */
const MAY_BE_THE_SAMPLE: readonly AppError['code'][] = [
  'dataset/split-empty',
  'dataset/too-few-rows',
  'dataset/class-too-small',
];
