import { fail, ok, type Result } from '../errors.ts';
import { type ChosenColumns, decideRole } from './column-roles.ts';
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
  /** Index of the column that weighs rows, if one was chosen. */
  readonly weightIndex: number | null;
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
  const { weight } = options;
  for (const column of [weight, ...(options.ignore ?? [])]) {
    if (column !== undefined && !names.includes(column)) {
      return fail({ code: 'dataset/column-missing', column, columns: names });
    }
  }
  const predictable = names.filter((name) => name !== weight);
  if (options.target !== undefined && !predictable.includes(options.target)) {
    return fail({ code: 'dataset/target-missing', column: options.target, columns: predictable });
  }
  const chosen = { target: options.target ?? null, weight: weight ?? null };
  const target = chosen.target ?? guessTarget(giveRoles(facts, chosen, options.ignore).columns);
  if (target === null) return fail({ code: 'dataset/no-features', path });

  const guided = giveRoles(facts, { ...chosen, target }, options.ignore);
  // Numbers of rows are all that some tables offer to learn from: x = 1, 2, 3, … and y.
  const bare = options.ignore === undefined && !hasFeatures(guided.columns);
  const { columns, warnings } = bare ? giveRoles(facts, { ...chosen, target }, []) : guided;
  const targetIndex = names.indexOf(target);
  const targetColumn = columns[targetIndex];
  if (targetColumn === undefined) throw new Error(`Column ${target} went missing`);
  const tasks = possibleTasks(targetColumn, columns, facts[targetIndex]?.rows ?? 0);
  const task = options.task ?? tasks[0] ?? 'classification';
  return ok({
    columns,
    targetIndex,
    weightIndex: weight === undefined ? null : names.indexOf(weight),
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
  chosen: ChosenColumns,
  ignored: readonly string[] | undefined,
): { readonly columns: readonly GuessColumn[]; readonly warnings: readonly PreviewWarning[] } {
  const decided = facts.map((column) => {
    const type = columnType(column);
    const identifier = looksLikeIdentifier(column);
    const { name, distinct } = column;
    const missing = column.rows - column.present;
    const known = { name, type, missing, distinct, identifier };
    const { role, warnings } = decideRole(known, chosen, ignored);
    const integer = column.integers === column.present;
    return { column: { name, type, role, missing, distinct, integer }, warnings };
  });
  return {
    columns: decided.map(({ column }) => column),
    warnings: decided.flatMap(({ warnings }) => warnings),
  };
}
