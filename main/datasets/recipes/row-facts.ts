import { SPLITS } from '../../../app/dataset/dataset.ts';
import { LEFT_OUT, namedSplit, type RowFacts } from '../../../app/dataset/recipes/assign-rows.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { isMissing, type Vector } from '../../../app/dataset/recipes/frame.ts';
import { isUnorderedDate } from '../../../app/dataset/recipes/read-date.ts';
import type { SplitSpec } from '../../../app/dataset/recipes/recipe-spec.ts';
import { emptyClasses, type RowClasses } from '../../../app/dataset/split.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import { lineOf } from '../delimited/check.ts';
import { BLOCK_ROWS } from '../delimited/column-store.ts';
import type { TableSession } from '../delimited/table-session.ts';
import { readFrames } from './read-frames.ts';

/** Class of each row as an index, and rows without a target. */
export interface RowLabels {
  /** All zero for a quantity. */
  readonly labels: RowClasses;
  /** Rows that no split gets, as they have no target. */
  readonly withoutTarget: readonly number[];
}

/** Reads every row's class. */
export async function readLabels(session: TableSession, table: AnalysedTable): Promise<RowLabels> {
  const { staged, plan, classCounts } = table;
  const labels = emptyClasses(classCounts.length, staged.rows);
  const withoutTarget: number[] = [];
  const target = plan.columns[plan.targetIndex];
  // Of rows that are given back, none needs a target.
  const gaps = plan.task !== 'reconstruction' && (target?.missing ?? 0) > 0;
  if (target === undefined || (classCounts.length === 0 && !gaps)) return { labels, withoutTarget };
  const indexes = new Map(classCounts.map(({ name }, index) => [name, index]));
  const kept = session.kept(staged.parquetPath);
  const column = kept?.column(plan.targetIndex);
  if (kept !== undefined && column?.kind === 'texts') {
    const classes = column.texts.map((text) => (text === null ? -1 : (indexes.get(text) ?? 0)));
    for await (const { values, firstRow } of kept.blocks(column, new Uint16Array(BLOCK_ROWS))) {
      for (let row = 0; row < values.length; row += 1) {
        const label = classes[values[row] ?? 0] ?? 0;
        if (label < 0) withoutTarget.push(firstRow + row);
        else labels[firstRow + row] = label;
      }
    }
    return { labels, withoutTarget };
  }
  const input: FittedInput = { column: target.name, type: 'text' };
  for await (const { frame, firstRow } of readFrames(session, staged, [input])) {
    const vector = frame.columns.get(target.name);
    if (vector?.kind !== 'texts') throw new Error('Targets are read as texts');
    for (const [row, text] of vector.values.entries()) {
      if (text === null) withoutTarget.push(firstRow + row);
      else labels[firstRow + row] = indexes.get(text) ?? 0;
    }
  }
  return { labels, withoutTarget };
}

/** What the split goes by, over all rows; fails with `dataset/value-missing` or `dataset/bad-value`. */
export async function readSplitFacts(
  session: TableSession,
  table: AnalysedTable,
  spec: SplitSpec,
  inputs: readonly FittedInput[],
): Promise<Result<Pick<RowFacts, 'groups' | 'times' | 'given'>>> {
  const facts = { groups: null, times: null, given: null };
  switch (spec.kind) {
    case 'grouped':
      return readGroups(session, table, spec.column, facts);
    case 'time':
      return readTimes(session, table, spec.column, inputs, facts);
    case 'leave-last-out': {
      const users = await readGroups(session, table, spec.user, facts);
      return users.ok ? readTimes(session, table, spec.time, inputs, users.value) : users;
    }
    case 'column':
      return readGiven(session, table, spec, facts);
    case 'k-fold':
      return spec.group === undefined ? ok(facts) : readGroups(session, table, spec.group, facts);
    default:
      return ok(facts);
  }
}

type Facts = Pick<RowFacts, 'groups' | 'times' | 'given'>;

async function readGroups(
  session: TableSession,
  table: AnalysedTable,
  column: string,
  facts: Facts,
): Promise<Result<Facts>> {
  const groups = new Int32Array(table.staged.rows);
  const numbers = new Map<string, number>();
  const read = await eachValue(session, table, { column, type: 'text' }, 'text, not empty', {
    visit: (vector, row, sourceRow) => {
      const text = vector.kind === 'texts' ? (vector.values[row] ?? '') : '';
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      groups[sourceRow] = known;
      return true;
    },
  });
  return read.ok ? ok({ ...facts, groups }) : read;
}

async function readTimes(
  session: TableSession,
  table: AnalysedTable,
  column: string,
  inputs: readonly FittedInput[],
  facts: Facts,
): Promise<Result<Facts>> {
  const times = new Float64Array(table.staged.rows);
  const found = inputs.find((input) => input.column === column);
  const type = found?.type === 'number' ? 'number' : 'datetime';
  const input: FittedInput = { ...found, column, type, lenient: true };
  const read = await eachValue(session, table, input, 'date | number', {
    visit: (vector, row, sourceRow) => {
      if (vector.kind === 'numbers') times[sourceRow] = vector.values[row] ?? 0;
      return true;
    },
  });
  return read.ok ? ok({ ...facts, times }) : fail(withUnclearDate(read.error, input));
}

/** What is wrong with a date, where that is that it does not say which number is the day. */
export function withUnclearDate(error: AppError, { column, dateOrder }: FittedInput): AppError {
  if (error.code !== 'dataset/bad-value' || error.column !== column || dateOrder !== undefined) {
    return error;
  }
  const { path, row, value } = error;
  return isUnorderedDate(value)
    ? { code: 'dataset/date-unclear', path, row, column, value }
    : error;
}

async function readGiven(
  session: TableSession,
  table: AnalysedTable,
  spec: Extract<SplitSpec, { kind: 'column' }>,
  facts: Facts,
): Promise<Result<Facts>> {
  const given = new Uint8Array(table.staged.rows).fill(LEFT_OUT);
  const names =
    spec.values === undefined ? SPLITS : SPLITS.flatMap((split) => spec.values?.[split] ?? []);
  const input: FittedInput = { column: spec.column, type: 'text' };
  const read = await eachValue(session, table, input, names.join(' | '), {
    visit: (vector, row, sourceRow) => {
      const text = vector.kind === 'texts' ? (vector.values[row] ?? null) : null;
      const split = namedSplit(spec, text);
      if (split !== null) given[sourceRow] = split;
      return split !== null;
    },
  });
  return read.ok ? ok({ ...facts, given }) : read;
}

/** Visits every value; one that is missing, or that the visitor does not take, fails with its place. */
async function eachValue(
  session: TableSession,
  table: AnalysedTable,
  input: FittedInput,
  expected: string,
  { visit }: { visit: (vector: Vector, row: number, sourceRow: number) => boolean },
): Promise<Result<null>> {
  for await (const { frame, firstRow } of readFrames(session, table.staged, [input])) {
    const vector = frame.columns.get(input.column);
    if (vector === undefined) throw new Error(`${input.column} was not read`);
    for (let row = 0; row < frame.rows; row += 1) {
      if (!isMissing(vector, row) && visit(vector, row, firstRow + row)) continue;
      const place = await lineOf(session, table.staged, input.column, firstRow + row);
      const { path } = table;
      const { row: line, column, value } = place;
      if (value === '') return fail({ code: 'dataset/value-missing', path, row: line, column });
      return fail({ code: 'dataset/bad-value', path, ...place, expected });
    }
  }
  return ok(null);
}
