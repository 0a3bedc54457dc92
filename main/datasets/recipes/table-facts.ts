import { applyOps } from '../../../app/dataset/recipes/apply-table.ts';
import type { RecipePoint } from '../../../app/dataset/recipes/fit-recipe.ts';
import { targetWidth } from '../../../app/dataset/recipes/fit-texts.ts';
import type {
  FittedInput,
  FittedOp,
  OpEntries,
} from '../../../app/dataset/recipes/fitted-table.ts';
import { type Frame, numbersOf } from '../../../app/dataset/recipes/frame.ts';
import type { FitTarget } from '../../../app/dataset/recipes/step-rule.ts';
import {
  MOST_TEXTS,
  type Moments,
  type TrainingFacts,
} from '../../../app/dataset/recipes/training-facts.ts';
import {
  countSplits,
  type RowClasses,
  rowsOfSplit,
  type SplitAssignment,
} from '../../../app/dataset/split.ts';
import { byFrequency } from '../delimited/kept-profile.ts';
import type { StagedTable } from '../delimited/stage.ts';
import type { TableSession } from '../delimited/table-session.ts';
import { exactQuantiles, type FoundQuantiles, type PickedValues } from './exact-quantiles.ts';
import { readFrames } from './read-frames.ts';
import { keepValues, type SqlColumn, sqlColumn } from './sql-columns.ts';
import {
  countCategories,
  countMissing,
  countTexts,
  distinctWords,
  sumMoments,
  sumTargets,
  type TrainingFrame,
} from './training-sums.ts';

/** What facts are worked out from. */
export interface FactsWork {
  readonly session: TableSession;
  readonly staged: StagedTable;
  readonly inputs: readonly FittedInput[];
  readonly assignment: SplitAssignment;
  /** The session's table of the assignment. */
  readonly assigned: AssignmentTable;
  /** Class of every row; all zero for a quantity. */
  readonly labels: RowClasses;
  readonly target: FitTarget;
}

/** How many rows train, and the session's table `assignment`, one split for each row: made where a query first needs it. */
export class AssignmentTable {
  readonly #session: TableSession;
  readonly #assignment: SplitAssignment;
  #stored = false;
  #training: number | null = null;

  constructor(session: TableSession, assignment: SplitAssignment) {
    this.#session = session;
    this.#assignment = assignment;
  }

  async store(): Promise<void> {
    if (!this.#stored) await this.#session.storeBytes('assignment', this.#assignment);
    this.#stored = true;
  }

  /** Rows that train. */
  training(): number {
    this.#training ??= countSplits(this.#assignment).train;
    return this.#training;
  }

  /** Says that the assignment has changed. */
  forget(): void {
    this.#training = null;
    this.#stored = false;
  }
}

/** Facts of training rows after some operations, out of core. Each is asked for at most once a point. */
export class TableFacts implements TrainingFacts {
  readonly #work: FactsWork;
  readonly #point: RecipePoint;
  /** Missing rows, where another answer found them by the way. */
  readonly #missing = new Map<string, number>();

  constructor(work: FactsWork, point: RecipePoint) {
    this.#work = work;
    this.#point = point;
  }

  async moments(columns: readonly string[]): Promise<ReadonlyMap<string, Moments>> {
    const found = await sumMoments(this.#frames(columns), columns);
    for (const [column, { missing }] of found) this.#missing.set(column, missing);
    return found;
  }

  async quantiles(
    columns: readonly string[],
    fractions: readonly number[],
  ): Promise<ReadonlyMap<string, readonly number[]>> {
    const training = this.#work.assigned.training();
    const scalings = columns.map((column) => risingScaling(column, this.#point));
    const found = new Map<string, FoundQuantiles>();
    const direct = columns.filter((_, at) => scalings[at] !== null);
    const scaled = (column: string) => scalings[columns.indexOf(column)] ?? ((value) => value);
    const raw = (some: readonly string[]) => this.#values(some, NO_OPS);
    for (const [column, own] of await exactQuantiles(direct, fractions, training, raw, scaled)) {
      found.set(column, own);
    }
    const others = columns.filter((_, at) => scalings[at] === null);
    const pieces = (some: readonly string[]) => this.#values(some, this.#point.ops);
    for (const [column, own] of await exactQuantiles(others, fractions, training, pieces)) {
      found.set(column, own);
    }
    for (const [column, { missing }] of found) this.#missing.set(column, missing);
    return new Map([...found].map(([column, { quantiles }]) => [column, quantiles]));
  }

  async missing(columns: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const unknown = columns.filter((column) => !this.#missing.has(column));
    if (unknown.length > 0) {
      const counted = await countMissing(this.#frames(unknown), unknown);
      for (const [column, count] of counted) this.#missing.set(column, count);
    }
    return this.#missing;
  }

  async mode(column: string): Promise<number | string | null> {
    const values = await this.#sqlColumns([column]);
    const [row] = await this.#work.session.rows(
      `SELECT value FROM (${unionOf(values)}) WHERE value IS NOT NULL
       GROUP BY value ORDER BY count(*) DESC, value LIMIT 1`,
    );
    await this.#forget(values);
    const value = row?.[0];
    return typeof value === 'number' || typeof value === 'string' ? value : null;
  }

  async counts(
    columns: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
    const found = new Map<string, ReadonlyMap<string, number>>();
    for (const column of columns) {
      if (this.#isKept(column)) {
        found.set(column, await this.#countKept(column));
        continue;
      }
      const values = await this.#sqlColumns([column]);
      // One more than are kept, as missing values are a group of their own.
      const rows = await this.#work.session.rows(
        `SELECT value, count(*) AS rows FROM (${unionOf(values)})
         GROUP BY value ORDER BY value IS NOT NULL, rows DESC, value LIMIT ${MOST_TEXTS + 1}`,
      );
      await this.#forget(values);
      const texts = rows.flatMap(([text, count]) =>
        typeof text === 'string' ? [[text, Number(count)] as const] : [],
      );
      const gaps = rows.find(([text]) => text === null);
      this.#missing.set(column, Number(gaps?.[1] ?? 0));
      found.set(column, new Map(texts));
    }
    return found;
  }

  /** Whether the column's source repeats so much that its different texts fit in memory. */
  #isKept(column: string): boolean {
    const { session, staged } = this.#work;
    const source = this.#point.columns.find(({ name }) => name === column)?.source ?? '';
    const kept = session.kept(staged.parquetPath)?.column(staged.names.indexOf(source));
    return kept?.kind === 'texts';
  }

  async #countKept(column: string): Promise<ReadonlyMap<string, number>> {
    const training = this.#work.assigned.training();
    const counted = await countCategories(this.#frames([column]), column);
    this.#missing.set(column, training - counted.rows);
    return new Map(byFrequency(counted.counts));
  }

  targets(column: string, folds: number) {
    const { inputs, labels, target } = this.#work;
    const { classes } = target;
    const width = targetWidth(classes);
    const alsoRead =
      classes === null ? inputs.filter(({ column: name }) => name === target.column) : [];
    const targetOf = (frame: Frame, row: number, sourceRow: number, into: Float64Array) => {
      if (classes === null) {
        const vector = frame.columns.get(target.column);
        if (vector !== undefined) into[0] = numbersOf(vector)[row] ?? Number.NaN;
        return;
      }
      const label = labels[sourceRow] ?? 0;
      into.fill(0);
      // Of two classes, the second tells all.
      const place = classes.length === 2 ? label - 1 : label;
      if (place >= 0) into[place] = 1;
    };
    return sumTargets(this.#frames([column], alsoRead), column, folds, width, targetOf);
  }

  async documents(column: string) {
    const { rows, counts } = await countTexts(this.#frames([column]), column, distinctWords);
    return { rows, words: counts };
  }

  async #sqlColumns(columns: readonly string[]): Promise<readonly SqlColumn[]> {
    const { session, staged, assigned } = this.#work;
    await assigned.store();
    const direct = columns.map((column) =>
      sqlColumn(staged, this.#work.inputs, column, this.#point),
    );
    const others = columns.filter((_, at) => direct[at] === null);
    const kept = await keepValues(session, others, this.#frames(others), this.#point.columns);
    return direct.map((column) => column ?? kept.shift() ?? missingColumn());
  }

  async #forget(columns: readonly SqlColumn[]): Promise<void> {
    for (const table of new Set(columns.flatMap(({ table }) => (table === null ? [] : [table])))) {
      await this.#work.session.run(`DROP TABLE ${table}`);
    }
  }

  /** Numbers of training rows, after some operations. */
  async *#values(
    columns: readonly string[],
    ops: readonly FittedOp[],
  ): AsyncGenerator<readonly PickedValues[]> {
    for await (const { frame, rows } of this.#frames(columns, [], ops)) {
      yield columns.map((column) => {
        const vector = frame.columns.get(column);
        if (vector === undefined) throw new Error(`${column} went missing`);
        return { values: numbersOf(vector), rows };
      });
    }
  }

  /** Training rows of some columns, after the operations. */
  async *#frames(
    columns: readonly string[],
    alsoRead: readonly FittedInput[] = [],
    ops: readonly FittedOp[] = this.#point.ops,
  ): AsyncGenerator<TrainingFrame> {
    if (columns.length === 0) return;
    const { session, staged, inputs, assignment } = this.#work;
    const { outOfFold } = this.#point;
    const sources = new Set(
      this.#point.columns.filter(({ name }) => columns.includes(name)).map(({ source }) => source),
    );
    const read = inputs.filter((input) => sources.has(input.column) || alsoRead.includes(input));
    let room: Uint32Array | null = null;
    for await (const { frame, firstRow } of readFrames(session, staged, read)) {
      if (room === null || room.length < frame.rows) room = new Uint32Array(frame.rows);
      const splits = assignment.subarray(firstRow, firstRow + frame.rows);
      const training = { firstRow, splits, outOfFold };
      yield {
        frame: applyOps(ops, frame, training).frame,
        rows: rowsOfSplit(splits, 0, room),
        firstRow,
      };
    }
  }
}

const NO_OPS: readonly FittedOp[] = [];

/**
 * What operations make of a column's numbers, where all that they do is to scale them upwards: numbers keep their
 * order then, so that quantiles of what is scaled are those of the numbers, scaled. Null where they do anything else.
 */
function risingScaling(
  column: string,
  { ops, columns }: RecipePoint,
): ((value: number) => number) | null {
  const traced = columns.find(({ name }) => name === column);
  if (traced?.type !== 'number' || traced.source !== column) return null;
  const scalings: OpEntries['scale'][] = [];
  for (const op of ops) {
    const touches = op.columns.some((entry) => entry.column === column);
    if (!touches || op.op === 'require') continue;
    if (op.op !== 'scale') return null;
    scalings.push(...op.columns.filter((entry) => entry.column === column));
  }
  if (scalings.some(({ factor }) => !(factor > 0))) return null;
  return (value) =>
    scalings.reduce((scaled, { shift, factor }) => (scaled - shift) / factor, value);
}

function missingColumn(): never {
  throw new Error('A column was neither found nor kept');
}

/** Columns one below the other, of training rows: see `cellsOf`. */
function unionOf(columns: readonly SqlColumn[]): string {
  return columns
    .map(({ select }, index) => `SELECT ${index} AS index, value FROM (${select})`)
    .join(' UNION ALL ');
}
