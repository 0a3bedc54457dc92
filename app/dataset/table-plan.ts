import { fail, ok, type Result } from '../errors.ts';
import { decideRole } from './column-roles.ts';
import { type ColumnFacts, columnType, looksLikeIdentifier } from './column-type.ts';
import type { ImportOptions, PreviewWarning, Task } from './dataset.ts';
import { type GuessColumn, guessTarget, possibleTasks } from './guess.ts';
import { isPreparedTask } from './tasks.ts';

/** What to learn from which columns of a table. */
export interface TablePlan {
  /** In the order of the source. */
  readonly columns: readonly GuessColumn[];
  /** Index of the target. */
  readonly targetIndex: number;
  readonly targetGuessed: boolean;
  readonly task: Task;
  readonly possibleTasks: readonly Task[];
  readonly warnings: readonly PreviewWarning[];
}

/** Decides types, target, task and roles, from the user's choices and from what the columns hold. */
export function planTable(
  facts: readonly ColumnFacts[],
  options: ImportOptions,
  path: string,
): Result<TablePlan> {
  const names = facts.map(({ name }) => name);
  for (const chosen of [options.target, ...(options.ignore ?? [])]) {
    if (chosen !== undefined && !names.includes(chosen)) {
      return fail({ code: 'dataset/target-missing', column: chosen, columns: names });
    }
  }
  const target = options.target ?? guessTarget(giveRoles(facts, null, options.ignore).columns);
  if (target === null) return fail({ code: 'dataset/no-features', path });

  const guided = giveRoles(facts, target, options.ignore);
  // Numbers of rows are all that some tables offer to learn from: x = 1, 2, 3, … and y.
  const bare = options.ignore === undefined && !hasFeatures(guided.columns);
  const { columns, warnings } = bare ? giveRoles(facts, target, []) : guided;
  const targetIndex = names.indexOf(target);
  const targetColumn = columns[targetIndex];
  if (targetColumn === undefined) throw new Error(`Column ${target} went missing`);
  const tasks = possibleTasks(targetColumn, columns, facts[targetIndex]?.rows ?? 0);
  const task = options.task ?? tasks[0] ?? 'classification';
  return ok({
    columns,
    targetIndex,
    targetGuessed: options.target === undefined,
    task,
    possibleTasks: tasks,
    warnings: isPreparedTask(task) ? warnings : [...warnings, { kind: 'no-template', task }],
  });
}

/** Whether anything is left to learn from. */
export function hasFeatures(columns: readonly GuessColumn[]): boolean {
  return columns.some(({ role }) => role === 'feature');
}

function giveRoles(
  facts: readonly ColumnFacts[],
  target: string | null,
  ignored: readonly string[] | undefined,
): { readonly columns: readonly GuessColumn[]; readonly warnings: readonly PreviewWarning[] } {
  const decided = facts.map((column) => {
    const type = columnType(column);
    const identifier = looksLikeIdentifier(column);
    const { name, distinct } = column;
    const missing = column.rows - column.present;
    const known = { name, type, missing, distinct, identifier };
    const { role, warnings } = decideRole(known, target, ignored);
    const integer = column.integers === column.present;
    return { column: { name, type, role, missing, distinct, integer }, warnings };
  });
  return {
    columns: decided.map(({ column }) => column),
    warnings: decided.flatMap(({ warnings }) => warnings),
  };
}
