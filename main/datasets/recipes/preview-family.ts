import type { FamilyPreview } from '../../../app/contract/family-previews.ts';
import type { Recipe } from '../../../app/dataset/dataset.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import type { Task } from '../../../app/dataset/tasks.ts';
import { ok, type Result } from '../../../app/errors.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import type { TableSession } from '../delimited/table-session.ts';
import { previewRatings } from '../ratings/preview-ratings.ts';
import type { RatingFates } from '../ratings/rating-fates.ts';
import { previewSeries } from '../series/preview-series.ts';
import { fitText, textsOf } from '../texts/prepare-texts.ts';
import { TextSideSum } from '../texts/preview-texts.ts';
import { fitTranslation, MARKS, pairsOf } from '../translations/prepare-translations.ts';

interface FamilyWork {
  readonly session: TableSession;
  readonly table: AnalysedTable;
  readonly recipe: Recipe;
}

interface Shown {
  readonly preview: FamilyPreview;
  /** Numbers of a row. */
  readonly features: number;
}

type Preview = (
  work: FamilyWork,
  inputs: readonly FittedInput[],
  assignment: SplitAssignment,
  fates: RatingFates | null,
) => Promise<Result<Shown>>;

/** Tasks whose samples no step makes. */
const FAMILIES: Readonly<Partial<Record<Task, Preview>>> = {
  'text-classification': async (work, _, assignment) => ok(await previewTexts(work, assignment)),
  translation: async (work, _, assignment) => ok(await previewTranslations(work, assignment)),
  forecasting: async (work, inputs, assignment) => {
    const shown = await previewSeries(work, inputs, assignment);
    if (!shown.ok) return shown;
    const { window } = shown.value;
    const channels = (work.recipe.series?.values?.length ?? 0) + 1;
    return ok({ preview: shown.value, features: window * channels });
  },
  recommendation: async (work, _, assignment, fates) => {
    const preview = await previewRatings(work, assignment, fates);
    const { negatives = 0 } = work.table.plan.ratings?.implicit ?? {};
    return ok({ preview, features: 2 + negatives });
  },
};

export function readsFamily(task: Task): boolean {
  return FAMILIES[task] !== undefined;
}

/** What rows of a sample become that are texts, series or ratings. */
export function previewFamily(
  work: FamilyWork,
  inputs: readonly FittedInput[],
  assignment: SplitAssignment,
  fates: RatingFates | null,
): Promise<Result<Shown>> {
  const preview = FAMILIES[work.table.plan.task];
  if (preview === undefined) throw new Error('Steps make the features of this task');
  return preview(work, inputs, assignment, fates);
}

async function previewTexts(
  { session, table, recipe }: FamilyWork,
  assignment: SplitAssignment,
): Promise<Shown> {
  const { index, text } = await fitText(session, table, assignment, recipe.text);
  const sum = new TextSideSum(text);
  for await (const { texts } of textsOf(session, table, index, null)) {
    for (const each of texts) sum.add(each);
  }
  return { preview: { kind: 'texts', sides: [sum.side()] }, features: text.length };
}

async function previewTranslations(work: FamilyWork, assignment: SplitAssignment): Promise<Shown> {
  const { source, target } = await fitTranslation(work, assignment);
  const sums = [new TextSideSum(source), new TextSideSum(target, MARKS)] as const;
  for await (const { sources, targets } of pairsOf(work.session, work.table)) {
    for (const [row, each] of sources.entries()) {
      sums[0].add(each);
      sums[1].add(targets[row] ?? '');
    }
  }
  const sides = sums.map((sum) => sum.side());
  return { preview: { kind: 'texts', sides }, features: source.length + target.length };
}
