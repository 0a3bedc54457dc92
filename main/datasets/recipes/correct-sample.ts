import type { CorrectedRow, CorrectionsPreview } from '../../../app/contract/family-previews.ts';
import type { Recipe } from '../../../app/dataset/dataset.ts';
import { type Corrections, invalid } from '../../../app/dataset/recipes/corrections.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { sqlText } from '../delimited/table-session.ts';
import { applyCorrections, type CorrectedRows } from './correct-rows.ts';
import type { PrepareWork } from './prepare-work.ts';

const SHOWN_ROWS = 50;
const SHOWN_CELLS = 6;

/** Reads rows of the source, in the order that they are asked for; fewer where one is gone. */
export type ReadRows = (
  rows: readonly number[],
) => Promise<readonly Readonly<Record<string, string | null>>[]>;

/**
 * Corrects the rows of a sample that are among those of the source that a recipe corrects.
 * @param sourceRows rows of the source
 */
export async function correctSample(
  work: Pick<PrepareWork, 'session' | 'table' | 'folder'>,
  dealt: SplitAssignment,
  { relabelled, excluded }: Corrections,
  sourceRows: number,
): Promise<Result<Pick<CorrectedRows, 'table' | 'assignment'>>> {
  const named = [...relabelled.keys(), ...excluded];
  if (named.length === 0) return ok({ table: work.table, assignment: dealt });
  const beyond = named.find((row) => row >= sourceRows);
  if (beyond !== undefined) {
    return fail(invalid('steps.rows', String(beyond), `integer in [0, ${sourceRows - 1}]`));
  }
  const placeOf = await placesIn(work);
  const corrections: Corrections = {
    relabelled: new Map(
      [...relabelled].flatMap(([row, change]) => {
        const place = placeOf.get(row);
        return place === undefined ? [] : [[place, change] as const];
      }),
    ),
    excluded: new Set([...excluded].flatMap((row) => placeOf.get(row) ?? [])),
  };
  const corrected = await applyCorrections(work, dealt, corrections);
  if (corrected.ok) return corrected;
  // Of a part of the rows a split may be empty that is not of all.
  const partial = dealt.length < sourceRows && corrected.error.code === 'dataset/split-empty';
  return partial ? ok({ table: work.table, assignment: dealt }) : corrected;
}

/** A recipe whose groups of rows name those of a sample, as far as they are in it. */
export async function groupedInSample(
  work: Pick<PrepareWork, 'session' | 'table' | 'recipe'>,
): Promise<Recipe> {
  const { recipe } = work;
  if (recipe.steps.every(({ kind }) => kind !== 'keep-together')) return recipe;
  const placeOf = await placesIn(work);
  const steps = recipe.steps.map((step) => {
    if (step.kind !== 'keep-together') return step;
    const groups = step.groups.map((rows) => rows.flatMap((row) => placeOf.get(row) ?? []));
    return { ...step, groups };
  });
  return { ...recipe, steps };
}

/** Where rows of the source stand in a sample. */
async function placesIn({
  session,
  table,
}: Pick<PrepareWork, 'session' | 'table'>): Promise<ReadonlyMap<number, number>> {
  const places = await session.rows(
    `SELECT source, row FROM read_parquet(${sqlText(table.staged.parquetPath)})`,
  );
  return new Map(places.map(([source, row]) => [Number(source), Number(row)]));
}

/** The rows that a recipe corrects, with what they hold where that can be read; null where there are none. */
export async function describeCorrections(
  { relabelled, excluded }: Corrections,
  readRows: ReadRows | undefined,
): Promise<CorrectionsPreview | null> {
  if (relabelled.size + excluded.size === 0) return null;
  const told = [
    ...[...relabelled].map(([row, { from, to }]) => ({ row, from, to })),
    ...[...excluded].map((row) => ({ row, from: null, to: null })),
  ].slice(0, SHOWN_ROWS);
  const read = await readRows?.(told.map(({ row }) => row));
  const rows = told.map((change, at): CorrectedRow => {
    const cells = Object.entries(read?.[at] ?? {}).slice(0, SHOWN_CELLS);
    return { ...change, values: Object.fromEntries(cells) };
  });
  return { relabelled: relabelled.size, excluded: excluded.size, rows };
}
