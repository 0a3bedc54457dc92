import type { LookedUp, LookedUpTables } from '../../app/compiler/compiled.ts';
import { MEASURES, NEXT } from '../../app/compiler/onnx/edges.ts';
import { ok, type Result } from '../../app/errors.ts';
import {
  type FloatTensor,
  type Runtime,
  release,
  type Session,
  type Tensor,
  type Tensors,
} from './runtimes/runtime.ts';

/** What a call takes of its tables. */
export interface TakenRows {
  /** Places and tables, by name. */
  readonly inputs: Tensors;
  /** Writes rows as a call has left them back into the tables that they were taken from. */
  putBack(outputs: Tensors): void;
}

/** Rows of one group of tables. */
interface GroupRows {
  readonly group: LookedUp;
  readonly places: Int32Array;
  /** The numbers of the rows in their places. */
  rows: Int32Array;
}

/** No place: the row has not been looked up. */
const NOWHERE = -1;

/**
 * Takes the rows of large tables that the steps of a call look up, and puts them back: a table stays
 * where it is, in one array for the whole run.
 */
export class LookedUpRows {
  readonly #session: Session;
  readonly #groups: readonly GroupRows[];
  /** Row numbers that a step looks up in all groups. */
  readonly #width: number;

  private constructor(groups: readonly LookedUp[], session: Session) {
    this.#groups = groups.map((group) => ({
      group,
      places: new Int32Array(group.rows).fill(NOWHERE),
      rows: new Int32Array(0),
    }));
    this.#width = groups.reduce((sum, { count }) => sum + count, 0);
    this.#session = session;
  }

  static async open(
    runtime: Runtime,
    { bytes, groups }: LookedUpTables,
  ): Promise<Result<LookedUpRows>> {
    const session = await runtime.open(bytes, { threads: 1 });
    return session.ok ? ok(new LookedUpRows(groups, session.value)) : session;
  }

  /** Names of the tables. */
  get tables(): readonly string[] {
    return this.#groups.flatMap(({ group }) => group.tables);
  }

  /** @param inputs of the call: state, data and indices */
  async take(inputs: Tensors): Promise<Result<TakenRows>> {
    const lookedUp = await this.#session.run(inputs);
    if (!lookedUp.ok) return lookedUp;
    const numbers = lookedUp.value[MEASURES]?.data;
    if (!(numbers instanceof Int32Array)) throw new Error('No row numbers were looked up.');
    const taken: Record<string, Tensor> = {};
    let first = 0;
    for (const each of this.#groups) {
      this.#place(each, numbers, first);
      first += each.group.count;
      const { group, places, rows } = each;
      taken[group.places] = { dtype: 'int32', shape: [group.rows], data: places };
      for (const name of group.tables) taken[name] = takenRows(floatsOf(inputs, name), rows);
    }
    return ok({ inputs: taken, putBack: (outputs) => this.#putBack(outputs, inputs, taken) });
  }

  #putBack(outputs: Tensors, state: Tensors, taken: Tensors): void {
    for (const { group, rows } of this.#groups) {
      for (const name of group.tables) {
        const after = floatsOf(outputs, name + NEXT);
        putRows(after.data, floatsOf(state, name), rows);
        release({ after, before: floatsOf(taken, name) });
      }
    }
  }

  /** Gives each row that any step looks up a place. @param first of the group's numbers in a step */
  #place(each: GroupRows, numbers: Int32Array, first: number): void {
    const { places, group } = each;
    for (const row of each.rows) places[row] = NOWHERE;
    const rows = new Int32Array(Math.min(group.rows, (numbers.length / this.#width) * group.count));
    let count = 0;
    for (let step = first; step < numbers.length; step += this.#width) {
      for (let at = step; at < step + group.count; at += 1) {
        const row = numbers[at] ?? 0;
        if (places[row] !== NOWHERE) continue;
        places[row] = count;
        rows[count] = row;
        count += 1;
      }
    }
    each.rows = rows.subarray(0, count);
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

/** Shorter rows are copied number by number: a call for each would take longer. */
const SHORT = 32;

/** Rows of a table, one after the other. */
function takenRows({ shape, data }: FloatTensor, rows: Int32Array): FloatTensor {
  const width = data.length / (shape[0] ?? 1);
  const taken = new Float32Array(rows.length * width);
  for (let place = 0; place < rows.length; place += 1) {
    const from = (rows[place] ?? 0) * width;
    const to = place * width;
    if (width > SHORT) taken.set(data.subarray(from, from + width), to);
    else for (let at = 0; at < width; at += 1) taken[to + at] = data[from + at] ?? 0;
  }
  return { dtype: 'float32', shape: shape.with(0, rows.length), data: taken };
}

/** Writes rows where they belong in a table. */
function putRows(taken: Float32Array, { shape, data }: FloatTensor, rows: Int32Array): void {
  const width = data.length / (shape[0] ?? 1);
  for (let place = 0; place < rows.length; place += 1) {
    const from = place * width;
    const to = (rows[place] ?? 0) * width;
    if (width > SHORT) data.set(taken.subarray(from, from + width), to);
    else for (let at = 0; at < width; at += 1) data[to + at] = taken[from + at] ?? 0;
  }
}

function floatsOf(tensors: Tensors, name: string): FloatTensor {
  const tensor = tensors[name];
  if (tensor?.dtype === 'float32') return tensor;
  throw new Error(`There is no table ${name}.`);
}
