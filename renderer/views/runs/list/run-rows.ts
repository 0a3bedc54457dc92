import type { RunSummary } from '../../../../app/training/run.ts';

/** A row of the list: a run, or the runs of one plan with several seeds as one. */
export type RunRow =
  | {
      readonly kind: 'run';
      readonly run: RunSummary;
      /** Stands below its group. */
      readonly member: boolean;
    }
  | {
      readonly kind: 'group';
      readonly groupId: string;
      /** The member that comes first in the list's order. */
      readonly first: RunSummary;
    };

export interface FoldedRuns {
  /** `undefined` where a run has not been loaded yet. */
  readonly rows: readonly (RunRow | undefined)[];
  /** Where each row's run is in the host's list. */
  readonly positions: readonly number[];
}

/**
 * Runs with the seeds of one plan folded into one row, where the first of them comes.
 * @param expanded members of the open groups, which follow their group
 */
export function foldRuns(
  runs: readonly (RunSummary | undefined)[],
  expanded: ReadonlyMap<string, readonly RunSummary[]>,
): FoldedRuns {
  const rows: (RunRow | undefined)[] = [];
  const positions: number[] = [];
  const seen = new Set<string>();
  runs.forEach((run, position) => {
    const groupId = run?.groupId ?? null;
    if (run === undefined || groupId === null) {
      rows.push(run && { kind: 'run', run, member: false });
      positions.push(position);
      return;
    }
    if (seen.has(groupId)) return;
    seen.add(groupId);
    rows.push({ kind: 'group', groupId, first: run });
    positions.push(position);
    for (const member of expanded.get(groupId) ?? []) {
      rows.push({ kind: 'run', run: member, member: true });
      positions.push(position);
    }
  });
  return { rows, positions };
}

/** What a row is known by. */
export function rowKey(row: RunRow): string {
  return row.kind === 'run' ? row.run.id : row.groupId;
}

/** A group's name: its runs are named after their seeds or folds, unless renamed. */
export function groupName({ name, seed }: Pick<RunSummary, 'name' | 'seed'>): string {
  const ending = ` · ${seed}`;
  return name.endsWith(ending)
    ? name.slice(0, -ending.length)
    : name.replace(/ · [0-9]+\/[0-9]+$/, '');
}
