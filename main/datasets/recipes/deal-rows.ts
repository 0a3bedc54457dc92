import {
  assignRows,
  LEFT_OUT,
  splitColumns,
  splitFault,
} from '../../../app/dataset/recipes/assign-rows.ts';
import { invalid, togetherOf } from '../../../app/dataset/recipes/corrections.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import type { RowGroup } from '../../../app/dataset/recipes/keep-together.ts';
import type { SplitSpec } from '../../../app/dataset/recipes/recipe-spec.ts';
import { columnsExpected } from '../../../app/dataset/recipes/select-columns.ts';
import { rowsOfSplit, type SplitAssignment } from '../../../app/dataset/split.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { PrepareWork } from './prepare-work.ts';
import { type RowLabels, readSplitFacts } from './row-facts.ts';

/** One split for each row; rows without a target get none. */
export async function assign(
  { session, table, recipe }: Pick<PrepareWork, 'session' | 'table' | 'recipe'>,
  inputs: readonly FittedInput[],
  { labels, withoutTarget }: RowLabels,
): Promise<Result<SplitAssignment>> {
  const spec = recipe.split;
  if (spec === undefined) throw new Error('A whole recipe has a split');
  const fault = splitFault(spec) ?? columnFault(spec, inputs);
  if (fault !== null) return fail(fault);
  const together = togetherOf(recipe, table.plan.task);
  if (!together.ok) return together;
  const facts = await readSplitFacts(session, table, spec, inputs);
  if (!facts.ok) return facts;
  const { rows } = table.staged;
  const beyond = together.value.flat().find((row) => row >= rows);
  if (beyond !== undefined) {
    return fail(invalid('steps.groups', String(beyond), `integer in [0, ${rows - 1}]`));
  }
  const { groups, times, given } = facts.value;
  const counts = table.classCounts;
  if (withoutTarget.length === 0) {
    const classCounts = counts.length > 0 ? counts : [{ name: '', count: rows }];
    return assignRows(spec, {
      ...{ labels, classCounts, groups, times, given },
      together: together.value,
    });
  }
  const without = new Uint8Array(rows);
  for (const row of withoutTarget) without[row] = 1;
  const kept = rowsOfSplit(without, 0);
  const assigned = assignRows(spec, {
    labels: labels.filter((_, row) => without[row] === 0),
    classCounts: counts.length > 0 ? counts : [{ name: '', count: kept.length }],
    groups: groups && renumbered(Int32Array.from(kept, (row) => groups[row] ?? 0)),
    times: times && Float64Array.from(kept, (row) => times[row] ?? 0),
    given: given && Uint8Array.from(kept, (row) => given[row] ?? LEFT_OUT),
    together: placed(together.value, kept),
  });
  if (!assigned.ok) return assigned;
  const assignment = new Uint8Array(rows).fill(LEFT_OUT);
  for (const [at, row] of kept.entries()) assignment[row] = assigned.value[at] ?? LEFT_OUT;
  return ok(assignment);
}

/** Rows by their places among those that are kept. */
function placed(groups: readonly RowGroup[], kept: Uint32Array): readonly RowGroup[] {
  if (groups.length === 0) return groups;
  const places = new Map(Array.from(kept, (row, at) => [row, at] as const));
  return groups.map((rows) => rows.flatMap((row) => places.get(row) ?? []));
}

/** Groups without gaps in their numbers, as rows that are left out may have been a group's only ones. */
function renumbered(groups: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return groups.map((group) => {
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
}

function columnFault(spec: SplitSpec, inputs: readonly FittedInput[]): AppError | null {
  const names = inputs.map(({ column }) => column);
  const wrong = splitColumns(spec).find(({ column }) => !names.includes(column));
  if (wrong === undefined) return null;
  const { field, column } = wrong;
  const expected = columnsExpected(names);
  return { code: 'recipe/invalid', place: `split.${field}`, value: column, expected };
}
